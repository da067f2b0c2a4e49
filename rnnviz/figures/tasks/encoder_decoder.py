"""An encoder, a decoder, and the vector between them: the states as small pictures, the vector large,
because it is all that goes from one to the other. HTML."""

import base64
import html
import struct
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from rnnviz.figures.base.floor_names import floor_name
from rnnviz.figures.base.html import cell, share_cell, show, value_mark
from rnnviz.figures.base.numbers import bare_percent, number, short
from rnnviz.figures.base.style import colour_scale, signed_colour
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _

STYLE = Path(__file__).with_name("answers.css")  # how all of it looks
SHADES = 255  # of a state's picture
MOST_CELLS = 256  # of the vector that are drawn one by one


def reading(pieces: Sequence[str], states: Array, scale: float) -> str:
    """The encoder's chain: what is read at each step, and the state `(T, H)` after it."""
    rows = [
        _row(_("reads"), [f"<b>{html.escape(show(piece))}</b>" for piece in pieces], "token"),
        _row(_("state"), _pictures(states, scale, pieces), "states"),
    ]
    return _chain(_("Encoder"), rows, len(pieces), "ending")


def writing(
    fed: Sequence[str],
    states: Array,
    written: Sequence[str],
    chances: Array,
    scale: float,
    wrong: Sequence[bool] = (),
    again: bool = False,
) -> str:
    """The decoder's chain: what it is fed (c as well, if it reads that `again` at each step), its state
    `(M, H)`, what it writes, with which probability `(M,)`, and which of it is `wrong`, where that is
    known."""
    off = list(wrong) or [False] * len(written)
    letters = [
        f'<b class="off">{token}✗</b>' if bad else f"<b>{token}</b>"
        for token, bad in zip((html.escape(show(token)) for token in written), off, strict=True)
    ]
    rows = [
        _row(_("is fed"), [html.escape(show(token)) for token in fed], "fed"),
        *([_row(_("and c"), ["<b>c</b>"] * len(fed), "fed")] * again),
        _row(_("state"), _pictures(states, scale, fed), "states"),
        _row(_("writes"), letters, "token"),
        _row(_("how sure, in %"), [html.escape(bare_percent(float(one))) for one in chances], "sure"),
    ]
    return _chain(_("Decoder"), rows, len(fed), "starting")


def vector(parts: Mapping[str, Array], title: str, kind: str = "") -> str:
    """The vector c as one coloured cell a number, each of its `parts` on a scale of its own; `kind` is
    "unused" for one that is not handed on."""
    strips = "".join(_strip(name, values) for name, values in parts.items())
    return f'<section class="vector {kind}"><p>{title}</p>{strips}</section>'


def shares(title: str, measured: Mapping[str, float]) -> str:
    """What share of many texts or pictures is answered right, by what they are."""
    shown = [(name, cell(share_cell(share))) for name, share in measured.items()]
    rows = "".join(f"<tr><th>{floor_name(name)}</th>{one}</tr>" for name, one in shown)
    table = f'<table class="counted"><caption>{title}</caption>{rows}</table>'
    return f'<div class="answered">{table}</div>'


def _strip(name: str, values: Array) -> str:
    """One part of it, one cell a number (of many, every so manieth), and what its colours mean."""
    scale, name = colour_scale(values), _(name)
    chosen = range(0, len(values), -(-len(values) // MOST_CELLS))
    told = _("number {place} of {name} is {value}")
    cells = "".join(
        f'<i{value_mark(values[k])} style="background:{signed_colour(float(values[k]), scale)[0]}" '
        f'title="{told.format(place=k + 1, name=name, value=number(float(values[k])))}"></i>'
        for k in chosen
    )
    colours = ", ".join(signed_colour(share)[0] for share in np.linspace(-1.0, 1.0, 11))
    key = f'{short(-scale)}<i style="background:linear-gradient(90deg, {colours})"></i>{short(scale)}'
    said = _("{name}: {count} numbers from {low} to {high}").format(
        name=name, count=len(values), low=number(float(values.min())), high=number(float(values.max()))
    )
    return (
        f'<div class="strip" role="img" aria-label="{said}"><span>{name}</span>'
        f'<div>{cells}</div><span class="key">{key}</span></div>'
    )


def picture(values: Array, scale: float) -> str:
    """A state `(H,)` as a tiny picture, about square, one pixel a unit row by row: the address of a PNG
    that holds itself."""
    wide = max(int(np.ceil(np.sqrt(len(values)))), 1)
    tall = -(-len(values) // wide)
    places = np.full(wide * tall, SHADES, np.uint8)  # the last colour is none
    shares = np.clip(np.nan_to_num(values, nan=0.0) / scale, -1.0, 1.0)
    places[: len(values)] = np.round((shares + 1.0) / 2.0 * (SHADES - 1))
    lines = np.column_stack([np.zeros(tall, np.uint8), places.reshape(tall, wide)])
    data = b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(name, body)
        for name, body in (
            (b"IHDR", struct.pack(">IIBBBBB", wide, tall, 8, 3, 0, 0, 0)),
            (b"PLTE", _PALETTE),
            (b"tRNS", bytes([255] * SHADES + [0])),
            (b"IDAT", zlib.compress(lines.tobytes())),
            (b"IEND", b""),
        )
    )
    return "data:image/png;base64," + base64.b64encode(data).decode()


def _palette() -> bytes:
    colours = [signed_colour(share)[0] for share in np.linspace(-1.0, 1.0, SHADES)]
    return b"".join(bytes.fromhex(colour[1:]) for colour in [*colours, "#000000"])


_PALETTE = _palette()


def _chunk(name: bytes, body: bytes) -> bytes:
    """A part of a PNG file (PNG specification, section 5.3)."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _chain(name: str, rows: Sequence[str], steps: int, kind: str) -> str:
    return (
        f'<section class="chained {kind}" style="--steps:{steps}"><h3>{name}</h3>'
        f"<div>{''.join(rows)}</div></section>"
    )


def _row(label: str, cells: Sequence[str], kind: str) -> str:
    shown = "".join(f'<span class="{kind}">{cell}</span>' for cell in cells)
    return f'<span class="label">{label}</span>{shown}'


def _pictures(states: Array, scale: float, pieces: Sequence[str]) -> list[str]:
    """One picture a step, with its size in words for those who cannot see it."""
    found = []
    for step, (state, piece) in enumerate(zip(states, pieces, strict=True), 1):
        said = html.escape(
            _("state after step {step}, “{piece}”: {count} numbers from {low} to {high}").format(
                step=step,
                piece=show(piece),
                count=len(state),
                low=number(float(state.min())),
                high=number(float(state.max())),
            )
        )
        mark = value_mark(state)
        found.append(f'<img{mark} src="{picture(state, scale)}" alt="{said}" title="{said}"/>')
    return found
