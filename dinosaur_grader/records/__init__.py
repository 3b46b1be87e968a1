"""What a batch leaves: gradebook, tables, pages."""
