"""What groups and students say of each other: ballots become places and points, ratings become factors."""
