"""Whose yes counts: approvals of vouchers, receipts and closing entries, by one set of rules (2.3)."""
