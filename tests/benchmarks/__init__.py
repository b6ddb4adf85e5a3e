"""What it costs: counts, ratios and seconds measured side by side in one run. `make bench`."""
