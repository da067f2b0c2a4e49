"""Calls that `rnnviz/tasks` and `rnnviz/runs` refuse, by module and by how the refusal begins."""

import io

import numpy as np

from rnnviz.runs.optimizers import SGD
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.storage import datasets
from rnnviz.tasks import (
    Addition,
    Characters,
    Echo,
    Execute,
    Forecast,
    Hello,
    Sentiment,
    Translate,
    Words,
    characters,
    columns,
    interpreter,
    pairs,
    pictures,
    review_files,
    review_table,
)
from rnnviz.tasks.echo_bits import read_bits
from rnnviz.text.allowance import NETWORK, Allowance, afford, allowed

FULL = Truncation.full()
ROWS = [f"{n}" for n in range(60)]


def table(*lines, content=None):
    return columns.table(content or "\n".join(lines).encode())


def column(*lines, which=None):
    return columns.column(table(*lines), which)


def kept(patch, folder, value):
    """The key of something in a store of its own."""
    patch.setenv("RNNVIZ_STORE", str(folder / "store"))
    return datasets.save_json(value)


def sample(**settings):
    return Words(text="a b").sample(None, **{"prompt": "a", "length": 1} | settings)


def letters(patch):
    patch.setattr(characters, "MODULES", ("_io",))
    characters._built_in.cache_clear()
    return Characters(source="library").parts


def deep(patch):
    def refuse(text):
        raise RecursionError

    patch.setattr(interpreter.ast, "parse", refuse)
    return interpreter.printed("print(1)")


def reviews(*lines, rows=20, head="review,sentiment"):
    content = b"\n".join(line if isinstance(line, bytes) else line.encode() for line in (head, *lines))
    return review_files.load(io.BytesIO(content), rows)


def broken(*_args, **_settings):
    """A reader of tables that stumbles for a reason of its own."""
    yield ["review", "sentiment"]
    raise review_table.csv.Error("new-line character seen in unquoted field")


def dear():
    """What is larger than is allowed."""
    with allowed(Allowance(most_bytes=1e6)):
        afford(NETWORK, lambda: 2e6)


CALLS = {
    "runs.optimizers": {"rate is": lambda: SGD(0.0)},
    "runs.run": {
        "a gain": lambda: Run(gain=2, start="unit"),
        "a forget bias": lambda: Run(forget_bias=1),
        "without biases": lambda: Run(cell="lstm", forget_bias=1, biases=0),
        "an epsilon": lambda: Run(optimizer="adam", root_epsilon=1e-8),
        "allowed are": lambda: Run(cell="x"),
        "a state that is reset": lambda: Run(truncation=Truncation.even(5), carry=False),
    },
    "runs.truncation": {
        "{name} is": lambda: Truncation(every=0, reach=1),
        "every and reach": lambda: Truncation(every=1, reach=None),
        "reach is": lambda: Truncation(every=5, reach=1),
    },
    "tasks.addition": {
        "The numbers are": lambda: Addition().answer(None, -1, 0),
        "{count} bits": lambda: Addition().answer(None, 7, 7, bits=1),
    },
    "tasks.base": {
        "{name} is {value!r}; allowed are whole": lambda: Addition(bits=0),
        "{name} is {value!r}; allowed are {allowed}": lambda: Addition(order="x"),
        "has a delay": lambda: Sentiment().check(Run(truncation=FULL, delay=1)),
        "has the curriculum {word!r}; allowed": lambda: Execute().check(
            Run(truncation=FULL, curriculum="x")
        ),
        "has the curriculum {word!r}; it": lambda: Hello().check(Run(truncation=FULL, curriculum="x")),
        "has an embedding, which is": lambda: Forecast().check(Run(embedding=2)),
        "pools": lambda: Echo().check(Run(pool="mean")),
        "has teacher forcing": lambda: Echo().check(Run(forcing=0.5)),
        "has c at every": lambda: Echo().check(Run(context=True)),
        "has both directions; {name}": lambda: Echo().check(Run(bidirectional=True)),
        "has an embedding, which goes": lambda: Echo().check(
            Run(truncation=Truncation.even(5), embedding=2)
        ),
        "has {truncation}, which": lambda: Forecast().check(Run(truncation=Truncation.even(5))),
        "has {truncation}; {name}": lambda: Hello().check(Run()),
        "has the squared error": lambda: Hello().check(Run(truncation=FULL, squared=True)),
        "prints a log": lambda: Execute().check(Run(truncation=FULL, log=10)),
        "starts otherwise": lambda: Translate().check(Run(truncation=FULL, biases=1)),
        "has both directions; an": lambda: Translate().check(Run(truncation=FULL, bidirectional=True)),
    },
    "tasks.characters": {
        "This Python has": letters,
        "There is a text": lambda: Characters(source="library", text="ab"),
    },
    "tasks.columns": {
        "The file has {size": lambda: table(content=b"1\n" * 10_000_001),
        "The file has more": lambda patch: (
            rows := table(*ROWS),
            patch.setattr(columns, "MOST", 30),
            columns.read(rows),
        ),
        "The column “{name}” has {count} rows": lambda: column("1", "2"),
        "Line {line}: the column": lambda: column(*ROWS, ",1", "3"),
        "Line {line}: “{cell}” in the column “{name}” is": lambda: column(*ROWS, "x"),
        "Line {line}: “{cell}” in the column “{name}” has": lambda: column(*ROWS, "2 %", "3 €"),
        "The column “{name}” has {count:,}": lambda: columns.check(np.ones(1), "a"),
        "The column “{name}” has a value that": lambda: columns.check(np.full(60, np.inf), "a"),
        "The column “{name}” has a value beyond": lambda: columns.check(np.full(60, 1e200), "a"),
        "The column “{name}” has only": lambda: columns.check(np.ones(60), "column 1"),
        "There is no data": lambda: columns.own(""),
        "The dataset {key}": lambda patch, folder: columns.own(kept(patch, folder, {})),
        "The first {share": lambda patch, folder: columns.own(
            kept(patch, folder, {"column": "column 2", "values": [1.0] * 59 + [2.0]})
        ),
        "No column begins": lambda: column("a", *["?"] * 60),
        "There is no column": lambda: column(*ROWS, which="b"),
    },
    "text.allowance": {"{what} takes": dear},
    "text.encodings": {
        "The file is no text: it": lambda: table(content=b"\0"),
        "The file is no text but": lambda: table(content=b"PK\x03\x04"),
        "Line {line}: the file": lambda: table(content=b"a,b\n" * 60_000 + b"\x81\x8d"),
    },
    "text.tables": {
        "The file is empty": lambda: table(""),
        "The file has more": lambda patch: (patch.setattr(columns, "MOST", 3), table(*ROWS)),
        "Line {line}: its quotes": lambda: table('"a'),
        "The file has only": lambda: table(",", ","),
        "A line has": lambda: table("a" * 1_000_001),
        "Line {line} has": lambda: table("a," * 3000),
    },
    "tasks.echo_bits": {
        "“{sign}” at": lambda: read_bits("012"),
        "There are {count} bits": lambda: read_bits("01" * 31),
    },
    "tasks.echo": {
        "lags are": lambda: Echo(lags=[3]),
        "base is": lambda: Echo(base="x"),
        "The weight of": lambda: Echo(lags={3: "x"}),
        "A lag is": lambda: Echo(lags={-1: 0.1}),
        "There are": lambda: Echo(lags=dict.fromkeys(range(9), 0.0)),
        "With {where}": lambda: Echo(lags={3: 0.5, 8: 0.5}),
        "has {truncation}": lambda: Echo(length=1000).check(Run(delay=1)),
        "has windows": lambda: Echo(length=1000).check(Run(batch=300)),
    },
    "tasks.forecast": {
        "noise is": lambda: Forecast(noise=3.0),
        "has a delay": lambda: Forecast().check(Run(delay=1)),
        "There is data": lambda: Forecast(data="x"),
    },
    "tasks.hello": {
        "{name} is": lambda: Hello(word="h"),
        "{word} has": lambda: Hello(target="oh"),
        "target is": lambda: Hello(target="ooooo"),
    },
    "tasks.interpreter": {
        "The program is empty": lambda: interpreter.printed(""),
        "The program has {count": lambda: interpreter.printed("1" * 201),
        "Line {number} has {shown}": lambda: interpreter.printed("\tprint(1)"),
        "Line {number} has “{joined}”": lambda: interpreter.printed("1if"),
        "Line {line} is no": lambda: interpreter.printed("print("),
        "The program has too": deep,
        "Line {line} has": lambda: interpreter.printed("f=1\nprint(1)"),
        "Line {line} is the last": lambda: interpreter.printed("a=1"),
        "Line {line} runs": lambda: interpreter.printed("for i in range(1001):\n a=1\nprint(a)"),
        "Line {line} uses": lambda: interpreter.printed("print(a)"),
        "Line {line} makes": lambda: interpreter.printed("print(999999+1)"),
    },
    "tasks.pairs": {
        "pairs is": lambda: pairs.read_pairs(3),
        "Line {number} answers": lambda: pairs.read_pairs("a -> b\na -> c"),
        "Line {number} is": lambda: pairs.read_pairs("\n".join(f"a{n} -> b{n}" for n in range(301))),
        "There is 1": lambda: pairs.read_pairs("a -> b"),
        "There are no": lambda: pairs.read_pairs(""),
        "Line {number}, {shown}, has no": lambda: pairs.read_pairs("a b"),
        "Line {number}, {shown}, has {count}": lambda: pairs.read_pairs("a,b,c"),
        "Line {number}, {shown}, lacks its": lambda: pairs.read_pairs("a ->"),
        "Line {number}, {shown}, lacks the": lambda: pairs.read_pairs("-> a"),
        "Line {number} has a side": lambda: pairs.read_pairs(f"a -> {'b' * 41}"),
        "Line {number} has a control": lambda: pairs.read_pairs("a -> \x02b"),
    },
    "tasks.pictures": {"A picture is": lambda: pictures.read("x")},
    "tasks.review_files": {
        "The dataset {key}": lambda patch, folder: review_files.kept(kept(patch, folder, {})),
        "{rows:,} rows": lambda: reviews(rows=1),
        "The file has {read}": lambda: reviews("a,1"),
        "All {read": lambda: reviews(*["a,1"] * 20),
        "Of the {used": lambda: reviews(*["a,1"] * 20, "a,0"),
    },
    "tasks.review_table": {
        "The file is empty": lambda: review_files.load(io.BytesIO(), 20),
        "The first row": lambda: reviews(head="a,b"),
        "{where} has {count}": lambda: reviews("a,b,1"),
        "{where} has the sentiment": lambda: reviews("a,?"),
        "{where} has a quotation mark that": lambda: reviews('"a,1'),
        "{where} has a cell": lambda: reviews(f'"a\n{"x" * 140_000}"'),
        "{where} has a quotation mark in": lambda: reviews('"a"b,1'),
        "{where} cannot be read": lambda patch: (
            patch.setattr(review_table.csv, "reader", broken),
            reviews("a,1"),
        ),
        "Line {line} has": lambda: reviews("x" * 1_000_001),
        "{where} is not": lambda: reviews(*["a,1"] * 20_000, b"\xff,1"),
        "The file is packed": lambda: reviews(head=b"PK\x03\x04"),
    },
    "tasks.sentiment": {"There are no reviews": lambda: Sentiment(source="own")},
    "tasks.text": {
        "text is": lambda: Words(text=3),
        "The text has {count:,} letters": lambda: Words(text="a" * 1_000_001),
        "reading is": lambda: Words(text="a b", reading=3),
        "length is": lambda: sample(length=-1),
        "The text needs two different {mode} at least; it has only": lambda: Words(text="a a"),
        "The text needs two different {mode} at least; it has none": lambda: Words(text=""),
        "The text has {count:,} different": lambda: Words(text=" ".join(f"a{n}" for n in range(5001))),
        "temperature is": lambda: sample(temperature=-1.0),
        "top_k is": lambda: sample(top_k=0),
        "The prompt has": lambda: sample(prompt="c"),
        "has {truncation} and": lambda: Words(rows="pairs").check(Run(truncation=Truncation.even(5))),
        "has windows of": lambda: Words(rows="passes").check(Run(batch=5)),
        "has {batch} rows": lambda: Words(rows="pairs").check(Run(batch=21)),
    },
    "tasks.words": {"There is a text": lambda: Words(text="a b", source="language")},
    "tasks.translate": {
        "There is nothing": lambda: Translate().read(""),
        "Padded with": lambda: Translate(padded=True),
        "In epochs": lambda: Translate(epochs=True),
        "The text has": lambda: Translate().read("1" * 61),
        "The encoder has": lambda: Translate().read("?"),
    },
}
