"""Curves that programs log as CSV or Parquet, and what becomes of such files on their way."""

import io

import pyarrow
from hypothesis import strategies as st
from pyarrow import parquet

from fuzz.corpus import LETTERS, MARKUP, NUMBERS, numbers, texts

# how programs that log call their columns: TensorBoard, Keras, Lightning, Weights & Biases, our own
HEADS = (
    ("Wall time", "Step", "Value"),
    ("epoch", "accuracy", "loss", "val_loss"),
    ("epoch", "step", "train_loss_step", "train_loss_epoch"),
    ("Step", "run-1 - loss", "run-1 - loss__MIN", "run-1 - loss__MAX"),
    ("step", "loss"),
)
ROWS = 40


def _number(row: int, column: int) -> str:
    return str(row * 10) if column < 2 else f"{2.0 / (row + 1):.6f}"


def meant() -> tuple[bytes, ...]:
    """Tables that are well meant."""
    made = []
    for head in HEADS:
        lines = [",".join(_number(row, column) for column in range(len(head))) for row in range(ROWS)]
        made.append("\n".join([",".join(head), *lines]).encode())
    below = [f"{run},{line}" for run in "ab" for line in lines]  # each other, as long tables have them
    long = "\n".join(["run,step,loss", *below]).encode()
    return (*made, long, made[-1].replace(b",", b";").replace(b".", b","))


def tables() -> tuple[bytes, ...]:
    """The same as Parquet."""
    made = io.BytesIO()
    columns = {"step": list(range(ROWS)), "loss": [1.0 / (row + 1) for row in range(ROWS)]}
    parquet.write_table(pyarrow.table(columns), made)
    return (made.getvalue(),)


_cell = st.one_of(
    numbers,
    texts,
    st.sampled_from(NUMBERS),
    st.sampled_from((*MARKUP, *LETTERS)),
    st.sampled_from(
        ("", "nan", "-inf", "1e308", "-5", "1,5", '"', '"a\nb"', "3;4", "=1+1", "x" * 40_000)
    ),
)


@st.composite
def logged(draw: st.DrawFn) -> bytes:
    """A table of which some cells, names or lines are other ones."""
    head = list(draw(st.sampled_from(HEADS)))
    rows = [[_number(row, column) for column in range(len(head))] for row in range(ROWS)]
    for _ in range(draw(st.integers(0, 4))):
        row = draw(st.integers(0, ROWS - 1))
        rows[row][draw(st.integers(0, len(head) - 1))] = draw(_cell)
    how = draw(st.integers(0, 7))
    place = draw(st.integers(0, ROWS - 1))
    if how == 0:
        head[draw(st.integers(0, len(head) - 1))] = draw(_cell)
    elif how == 1:  # as where a training was begun anew into the same file
        rows[place:] = rows[: ROWS - place]
    elif how == 2:  # more cells than names, or fewer
        rows[place] = rows[place] * 3 if draw(st.booleans()) else rows[place][:1]
    elif how == 3:
        rows = rows[: draw(st.integers(0, 2))]
    elif how == 4:
        head, rows = head * 70, [row * 70 for row in rows]
    elif how == 5:
        rows = [row[::-1] for row in rows]
    mark = draw(st.sampled_from((",", ",", ";", "\t", "|", " ")))
    end = draw(st.sampled_from(("\n", "\n", "\r\n", "\r", "\n\n")))
    lines = [mark.join(row) for row in ([] if how == 6 else [head]) + rows]
    text = end.join(lines)
    return text.encode(draw(st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "latin-1"))), "replace")
