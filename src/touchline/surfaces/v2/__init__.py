"""The v2 shape (seed 002): live matches with statistics and price-tracked odds."""
