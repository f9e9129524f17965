"""The gradebook for people."""
