"""Matches that are made up: who plays, how it goes, what bookmakers say of it, as a feed."""
