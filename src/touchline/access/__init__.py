"""Who may ask and what it costs: accounts, keys, tiers, credits, and the store that keeps them."""
