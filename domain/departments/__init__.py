"""What each department decided about how it works."""
