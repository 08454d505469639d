"""How each sport is played: one small state machine a sport, and the chances it leads to."""
