"""What is run while developing and is not part of the package."""
