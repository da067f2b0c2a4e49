"""A script in parts, each with a sentence and its code: as a file and as a notebook."""

import io
import json
import textwrap
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rnnviz.code.comments import in_words

KINDS = ("pytorch", "numpy")
WIDTH = 96  # letters of a comment's line
NO_FILES: Mapping[str, bytes] = {}


@dataclass(frozen=True)
class ScriptPart:
    """Some lines of code and what they do, in a sentence or none, and by equations, one a line."""

    said: str
    code: str
    equations: Sequence[str] = ()


@dataclass(frozen=True)
class PageCode:
    """What a page shows, as code: a title, the same in PyTorch and in NumPy alone, the files that both
    read, by their names, which are to lie beside them, and what they print."""

    title: str
    pytorch: Sequence[ScriptPart]
    numpy: Sequence[ScriptPart]
    files: Mapping[str, bytes] = field(default_factory=lambda: NO_FILES)
    prints: str = ""  # what one sees when it runs, in a sentence or two

    def script(self, kind: str) -> str:
        """A file of Python: "pytorch" or "numpy"."""
        parts = {"pytorch": self.pytorch, "numpy": self.numpy}[kind]
        lines = _comment(self.title)
        if self.prints:
            lines += f"\n#\n{_comment(self.prints)}"
        for before, part in zip(["", *[part.code for part in parts]], parts, strict=False):
            lines += ("\n\n\n" if defines(before) or defines(part.code) else "\n\n") + _written(part)
        return lines + "\n"

    def notebook(self) -> str:
        """A notebook (nbformat 4.5): first PyTorch, then the same by NumPy alone."""
        cells = [_markdown(f"# {self.title}\n\n{self.prints}".rstrip())]
        for name, parts in (("PyTorch", self.pytorch), ("NumPy", self.numpy)):
            cells.append(_markdown(f"## {name}"))
            for part in parts:
                if part.said:
                    cells.append(
                        _markdown("\n\n    ".join([part.said, "\n    ".join(part.equations)]).strip())
                    )
                cells.append(
                    _cell("code", in_words(part.code)) | {"execution_count": None, "outputs": []}
                )
        numbered = [cell | {"id": f"cell-{place}"} for place, cell in enumerate(cells)]
        told = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        made = {"cells": numbered, "metadata": told, "nbformat": 4, "nbformat_minor": 5}
        return json.dumps(made, indent=1, ensure_ascii=False) + "\n"

    def zipped(self, name: str) -> bytes:
        """Both scripts, the notebook and the files that they read, in a folder of that name."""
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as folder:
            for kind in KINDS:
                folder.writestr(f"{name}/{name}_{kind}.py", self.script(kind))
            folder.writestr(f"{name}/{name}.ipynb", self.notebook())
            for file, content in self.files.items():
                folder.writestr(f"{name}/{file}", content)
        return made.getvalue()


def defines(code: str) -> bool:
    """Whether a function or a class stands in it, which two lines keep apart from the rest."""
    return any(line.startswith(("def ", "class ")) for line in code.splitlines())


def _written(part: ScriptPart) -> str:
    head = [_comment(part.said)] if part.said else []
    return "\n".join([*head, *(f"#     {one}" for one in part.equations), in_words(part.code)])


def _comment(text: str) -> str:
    return "\n".join(f"# {line}" for line in textwrap.wrap(text, WIDTH))


def _markdown(text: str) -> dict[str, Any]:
    return _cell("markdown", text)


def _cell(kind: str, text: str) -> dict[str, Any]:
    return {"cell_type": kind, "metadata": {}, "source": text.splitlines(keepends=True)}
