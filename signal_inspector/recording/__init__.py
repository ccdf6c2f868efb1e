"""What happened: every dispatch while a recording is open."""
