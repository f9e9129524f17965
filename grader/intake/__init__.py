"""What comes in from outside, checked at the door."""
