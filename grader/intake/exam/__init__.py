"""The exam's results: exports as they were downloaded, and the answer key that grades them."""
