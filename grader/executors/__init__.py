"""How many at once; knows nothing of grading."""
