"""Closing a month: what is swept, the entry that carries it over, who did which step, and the packet that proves it."""
