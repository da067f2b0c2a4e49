"""Any figure in high contrast, for weak projectors and weak eyes."""

import re
from typing import Any

from rnnviz.figures.base.style import FAINT, INK, on_ground

# contrast ratios to the ground (WCAG 2.1): of letters, and of lines and marks
LETTERS, LINES = 7.0, 4.5
STRONG_INK = {False: "#000000", True: "#ffffff"}
STRONG_FAINT = {False: "#767676", True: "#8c8c8c"}
WIDER = 1.5  # lines, by this factor
_HEX = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)


def strengthened(figure: dict[str, Any], dark: bool) -> dict[str, Any]:
    """The same figure with ink black or white, a grid that can be seen, wider lines, and colours that
    stand out from the ground. Colours that stand for values stay as they are: their scale says what
    they mean."""
    return {part: _part(content, dark, part) for part, content in figure.items()}


def _part(part: Any, dark: bool, name: str, inside: str = "") -> Any:
    """The part under `name` of what is called `inside`."""
    if isinstance(part, dict):
        return {key: _part(value, dark, key, name) for key, value in part.items()}
    if isinstance(part, list | tuple) and name in ("data", "annotations", "shapes"):
        return [_part(one, dark, name, inside) for one in part]
    if name == "fillcolor" and part == FAINT[dark]:
        return part  # letters stand on it
    if isinstance(part, str) and name.endswith("color") and _HEX.fullmatch(part):
        return _colour(part, dark, LETTERS if inside.endswith("font") else LINES)
    if name == "opacity" and inside == "annotations":
        return 1.0
    if name == "width" and inside == "line" and isinstance(part, int | float):
        return part * WIDER
    return part


def _colour(colour: str, dark: bool, least: float) -> str:
    if colour == INK[dark]:
        return STRONG_INK[dark]
    if colour == FAINT[dark]:
        return STRONG_FAINT[dark]
    return on_ground(colour, dark, least)
