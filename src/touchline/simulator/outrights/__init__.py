"""Competitions of many participants: cards of horse races, and the seasons of a league."""
