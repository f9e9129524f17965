"""What is known so far: the store, adjustments, the book, the diff."""
