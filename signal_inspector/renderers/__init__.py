"""From a signal graph to text, JSON, DOT (pure functions that return text) and to images."""
