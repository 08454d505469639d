"""The feed's own shape."""
