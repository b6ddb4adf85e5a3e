"""Reports: sums over the journal as of a date and as known at a moment, and the files they are handed out in."""
