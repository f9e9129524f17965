"""`python -m grader` is the command `grader`."""

from grader.cli.app import run

run()
