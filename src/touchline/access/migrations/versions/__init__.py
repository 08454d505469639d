"""One step a file, named after its revision; a released one is never changed."""
