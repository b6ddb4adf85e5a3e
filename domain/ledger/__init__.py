"""The one journal, its periods, and the opening at go-live."""
