"""The steps of measuring one submission: look, choose, score, run."""
