"""The lines of the README that attach a loop are a program, and say what it prints."""

import re
from pathlib import Path

import numpy as np

README = Path(__file__).parents[2] / "README.md"
BLOCK = re.compile(r"## Your own loop\n.*?```python\n(.*?)```", re.DOTALL)


def test_the_lines_run_as_they_stand(capsys):
    found = BLOCK.search(README.read_text("utf-8"))
    lines, names = found[1].replace("range(1000)", "range(20)"), {}
    assert "range(20)" in lines
    exec(compile(lines, str(README), "exec"), names)
    said = capsys.readouterr().out.splitlines()[0]
    assert f"does: {said}\n" in lines
    assert len(names["watch"].frames) >= 1
    assert np.all(names["layer"].gradient > 0.0)
