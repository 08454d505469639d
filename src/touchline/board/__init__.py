"""The live picture: single writer, synchronous, no I/O."""
