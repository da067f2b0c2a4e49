"""Which reader a file is given to."""

import re

import pytest

from rnnviz.formats.arrays import NamedArrays
from rnnviz.formats.registry import Format, first_bytes, read_named_arrays
from rnnviz.text.message import Refusal

ONE = Format("one", lambda path, head: head.startswith(b"1"), lambda path: NamedArrays("one", {}))
FOLDER = Format("folder", lambda path, head: path.is_dir(), lambda path: NamedArrays("folder", {}))


def test_a_file_is_known_by_its_first_bytes_whatever_its_name(tmp_path):
    (tmp_path / "a.two").write_bytes(b"1" * 1000)
    assert read_named_arrays(tmp_path / "a.two", (FOLDER, ONE)).format == "one"
    assert read_named_arrays(str(tmp_path), (FOLDER, ONE)).format == "folder"
    assert first_bytes(tmp_path / "a.two") == b"1" * 16


def test_what_no_reader_knows_is_refused_with_what_is_allowed(tmp_path):
    (tmp_path / "a.one").write_bytes(b"2")
    with pytest.raises(
        Refusal, match=re.escape("a.one is of no kind that can be opened; allowed are folder, one.")
    ):
        read_named_arrays(tmp_path / "a.one", (FOLDER, ONE))
    with pytest.raises(Refusal, match="cannot be read: No such file"):
        read_named_arrays(tmp_path / "nothing", (ONE,))
