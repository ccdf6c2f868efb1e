"""Whether the wiring is as agreed: the lock file, and the rules of the setting RULES."""
