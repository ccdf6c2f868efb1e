"""What recording and drawing cost: ``python3 -m benchmarks.overhead`` and ``benchmarks.graph``."""
