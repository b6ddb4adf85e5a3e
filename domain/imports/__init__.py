"""Files people hand over: read, previewed row by row, brought in as a whole, and taken back as a whole."""
