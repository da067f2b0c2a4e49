"""Bytes as text, against Python's own codecs."""

import pytest

from rnnviz.text.encodings import decoded, encoding_of
from rnnviz.text.message import Refusal

TEXTS = [
    ("Größe;Länge\n1,5;2\n", "cp1252", "Windows-1252"),
    ("día,años €\n1,2\n", "cp1252", "Windows-1252"),
    ("日期,销量\n2024-01-01,3\n2024-01-02,4\n", "gb18030", "GB18030"),
    ("这部电影很好看,positive\n剧情太差了,negative\n" * 5, "gb18030", "GB18030"),
    ("日付,売上\n2024-01-01,3\n", "cp932", "Shift-JIS"),
    ("とても面白い映画でした,positive\n" * 5, "cp932", "Shift-JIS"),
    ("дата,продажи\n2024,3\n", "cp1251", "Windows-1251"),
    ("a,b\n1,2\n", "utf-16", "UTF-16"),
    ("a,b\n1,2\n", "utf-16-le", "UTF-16"),
    ("a,b\n1,2\n", "utf-16-be", "UTF-16"),
    ("é,日本", "utf-8", ""),
    ("é,日本", "utf-8-sig", ""),
    ("", "utf-8", ""),
]


@pytest.mark.parametrize(("text", "written", "name"), TEXTS)
def test_a_text_comes_back_from_its_bytes(text, written, name):
    assert decoded(text.encode(written)) == (text, name)


@pytest.mark.parametrize("data", [b"\0", b"a\0b\0\0\0\1", bytes(range(256))])
def test_what_is_no_text_is_refused(data):
    with pytest.raises(Refusal, match="The file is no text"):
        decoded(data)


def test_what_is_packed_is_refused_by_name():
    with pytest.raises(Refusal, match=r"packed \(.xlsx or .zip\)"):
        decoded(b"PK\x03\x04\0\0")


def test_the_beginning_of_a_file_may_end_within_a_letter():
    data = "日本".encode()[:-1]
    assert encoding_of(data, whole=False) == "utf-8-sig"
    assert encoding_of(data) != "utf-8-sig"
