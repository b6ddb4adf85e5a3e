"""The companies we trade with: what is kept, when two names are the same, what QuickBooks is told of a change."""
