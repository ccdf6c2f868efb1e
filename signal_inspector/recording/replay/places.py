"""Lines of code objects."""

from types import CodeType

from signal_inspector.recording.records import Frame


class Places:
    """Finds the line of an instruction, each code object read once. Equal frames are one object."""

    def __init__(self) -> None:
        self._frames: dict[tuple[int, int], Frame] = {}
        self._lines: dict[int, list[tuple[int, int, int | None]]] = {}

    def at_instruction(self, code: CodeType, offset: int) -> Frame:
        """The frame at an offset in the instructions of ``code``."""
        lines = self._lines.get(id(code))
        if lines is None:
            lines = self._lines[id(code)] = list(code.co_lines())
        line = next((line for start, end, line in lines if start <= offset < end), None)
        return self.at_line(code, line or code.co_firstlineno)

    def at_line(self, code: CodeType, line: int) -> Frame:
        """The frame at a line of ``code``."""
        key = (id(code), line)
        frame = self._frames.get(key)
        if frame is None:
            frame = self._frames[key] = Frame(code.co_filename, line, code.co_qualname)
        return frame
