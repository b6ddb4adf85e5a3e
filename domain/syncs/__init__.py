"""A sync of counterparties: read the books, plan, decide, confirm, carry out; and bring here what only they have."""
