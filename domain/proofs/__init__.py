"""Proofs that the sub-ledger and the books agree, on any day, and what explains a difference."""
