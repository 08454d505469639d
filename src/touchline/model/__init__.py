"""What a live event is: messages, the live picture, the sport catalogue. No I/O."""
