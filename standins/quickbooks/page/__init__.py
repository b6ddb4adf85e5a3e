"""The pages on which a person works inside the stand-in's companies."""
