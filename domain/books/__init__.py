"""The boundary to accounting systems: a small port, and one adapter per system."""
