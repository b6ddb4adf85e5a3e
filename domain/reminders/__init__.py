"""What is due, told once to whom it concerns, at an hour when people work."""
