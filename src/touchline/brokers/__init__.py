"""Message brokers: where they are, a connection to one, and publishing with confirms."""
