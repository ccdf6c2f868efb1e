"""What recording costs, measured: ``python3 -m benchmarks.overhead``."""
