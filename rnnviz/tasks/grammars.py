"""Grammars that make endless text, with the exact entropy of what they make.

A grammar is a graph. From each state one goes on along one of its arcs, each with a probability and a
symbol; a string is complete at the end, and so is known what it cost in nats at least.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

LETTERS = 200_000  # of a text
OPEN, CLOSE = "([", ")]"
DEEPER = 0.45  # the probability of another bracket inside

Arc = tuple[float, str, int]  # probability, symbol ("" closes what is open), next state


@dataclass(frozen=True)
class Grammar:
    """Arcs of every state; strings begin in state 0 and end in the state after the last."""

    arcs: tuple[tuple[Arc, ...], ...]

    def text(self, letters: int = LETTERS, seed: int = 0) -> str:
        """Whole strings, at least so many letters together, always the same for a seed."""
        return "".join(self.symbols(letters, seed))

    def symbols(self, count: int, seed: int = 0) -> list[str]:
        """The same, symbol by symbol."""
        rng = np.random.default_rng(seed)
        drawn = iter(rng.random(count + 100_000).tolist())
        made: list[str] = []
        opened: list[str] = []
        state, end = 0, len(self.arcs)
        while len(made) < count or state:
            arcs, left, taken = self.arcs[state], next(drawn), 0
            while taken < len(arcs) - 1 and left >= arcs[taken][0]:
                left -= arcs[taken][0]
                taken += 1
            _, symbol, after = arcs[taken]
            if symbol in OPEN and symbol:
                opened.append(CLOSE[OPEN.index(symbol)])
            made.append(symbol or opened.pop())
            state = 0 if after == end else after
        return made

    def entropy(self) -> float:
        """The exact entropy in nats a letter: that of a string by the mean length of a string; a letter
        from a state costs the entropy of its arcs."""
        costs = np.zeros(len(self.arcs))
        for state, arcs in enumerate(self.arcs):
            for chance, _, _ in arcs:
                costs[state] -= chance * np.log(chance)
        visits = self._visits()
        return float(visits @ costs / visits.sum())

    def length(self) -> float:
        """The exact mean length of a string."""
        return float(self._visits().sum())

    def _visits(self) -> np.ndarray:
        """How often each state is met on the way: v = start + P^T v, a system of linear equations
        (Kemeny & Snell 1960, theorem 3.2.4)."""
        count = len(self.arcs)
        onwards = np.zeros((count, count + 1))
        for state, arcs in enumerate(self.arcs):
            for chance, _, after in arcs:
                onwards[state, after] += chance
        return np.linalg.solve(np.eye(count) - onwards[:, :count].T, np.eye(count)[0])


def counting(most: int) -> Grammar:
    """a^n X b^n and a line's end, n from 1 to `most`, each equally likely."""
    arcs: list[tuple[Arc, ...]] = [((1.0, "a", 1),)]
    # in state n from 1 so many a's have been read
    for read in range(1, most + 1):
        over = 1.0 / (most - read + 1)  # that this was the last, all numbers being equally likely
        ways: list[Arc] = [(over, "X", most + read)]
        if read < most:
            ways.append((1.0 - over, "a", read + 1))
        arcs.append(tuple(ways))
    # in state most + n so many b's are still to come
    for left in range(1, most + 1):
        arcs.append(((1.0, "b", most + left - 1 if left > 1 else 2 * most + 1),))
    arcs.append(((1.0, "\n", 2 * most + 2),))
    return Grammar(tuple(arcs))


def brackets(most: int) -> Grammar:
    """Nested brackets of two kinds, at most so deep, one outermost pair a line."""
    kinds = 1.0 / len(OPEN)
    arcs: list[tuple[Arc, ...]] = [tuple((kinds, symbol, 1) for symbol in OPEN)]
    for depth in range(1, most + 1):
        out = depth - 1 if depth > 1 else most + 1
        if depth == most:
            arcs.append(((1.0, "", out),))
            continue
        deeper = tuple((DEEPER * kinds, symbol, depth + 1) for symbol in OPEN)
        arcs.append((*deeper, (1.0 - DEEPER, "", out)))
    arcs.append(((1.0, "\n", most + 2),))
    return Grammar(tuple(arcs))


def reber() -> Grammar:
    """Reber's grammar, each arc with probability 1/2, one string a line.

    Reber (1967), "Implicit learning of artificial grammars"; in the form of Cleeremans,
    Servan-Schreiber & McClelland (1989), figure 3.
    """
    half = 0.5
    return Grammar(
        (
            ((1.0, "B", 1),),
            ((half, "T", 2), (half, "P", 3)),
            ((half, "S", 2), (half, "X", 4)),
            ((half, "T", 3), (half, "V", 5)),
            ((half, "X", 3), (half, "S", 6)),
            ((half, "P", 4), (half, "V", 6)),
            ((1.0, "E", 7),),
            ((1.0, "\n", 8),),
        )
    )


@lru_cache(maxsize=8)
def made(name: str, most: int) -> tuple[str, float]:
    """The text of a grammar by name, and its exact entropy in nats a letter."""
    grammar = reber() if name == "reber" else {"counting": counting, "brackets": brackets}[name](most)
    return grammar.text(), grammar.entropy()
