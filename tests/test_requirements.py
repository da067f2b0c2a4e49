"""What a wheel asks for is what requirements.txt brings, but for PyTorch."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_wheel_asks_for_what_the_requirements_bring():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lines = (
        line.split("#")[0].strip() for line in (ROOT / "requirements.txt").read_text().splitlines()
    )
    brought = {line for line in lines if line}
    assert brought == {*project["dependencies"], *project["optional-dependencies"]["torch"]}
