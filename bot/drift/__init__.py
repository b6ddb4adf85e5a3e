"""Changes made in QuickBooks, in Slack: one message for each, with Restore, Adopt and Ask."""
