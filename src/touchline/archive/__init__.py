"""What is kept on disk: recordings of feeds, and what could not be decoded."""
