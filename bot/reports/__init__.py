"""Reports in Slack: `/report`, its window, and the message with the files."""
