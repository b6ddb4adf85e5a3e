"""Vouchers, receipts, invoices and closes while processes are killed: one document each, none lost, nothing stuck."""
