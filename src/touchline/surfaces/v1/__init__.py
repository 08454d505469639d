"""The v1 shape (seed 000): live sports, events, leagues and event detail."""
