"""Soccer: how it is played, and how likely its ends are."""
