"""Invoices, debit memos and credit memos: what customers are billed, here or in QuickBooks."""
