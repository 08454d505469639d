"""American football: how it is played, and how likely its ends are."""
