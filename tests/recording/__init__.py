import pytest

pytest.register_assert_rewrite("tests.recording.scenes")
