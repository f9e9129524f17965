"""What a group can find out at home: each finding a small file, from facts to items for its checklist; nothing is run here."""
