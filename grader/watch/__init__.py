"""Grade on push: notice what groups pushed, grade it, and tell them what they may know."""
