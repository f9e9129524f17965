"""The review page: staff mark, compare, adjust and run from a browser, several at once."""
