"""Small networks, ready trained, so that the first page is alive at once.

Here is only what a page needs to offer and load them; how they were made is in `recipes.py`.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rnnviz.nn.network import Network
from rnnviz.text.language import N_
from rnnviz.text.message import Refusal

FOLDER = Path(__file__).parent

Mode = Literal["characters", "words", "bits", "numbers"]


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """One ready-trained network as a page offers it.

    `mode` says how `example` is read into steps; "bits" are two numbers joined by a plus, written
    as usual, most significant bit first. `target` is what the network has learned to answer, step
    by step; without one it predicts the next token (or, for "bits", the sum).
    """

    name: str  # also the word in the address and the name of the file
    title: str
    look: str  # a sentence to the reader: what to look at
    example: str
    mode: Mode
    target: str | None = None
    seed: int = 0

    @property
    def file(self) -> str:
        """The name of the network's file."""
        return f"{self.name}.safetensors"


_ENGLISH = "the value of the function"

RECIPES: dict[str, Recipe] = {
    recipe.name: recipe
    for recipe in (
        Recipe(
            name="hello",
            title=N_("hello, letter by letter"),
            look=N_(
                "The letter l comes twice: after the first the network expects l, after the "
                "second o. Units 3 and 4 change sign between the two, and that is its memory."
            ),
            example="hello",
            mode="characters",
            seed=38,
        ),
        Recipe(
            name="ohlol",
            title=N_("hello to ohlol"),
            look=N_(
                "Two layers answer each letter at once with another. The two l get different "
                "answers, so the letter alone cannot decide."
            ),
            example="hello",
            mode="characters",
            target="ohlol",
            seed=52,
        ),
        Recipe(
            name="english-tanh",
            title=N_("English, tanh"),
            look=N_(
                "It has read the reference manual of Python. It guesses one first letter of a "
                "word in five, and from the fourth letter on three in four."
            ),
            example=_ENGLISH,
            mode="characters",
        ),
        Recipe(
            name="english-gru",
            title=N_("English, GRU"),
            look=N_(
                "The same text and size, with gates. The update gate z says how much of a unit's "
                "state stays: near 1 it keeps the old, near 0 it takes the new."
            ),
            example=_ENGLISH,
            mode="characters",
        ),
        Recipe(
            name="english-lstm",
            title=N_("English, LSTM"),
            look=N_(
                "The same text and size, with a cell state. Where the forget gate f stays near 1, "
                "a unit remembers across letters; where it falls to 0, it starts afresh."
            ),
            example=_ENGLISH,
            mode="characters",
        ),
        Recipe(
            name="addition",
            title=N_("Binary addition"),
            look=N_(
                "Three units count the ones of each step, carry included: unit 1 is positive from "
                "one on, unit 3 from two on (the carry), unit 2 only at three."
            ),
            example="1011 + 0110",
            mode="bits",
            seed=18,
        ),
    )
}


def load(name: str) -> Network:
    """The ready-trained network of that name, in float64; raises ValueError if there is none."""
    if name not in RECIPES:
        raise Refusal(
            "There is no model {name!r}; there are {recipes}.", name=name, recipes=tuple(RECIPES)
        )
    return Network.load(FOLDER / RECIPES[name].file).astype("float64")
