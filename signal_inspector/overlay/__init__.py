"""Where what happened meets what is connected: recordings laid over a graph of the wiring."""

from signal_inspector.overlay.cycles import Step, cycles
from signal_inspector.overlay.laying import Laid, Unknown, lay

__all__ = ["Laid", "Step", "Unknown", "cycles", "lay"]
