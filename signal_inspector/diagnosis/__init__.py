"""What is wrong, and how to fix it. ``recorded`` has the rules over a recording."""
