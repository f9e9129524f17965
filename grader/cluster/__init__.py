"""Grading on many machines: what a worker is given, what it does, and the sandbox that is somewhere else."""
