"""The shapes in which the picture goes out, one folder each."""
