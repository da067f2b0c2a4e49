"""The environment is made by a Python that will do, and others get a sentence."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from scripts import environment

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "scripts" / "environment.py"


def python(path, version):
    """A program that answers as a Python of a version does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'#!/bin/sh\ncase "$1" in -c) echo {version};; esac\n')
    path.chmod(0o755)
    return str(path)


def test_it_allows_what_the_package_allows():
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["requires-python"]
    above = (*environment.NEWEST[:1], environment.NEWEST[1] + 1)
    assert wanted == f">={environment.words(environment.OLDEST)},<{environment.words(above)}"


def test_it_fits_from_the_oldest_to_the_newest():
    versions = [(2, 7), (3, 10), (3, 11), (3, 14), (3, 15), (4, 0)]
    assert [environment.fits(one) for one in versions] == [False, False, True, True, False, False]


def test_a_python_says_its_version():
    assert environment.version_of(sys.executable) == sys.version_info[:2]
    assert environment.version_of("/nowhere/python") == ()


def test_asked_alone_it_answers_by_its_exit_code():
    assert subprocess.call([sys.executable, str(SCRIPT)]) == 0


def test_a_good_environment_is_left_alone(tmp_path, monkeypatch):
    python(tmp_path / "bin" / "python", "3 12")
    monkeypatch.setattr(environment.venv, "EnvBuilder", lambda **_: pytest.fail("it was made again"))
    environment.make(str(tmp_path))


def test_an_environment_of_another_python_is_refused(tmp_path):
    python(tmp_path / "bin" / "python", "3 9")
    with pytest.raises(SystemExit, match=r"has Python 3\.9; allowed are 3\.11 to 3\.14\. Delete"):
        environment.make(str(tmp_path))


def test_another_python_makes_none(tmp_path, monkeypatch):
    monkeypatch.setattr(environment.sys, "version_info", (3, 9, 2))
    with pytest.raises(SystemExit, match=r"is Python 3\.9; allowed are 3\.11 to 3\.14\. Install"):
        environment.make(str(tmp_path / "new"))


def test_a_python_without_ensurepip_says_which_package_is_missing(tmp_path, monkeypatch):
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit, match="apt-get install python3-venv"):
        environment.make(str(tmp_path / "new"))


@pytest.mark.parametrize(("old", "clear"), [(False, False), (True, True)])
def test_one_whose_python_has_gone_is_made_anew(tmp_path, monkeypatch, old, clear):
    made = []

    class Builder:
        def __init__(self, **options):
            made.append(options)

        def create(self, folder):
            made.append(folder)

    monkeypatch.setattr(environment.venv, "EnvBuilder", Builder)
    if old:
        (tmp_path / "pyvenv.cfg").write_text("")
    environment.make(str(tmp_path))
    assert made == [{"with_pip": True, "symlinks": True, "clear": clear}, str(tmp_path)]


def test_it_can_be_read_by_an_old_python():
    """Kept to what Python 3.6 can read, so that an old one gets the sentence."""
    compiled = f"import ast; ast.parse(open({str(SCRIPT)!r}).read(), feature_version=(3, 6))"
    assert subprocess.call([sys.executable, "-c", compiled]) == 0
