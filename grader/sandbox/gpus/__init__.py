"""Graphics cards: found, lent to one run at a time, and set aside when they fail."""
