import io
import os
import stat
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.core.management.base import OutputWrapper

from signal_inspector.management import output
from signal_inspector.management.output import write_file, write_stream


class TestWriteFile:
    def test_a_new_file_has_the_usual_mode(self, tmp_path: Path) -> None:
        mask = os.umask(0o027)
        try:
            write_file(str(tmp_path / "signals.svg"), b"<svg/>")
        finally:
            os.umask(mask)

        assert (tmp_path / "signals.svg").read_bytes() == b"<svg/>"
        assert stat.S_IMODE((tmp_path / "signals.svg").stat().st_mode) == 0o640

    def test_an_old_file_keeps_its_mode(self, tmp_path: Path) -> None:
        file = tmp_path / "signals.svg"
        file.write_bytes(b"old")
        file.chmod(0o604)

        write_file(str(file), b"new")

        assert file.read_bytes() == b"new"
        assert stat.S_IMODE(file.stat().st_mode) == 0o604

    def test_a_link_is_followed(self, tmp_path: Path) -> None:
        (tmp_path / "real.svg").write_bytes(b"old")
        (tmp_path / "link.svg").symlink_to("real.svg")

        write_file(str(tmp_path / "link.svg"), b"new")

        assert (tmp_path / "link.svg").is_symlink()
        assert (tmp_path / "real.svg").read_bytes() == b"new"

    def test_what_is_no_ordinary_file_is_written_to(self) -> None:
        write_file(os.devnull, b"new")

        assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)

    def test_a_failure_leaves_the_old_file_and_nothing_else(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file = tmp_path / "signals.svg"
        file.write_bytes(b"old")

        def full(path: Path, target: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(output.Path, "replace", full)

        with pytest.raises(CommandError, match="No space left on device") as error:
            write_file(str(file), b"new")

        assert error.value.returncode == 2
        assert [found.name for found in tmp_path.iterdir()] == ["signals.svg"]
        assert file.read_bytes() == b"old"

    @pytest.mark.parametrize(
        ("name", "message"),
        [("missing/signals.svg", "There is no directory"), (".", "is a directory")],
    )
    def test_a_wrong_place_is_an_error(self, tmp_path: Path, name: str, message: str) -> None:
        with pytest.raises(CommandError, match=message) as error:
            write_file(str(tmp_path / name), b"new")

        assert error.value.returncode == 2


class TestWriteStream:
    def stream(self, encoding: str = "utf-8") -> tuple[OutputWrapper, io.BytesIO]:
        buffer = io.BytesIO()
        return OutputWrapper(io.TextIOWrapper(buffer, encoding, write_through=True)), buffer

    def test_text_is_written_as_it_is(self) -> None:
        stream, buffer = self.stream()

        write_stream(stream, "a × b".encode(), binary=False)

        assert buffer.getvalue() == "a × b".encode()

    def test_a_stream_without_a_character_gets_a_question_mark(self) -> None:
        stream, buffer = self.stream("ascii")

        write_stream(stream, "a × b".encode(), binary=False)

        assert buffer.getvalue() == b"a ? b"

    def test_binary_data_is_written_as_it_is(self) -> None:
        stream, buffer = self.stream()

        write_stream(stream, b"\x89PNG\xff", binary=True)

        assert buffer.getvalue() == b"\x89PNG\xff"

    def test_a_terminal_gets_no_binary_data(self, monkeypatch: pytest.MonkeyPatch) -> None:
        stream, buffer = self.stream()
        monkeypatch.setattr(OutputWrapper, "isatty", lambda wrapper: True)

        with pytest.raises(CommandError, match="use --output FILE") as error:
            write_stream(stream, b"\x89PNG\xff", binary=True)

        assert error.value.returncode == 2
        assert buffer.getvalue() == b""
