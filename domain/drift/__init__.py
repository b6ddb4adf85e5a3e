"""Changes made in QuickBooks to what is ours: noticed, shown with their effect, and put right."""
