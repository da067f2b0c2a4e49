"""Locks are read back as they are written; what they have to hold is in tests/test_requirements.py."""

import subprocess

import pytest

from scripts import locks
from scripts.locks import LOCKS, Lock, entries, on_top, with_head

ONE, TWO = "a" * 64, "b" * 64
TEXT = f"""# a head
-r below.txt

altair==6.3.0 \\
    --hash=sha256:{ONE} \\
    --hash=sha256:{TWO}
    # via streamlit
networkx==3.6.1 ; python_full_version < '3.12' \\
    --hash=sha256:{ONE}
    # via torch
plain==1.0
nvidia-cublas==13.1.1.3 ; sys_platform == 'linux' \\
    --hash=sha256:{TWO}
"""


def test_every_package_is_read_with_its_version_its_place_and_its_hashes():
    assert [(one.name, one.version, one.where, len(one.hashes)) for one in entries(TEXT)] == [
        ("altair", "6.3.0", "", 2),
        ("networkx", "3.6.1", "python_full_version < '3.12'", 1),
        ("plain", "1.0", "", 0),
        ("nvidia-cublas", "13.1.1.3", "sys_platform == 'linux'", 1),
    ]


def test_a_lock_adds_to_the_one_below_and_leaves_out_what_comes_with_a_build_of_pytorch():
    found = entries(TEXT)
    assert [one.name for one in on_top(found, [])] == ["altair", "networkx", "plain"]
    assert [one.name for one in on_top(found, found[:1])] == ["networkx", "plain"]
    # the same in another place is not the same
    assert on_top(entries(TEXT.replace(" < '3.12'", " < '3.13'")), found)[0].name == "networkx"


@pytest.mark.parametrize(
    ("name", "is_left_out"),
    [
        ("torch", True),
        ("triton", True),
        ("cuda-toolkit", True),
        ("torchvision", False),
        ("sympy", False),
    ],
)
def test_what_a_build_of_pytorch_brings(name, is_left_out):
    assert (on_top(entries(f"{name}==1.0\n"), []) == []) == is_left_out


def test_what_is_written_is_read_back_the_same():
    found = on_top(entries(TEXT), [])
    written = with_head(Lock("a", "a.txt", "below", "What is needed."), found)
    assert entries(written) == found
    assert written.startswith(
        "# What is needed. Written by `make locks`; not to be edited.\n-r below.txt\n"
    )


def test_the_locks_in_the_repository_are_what_would_be_written():
    for lock in LOCKS:
        text = lock.path.read_text()
        assert with_head(lock, entries(text)) == text


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Locks of the test's own; uv answers every requirement with the same text."""
    monkeypatch.setattr(locks, "ROOT", tmp_path)
    (tmp_path / "locks").mkdir()
    monkeypatch.setattr(locks, "resolve", lambda lock, kept, upgrade: TEXT)
    return tmp_path / "locks"


def test_all_are_written_one_on_the_other(folder):
    locks.write()
    assert [len(entries((folder / f"{lock.name}.txt").read_text())) for lock in LOCKS] == [3, 0, 0, 0]
    assert "-r users.txt\n" in (folder / "developers.txt").read_text()


def test_a_system_without_a_wheel_is_named(folder, monkeypatch):
    def install(command, **_):
        is_new = "3.14" in command and "x86_64-apple-darwin" in command
        return subprocess.CompletedProcess(command, int(is_new), "", "no wheel of plain\n" * is_new)

    locks.write()
    monkeypatch.setattr(locks.subprocess, "run", install)
    assert locks.lacking() == ["Python 3.14 on x86_64-apple-darwin: no wheel of plain"]
