"""The account API: what the owner of a key sees and does of the own account."""
