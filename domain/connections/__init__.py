"""Connections to accounting systems: consent, credentials, pace, and the watch that tells when one fails."""
