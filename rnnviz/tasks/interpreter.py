"""A tiny part of Python, read and run: numbers, variables, sums, choices, loops, and one print.

Nothing typed is ever handed to Python's own eval: the tree that `ast` makes of it is checked node by
node and walked, with bounds on its length, its rounds and its numbers.
"""

import ast
import re
from typing import NoReturn

from rnnviz.text.language import N_
from rnnviz.text.message import Message, Refusal
from rnnviz.text.written import narrow

VARIABLES = ("a", "b", "c", "d", "e")
COUNTER = "i"  # of a loop
LETTERS = tuple(sorted({*"0123456789 \n()+-<>=:", *"print for in range if else", *VARIABLES}))
LONGEST = 200  # characters of a program
MOST_ROUNDS = 1000
MOST = 999_999

PARTS = N_(
    "whole numbers, variables {first} to {last}, + and -, (… if … < … else …), = and += and -=, for "
    "i in range(…):, and one print(…) in the last line"
)
ALLOWED = Message(PARTS, first=VARIABLES[0], last=VARIABLES[-1])


def tidy(text: str) -> str:
    """A program as it is read: lines ended in one way, nothing after the last one, signs as Python has
    them."""
    return narrow(text).replace("−", "-").rstrip()


def printed(text: str) -> str:
    """What a program prints.

    Raises ValueError, a sentence that names the line and the cause, for what is too long, has other
    characters, is no Python, is more than this part of it, or runs too long.
    """
    tree = _parsed(tidy(text))
    for statement in tree.body[:-1]:
        _check(statement)
    _check_value(_argument(tree.body[-1], "print"))
    return _Machine().run(tree)


# -- reading -----------------------------------------------------------------------------------------


def _parsed(text: str) -> ast.Module:
    if not text:
        raise Refusal("The program is empty; allowed are {parts}.", parts=ALLOWED)
    if len(text) > LONGEST:
        raise Refusal(
            "The program has {count:,} characters; at most {longest} are read.",
            count=len(text),
            longest=LONGEST,
        )
    for number, line in enumerate(text.split("\n"), 1):
        if strange := [letter for letter in line if letter not in LETTERS]:
            shown = Message("a tab") if strange[0] == "\t" else f"“{strange[0]}”"
            raise Refusal(
                "Line {number} has {shown}, which no program here has; allowed are {parts}.",
                number=number,
                shown=shown,
                parts=ALLOWED,
            )
        # Python itself reads 1if as a number and a word, 1e5 as a fraction
        if joined := re.search(r"[0-9][a-z]", line):
            raise Refusal(
                "Line {number} has “{joined}”: a number runs into a word; allowed are {parts}.",
                number=number,
                joined=joined[0],
                parts=ALLOWED,
            )
    try:
        return ast.parse(text)
    except SyntaxError as error:
        said = error.msg if error.msg.endswith("?") else f"{error.msg.rstrip('.')}."
        raise Refusal("Line {line} is no Python: {said}", line=error.lineno or 1, said=said) from error
    except (RecursionError, MemoryError) as error:
        raise Refusal("The program has too many brackets inside each other to be read.") from error


def _refuse(node: ast.AST) -> NoReturn:
    shown = ast.unparse(node).split("\n")[0]
    shown = shown if len(shown) <= 40 else f"{shown[:39]}…"
    line = getattr(node, "lineno", 1)
    raise Refusal(
        "Line {line} has “{shown}”, which no program here has; allowed are {parts}.",
        line=line,
        shown=shown,
        parts=ALLOWED,
    )


def _check(node: ast.stmt) -> None:
    """Refuse a statement before the last that is more than a program may have."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in VARIABLES:
            _check_value(value)
        case ast.AugAssign(target=ast.Name(id=name), op=ast.Add() | ast.Sub(), value=value) if (
            name in VARIABLES
        ):
            _check_value(value)
        case ast.For(target=ast.Name(id=name), body=body, orelse=[]) if name == COUNTER:
            _check_value(_argument(node.iter, "range"))
            for inner in body:
                _check(inner)
        case _:
            _refuse(node)


def _check_value(node: ast.expr) -> None:
    match node:
        case ast.Constant(value=int()):
            return
        case ast.Name(id=name) if name in (*VARIABLES, COUNTER):
            return
        case ast.UnaryOp(op=ast.USub(), operand=one):
            parts = [one]
        case ast.BinOp(left=first, op=ast.Add() | ast.Sub(), right=second):
            parts = [first, second]
        case ast.IfExp(
            test=ast.Compare(left=first, ops=[ast.Lt() | ast.Gt()], comparators=[second]),
            body=then,
            orelse=other,
        ):
            parts = [first, second, then, other]
        case _:
            _refuse(node)
    for part in parts:
        _check_value(part)


def _argument(node: ast.AST, function: str) -> ast.expr:
    """The one argument that a function is called with; refuses anything else."""
    call = node.value if isinstance(node, ast.Expr) else node
    match call:
        case ast.Call(func=ast.Name(id=name), args=[one], keywords=[]) if name == function:
            return one
        case _ if function == "print":
            line = getattr(node, "lineno", 1)
            raise Refusal("Line {line} is the last, and must be a print(…) of one value.", line=line)
        case _:
            _refuse(node)


# -- running -----------------------------------------------------------------------------------------


class _Machine:
    """Runs a tree that was checked."""

    def __init__(self) -> None:
        self.values: dict[str, int] = {}
        self.rounds = 0

    def run(self, tree: ast.Module) -> str:
        for statement in tree.body[:-1]:
            self.statement(statement)
        return str(self.value(_argument(tree.body[-1], "print")))

    def statement(self, node: ast.stmt) -> None:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                self.values[name] = self.value(value)
            case ast.AugAssign(target=ast.Name(id=name) as before, op=op, value=value):
                after = ast.BinOp(before, op, value)
                self.values[name] = self.value(ast.copy_location(after, node))
            case ast.For():
                for count in range(self.value(_argument(node.iter, "range"))):
                    self.rounds += 1
                    if self.rounds > MOST_ROUNDS:
                        raise Refusal(
                            "Line {line} runs too long: more than {most:,} rounds.",
                            line=node.lineno,
                            most=MOST_ROUNDS,
                        )
                    self.values[COUNTER] = count
                    for inner in node.body:
                        self.statement(inner)

    def value(self, node: ast.expr) -> int:
        match node:
            case ast.Constant(value=int(found)):
                pass
            case ast.Name(id=name):
                if name not in self.values:
                    raise Refusal(
                        "Line {line} uses “{name}”, which has no value by then.",
                        line=node.lineno,
                        name=name,
                    )
                found = self.values[name]
            case ast.UnaryOp(operand=one):
                found = -self.value(one)
            case ast.BinOp(left=first, op=op, right=second):
                sign = 1 if isinstance(op, ast.Add) else -1
                found = self.value(first) + sign * self.value(second)
            case ast.IfExp(
                test=ast.Compare(left=first, ops=[op], comparators=[second]), body=then, orelse=other
            ):
                less, more = self.value(first), self.value(second)
                holds = less < more if isinstance(op, ast.Lt) else less > more
                found = self.value(then if holds else other)
        if abs(found) > MOST:
            raise Refusal(
                "Line {line} makes {found:,}; allowed are numbers from -{most:,} to {most:,}.",
                line=node.lineno,
                found=found,
                most=MOST,
            )
        return found
