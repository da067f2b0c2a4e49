"""What a picture shows, read back from what is sent to the browser."""

import base64
from html.parser import HTMLParser
from itertools import pairwise

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.nn.tokenizer import Typed, read
from rnnviz.nn.trace import Trace, unroll

# each of them one character to a reader, and several code points
GRAPHEMES = {
    "family": "👩\u200d👩\u200d👧\u200d👦",
    "accent": "e\u0301",
    "flag": "🇮🇱",
    "skin": "👍🏽",
    "heart": "❤\ufe0f",
    "keycap": "1\ufe0f\u20e3",
    "hebrew": "שָׁ",
    "arabic": "مُّ",
    "hangul": "\u1112\u1161\u11ab",
}


def made(net: Network, text: str, mode: str = "characters", target: str = "") -> tuple[Typed, Trace]:
    """What a network reads for a text, and what it computes over it."""
    typed = read(text, mode, net, target)
    return typed, unroll(net, typed.inputs, typed.targets)


def unpacked(text: str, scale: float, shape: tuple[int, ...]) -> Array:
    """The states behind the main picture's 16-bit integers; NaN where they overflowed."""
    whole = np.frombuffer(base64.b64decode(text), "<i2").reshape(shape)
    return np.where(whole == -32768, np.nan, whole / 32767 * scale)


def matrix(sent: dict[str, str]) -> Array:
    """A matrix in Plotly's binary form."""
    flat = np.frombuffer(base64.b64decode(sent["bdata"]), "<" + sent["dtype"])
    return flat.reshape([int(length) for length in sent["shape"].split(",")])


def luminance(colour: str) -> float:
    """The relative luminance of #rrggbb (WCAG 2.2)."""
    parts = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (WCAG 2.2), from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


_LOWERED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def spoken(text: str) -> float:
    """The number that a picture wrote."""
    digits, _, power = text.replace("−", "-").replace(",", "").partition("·10")
    return float(f"{digits}e{power.translate(_LOWERED) or '0'}")


class Node:
    """An element of some HTML: its tag, attributes, and what is in it."""

    def __init__(self, tag: str, attributes: dict[str, str]):
        self.tag, self.attributes = tag, attributes
        self.inside: list[Node | str] = []

    @property
    def text(self) -> str:
        return "".join(part if isinstance(part, str) else part.text for part in self.inside)

    @property
    def children(self) -> list["Node"]:
        return [part for part in self.inside if isinstance(part, Node)]

    def before(self, tag: str) -> str:
        """The text that stands before the first child of a tag."""
        parts: list[str] = []
        for part in self.inside:
            if isinstance(part, Node) and part.tag == tag:
                break
            parts.append(part if isinstance(part, str) else part.text)
        return "".join(parts).strip()

    def all(self, wanted: str) -> list["Node"]:
        """Every element below of a tag, or of a class when it starts with a dot, in order."""
        found = []
        for child in self.children:
            classes = child.attributes.get("class", "").split()
            if wanted == child.tag or (wanted.startswith(".") and wanted[1:] in classes):
                found.append(child)
            found += child.all(wanted)
        return found

    def one(self, wanted: str) -> "Node":
        (only,) = self.all(wanted)
        return only


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Node("", {})]

    def handle_starttag(self, tag, attrs):
        node = Node(tag, dict(attrs))
        self.open[-1].inside.append(node)
        self.open.append(node)

    def handle_endtag(self, tag):
        assert self.open.pop().tag == tag, f"</{tag}> closes another element"

    def handle_data(self, data):
        self.open[-1].inside.append(data)


def parsed(html: str) -> Node:
    """Some HTML as a tree; fails unless every element is closed in its turn."""
    parser = _Parser()
    parser.feed(html)
    parser.close()
    assert len(parser.open) == 1
    return parser.open[0]


def tags(node: Node) -> set[str]:
    """Every tag that occurs below."""
    return {child.tag for child in node.children}.union(*map(tags, node.children), ())


def increasing(values) -> bool:
    return all(a < b for a, b in pairwise(values))
