"""What customers pay: received, applied, returned and undone; each act one journal entry in the books (E16 to E20)."""
