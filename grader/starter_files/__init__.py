"""The texts of the repository that a course hands out; `$name` in them is filled in."""
