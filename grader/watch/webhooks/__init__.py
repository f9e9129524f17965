"""Hear from GitHub and GitLab that somebody pushed. What they send is believed only as far as: look there now."""
