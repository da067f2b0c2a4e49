import io
import json
import zipfile
from dataclasses import replace

from rnnviz.code.script import PageCode, ScriptPart, defines

CODE = PageCode(
    "A title that says what it is",
    [
        ScriptPart("", "import torch"),
        ScriptPart("A sentence. " * 12, "def f():\n    return 1"),
        ScriptPart("", "f()"),
    ],
    [ScriptPart("By hand.", "x = 1")],
)


def test_a_script_is_its_parts_with_comments():
    source = CODE.script("pytorch")
    assert source.startswith("# A title that says what it is\n\nimport torch\n\n\n# A sentence.")
    assert "    return 1\n\n\nf()\n" in source
    assert max(map(len, source.splitlines())) <= 98
    assert CODE.script("numpy") == "# A title that says what it is\n\n# By hand.\nx = 1\n"


def test_the_head_says_what_it_prints():
    said = replace(CODE, prints="It prints nothing.")
    assert said.script("numpy").startswith(
        "# A title that says what it is\n#\n# It prints nothing.\n\n"
    )
    first = json.loads(said.notebook())["cells"][0]["source"]
    assert "".join(first) == "# A title that says what it is\n\nIt prints nothing."


def test_all_of_it_is_one_folder_in_a_zip():
    files = {"network.npz": b"numbers"}
    with zipfile.ZipFile(io.BytesIO(replace(CODE, files=files).zipped("unroll"))) as folder:
        assert sorted(folder.namelist()) == [
            f"unroll/{name}"
            for name in ("network.npz", "unroll.ipynb", "unroll_numpy.py", "unroll_pytorch.py")
        ]
        assert folder.read("unroll/network.npz") == b"numbers"
        assert folder.read("unroll/unroll_numpy.py").decode() == CODE.script("numpy")


def test_a_notebook_has_a_cell_for_each_part():
    cells = json.loads(CODE.notebook())["cells"]
    assert [cell["cell_type"] for cell in cells] == [
        *("markdown", "markdown", "code", "markdown", "code", "code", "markdown", "markdown", "code")
    ]
    assert len({cell["id"] for cell in cells}) == len(cells)


def test_what_defines_something():
    assert defines("x = 1\n\n\nclass A:\n    pass")
    assert not defines("x = 1  # def")
