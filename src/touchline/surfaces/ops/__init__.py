"""For those who run the server: whether it lives, whether it is ready, and what it counts."""
