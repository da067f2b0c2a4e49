"""How what is drawn as HTML looks, wherever it is shown."""

from functools import cache
from pathlib import Path


@cache
def styles() -> str:
    """The styles of all pictures that are HTML: equations, tables, strips, texts."""
    return Path(__file__).with_name("pictures.css").read_text("utf-8")
