"""The command line: one file a command; only cli/ and web/ print."""
