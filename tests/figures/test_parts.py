"""Figures are made of the parts in `base/plotly.py`: no other file writes Plotly's dictionaries out."""

import ast
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "rnnviz" / "figures"
PARTS = FOLDER / "base" / "plotly.py"
FILES = sorted(path for path in FOLDER.rglob("*.py") if path != PARTS)
LONGEST = 45  # lines of a function
# of traces, shapes and labels, which all have a part
WRITTEN_OUT = {
    "type": {"scatter", "bar", "heatmap", "line", "rect", "circle", "path"},
    "zeroline": {False},
    "showarrow": {False, True},
}


def literals(source: str):
    """The keys of dictionaries with their values, where both stand there."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(value, ast.Constant):
                    yield key.value, value.value


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_no_part_is_written_out(path):
    source = path.read_text("utf-8")
    found = [(key, value) for key, value in literals(source) if value in WRITTEN_OUT.get(key, ())]
    assert found == []
    assert "<extra>" not in source


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_functions_fit_on_a_screen(path):
    tree = ast.parse(path.read_text("utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    long = {node.name: node.end_lineno - node.lineno + 1 for node in functions}
    assert {name: lines for name, lines in long.items() if lines > LONGEST} == {}


def test_what_is_written_out_is_found():
    assert list(literals('{"zeroline": False, "range": [0, 1]}')) == [("zeroline", False)]
