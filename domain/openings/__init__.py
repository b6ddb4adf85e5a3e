"""Orders of openings: the file a controller hands over at go-live, looked at beside QuickBooks, then brought in."""
