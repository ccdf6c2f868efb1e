"""Record requests without the debug toolbar, outside of DEBUG too."""

from signal_inspector.middleware.middleware import SignalInspectorMiddleware

__all__ = ["SignalInspectorMiddleware"]
