"""Where messages come from, and the pump that brings them into the picture."""
