"""What a grade is: frozen values and arithmetic; the standard library and NumPy only."""
