"""Telling the books about documents, exactly once."""
