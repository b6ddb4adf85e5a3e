"""A vendor's bill against accruals: drafted, approved, posted exactly once, undone."""
