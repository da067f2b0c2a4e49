"""Make the virtual environment, or say in a sentence why this Python cannot.

`python scripts/environment.py` only answers, by its exit code, whether this Python will do;
`python scripts/environment.py FOLDER` makes an environment there, or leaves a good one as it is.
Kept to what Python 3.6 can read, so that an old Python gets the sentence and not a syntax error.
"""

import importlib.util
import os
import subprocess
import sys
import venv

OLDEST = (3, 11)
NEWEST = (3, 14)  # the newest that the pinned PyTorch has a package for


def refuse(sentence: str) -> None:
    """End with this sentence instead of a stack trace."""
    sys.exit("rnnviz: " + sentence)


def words(version: tuple) -> str:  # type: ignore[type-arg]
    """`(3, 11)` as "3.11"."""
    return ".".join(str(part) for part in version)


def fits(version: tuple) -> bool:  # type: ignore[type-arg]
    """Whether rnnviz and all that it needs exist for this Python."""
    return OLDEST <= version <= NEWEST


def version_of(python: str) -> tuple:  # type: ignore[type-arg]
    """The version of this Python, the empty tuple if it does not run."""
    code = "import sys; print(sys.version_info[0], sys.version_info[1])"
    try:
        answer = subprocess.check_output([python, "-c", code], stderr=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError):
        return ()
    return tuple(int(part) for part in answer.split())


def has_pip(python: str) -> bool:
    """Whether this Python's pip starts."""
    return subprocess.call([python, "-m", "pip", "--version"], stdout=subprocess.DEVNULL) == 0


def make(folder: str) -> None:
    """A virtual environment with pip in this folder; one that works is left alone."""
    python = os.path.join(folder, "bin", "python")
    found = version_of(python)
    if found and not fits(found):
        refuse(
            f"the environment in {folder} has Python {words(found)}; allowed are {words(OLDEST)} "
            f"to {words(NEWEST)}. Delete that folder and call make again."
        )
    if found and has_pip(python):
        return
    if not fits(sys.version_info[:2]):
        refuse(
            f"{sys.executable} is Python {words(sys.version_info[:2])}; allowed are "
            f"{words(OLDEST)} to {words(NEWEST)}. Install one of these, and if make does not find "
            "it by itself, name it: make run PYTHON=/path/to/python3.13"
        )
    if importlib.util.find_spec("ensurepip") is None:
        refuse(
            f"{sys.executable} cannot make virtual environments, its ensurepip is missing. "
            "On Debian and Ubuntu it is a package of its own: apt-get install python3-venv"
        )
    # an environment whose Python has gone, after an upgrade of the system say, is made anew
    dead = not found and os.path.exists(os.path.join(folder, "pyvenv.cfg"))
    venv.EnvBuilder(with_pip=True, symlinks=True, clear=dead).create(folder)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        make(sys.argv[1])
    elif not fits(sys.version_info[:2]):
        sys.exit(1)
