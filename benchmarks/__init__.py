"""What recording, drawing and the panel cost: ``python3 -m benchmarks.overhead``,
``benchmarks.graph`` and ``benchmarks.panel``.
"""
