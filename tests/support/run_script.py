"""Scripts of pages are run here in a namespace of their own, in a folder with their files."""

import contextlib
import io
import json
import os
import re
import tempfile
from pathlib import Path

import numpy as np


@contextlib.contextmanager
def beside(files):
    """A folder with those files is the current one."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(before)


class Ran(dict):
    """What a script has left behind by its names, as arrays, and what it printed."""

    printed = ""

    def __call__(self, name):
        value = self[name]
        return np.asarray(value.detach() if hasattr(value, "detach") else value)


def run_source(sources, files):
    """Pieces of source one after the other, as a notebook's cells or as a script."""
    ran, said = Ran(), io.StringIO()
    with beside(files), contextlib.redirect_stdout(said), np.errstate(all="ignore"):
        for source in sources:
            exec(compile(source, "a page's script", "exec"), ran)
    ran.printed = said.getvalue()
    return ran


def run_script(code, kind, updates=None):
    """A page's script; a training makes at most so many updates."""
    return run_source([_few(code.script(kind), updates)], code.files)


def run_notebook(code, updates=None):
    """A page's notebook cell by cell: what its first half, PyTorch's, leaves
    behind, and its second."""
    book = json.loads(code.notebook())
    assert (book["nbformat"], book["nbformat_minor"]) == (4, 5)
    halves, found = {}, []
    for cell in book["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown" and source.startswith("## "):
            found = halves.setdefault(source[3:], [])
        if cell["cell_type"] == "code":
            found.append(_few(source, updates))
    return [run_source(sources, code.files) for sources in halves.values()]


def _few(source, updates):
    if updates is None:
        return source
    return re.sub(
        r"^(updates(?:, every)? =) (\d+)",
        lambda found: f"{found[1]} {min(int(found[2]), updates)}",
        source,
        flags=re.M,
    )
