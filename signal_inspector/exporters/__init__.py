"""A recording as the formats that people read and that other programs open."""
