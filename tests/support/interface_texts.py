"""The script that finds the interface's texts, as a module."""

import importlib.util
from pathlib import Path

_spec = importlib.util.spec_from_file_location(
    "texts", Path(__file__).parents[2] / "scripts" / "texts.py"
)
texts = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(texts)
