"""The data of a training as code: drawn as rnnviz draws them, or read from a file beside the script."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from rnnviz.code.numbers import wrapped
from rnnviz.code.script import NO_FILES, ScriptPart
from rnnviz.data.examples import Examples
from rnnviz.data.stream import CHUNK, TextStream
from rnnviz.nn.cells.base import Array
from rnnviz.runs.run import Run
from rnnviz.tasks.base import ExampleTask
from rnnviz.tasks.echo import Echo
from rnnviz.tasks.text import TextTask
from rnnviz.text.language import _
from rnnviz.training.experiment import Experiment
from rnnviz.training.memory import source

FILE = "data.npz"
LOAD = f'with np.load("{FILE}") as found:\n    data = dict(found)'
MOST_UPDATES = 200  # whose data are laid beside a script
MOST_BYTES = 4_000_000  # of them
WRITTEN = 500  # tokens of a text that stand in the script


@dataclass(frozen=True)
class TrainingData:
    """What a script reads: its code, the updates that there are data for, and files."""

    part: ScriptPart
    updates: int
    files: Mapping[str, bytes] = field(default_factory=lambda: NO_FILES)
    turn: int = 0  # steps after which every row begins again with a state of zeros


def updates_of(run: Run, experiment: Experiment) -> int:
    """How many updates a run makes in all."""
    steps = -(-experiment.samples // run.batch)
    if isinstance(experiment.task, ExampleTask):
        return steps
    return -(-steps // (run.truncation.every or steps))


def data_of(run: Run, experiment: Experiment) -> TrainingData:
    """The data of a run: `window(start, first, stop)` of an endless sequence, what is read from step
    `start` on and what is due from step `first` on; or `batch(update)` of sequences of their own."""
    task, updates = experiment.task, updates_of(run, experiment)
    if isinstance(task, Echo):
        return _echo(task, run, experiment, updates)
    if isinstance(task, TextTask) and task.rows != "passes":
        return _text(task, run, experiment, updates)
    if isinstance(task, ExampleTask):
        return _examples(run, experiment, updates)
    return _windows(run, experiment, updates)


def _late(run: Run) -> str:
    """What of a window is read where the answers come late."""
    if not run.delay:
        return ""
    return f"""


now = window


def window(start, first, stop):
    \"\"\"The answers come {run.delay} steps late: so far ahead has been read by then.\"\"\"
    x, _due = now(start + {run.delay}, first + {run.delay}, stop + {run.delay})
    _read, y = now(first, first, stop)
    return x, y"""


def _echo(task: Echo, run: Run, experiment: Experiment, updates: int) -> TrainingData:
    parts = np.clip(256.0 * task.table(), 0.0, 256.0)
    uneven = bool((parts - np.minimum(np.floor(parts), 255.0)).any())
    steps = max(CHUNK, task.history)
    tie = (
        """
    same = drawn == whole  # where the first byte does not decide
    y[same] = rng.random(same.sum()) < (parts - whole)[same]"""
        if uneven
        else ""
    )
    code = f"""from functools import cache

seed, rows, steps = {experiment.seed}, {run.batch}, {steps}  # of one chunk of bits
lags, base = {dict(task.lags)!r}, {task.base!r}


def generator(chunk, purpose):
    key = (1, rows, chunk + 1, purpose)
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed, spawn_key=key)))


def bits(chunk):
    drawn = np.frombuffer(generator(chunk, 0).bytes(-(-steps * rows // 8)), np.uint8)
    return np.unpackbits(drawn)[: steps * rows].reshape(steps, rows)


@cache
def chunk_of(chunk):
    x = bits(chunk)
    seen = np.concatenate([bits(chunk - 1), x])
    chance = np.full(x.shape, base)  # P(Y = 1)
    for lag, weight in lags.items():
        chance = chance + weight * seen[steps - lag : 2 * steps - lag]
    rng = generator(chunk, 1)
    parts = np.clip(256.0 * chance, 0.0, 256.0)
    whole = np.minimum(np.floor(parts), 255.0)
    drawn = np.frombuffer(rng.bytes(x.size), np.uint8).reshape(x.shape)
    y = drawn < whole{tie}
    return x.astype(np.int64), y.astype(np.int64)


def window(start, first, stop):
    chunks = range(start // steps, (stop - 1) // steps + 1)
    x, y = (np.concatenate(parts) for parts in zip(*map(chunk_of, chunks)))
    begin = chunks[0] * steps
    return x[start - begin : stop - begin], y[first - begin : stop - begin]{_late(run)}"""
    said = _("Fair bits, and answers that remember some of them: the very bits that rnnviz draws.")
    every = run.truncation.every
    turn = task.length // run.batch // every * every if task.length and every else 0
    return TrainingData(ScriptPart(said, code), updates, turn=turn)


def _text(task: TextTask, run: Run, experiment: Experiment, updates: int) -> TrainingData:
    made = task.stream(experiment.seed, run.batch)
    tokens = np.asarray(made.tokens, np.int64)
    files = NO_FILES
    if len(tokens) <= WRITTEN:
        begin = f"{wrapped('tokens', tokens.tolist())}\ntokens = np.array(tokens)"
    else:
        begin, files = f'{LOAD}\ntokens = data["tokens"]', _packed({"tokens": tokens})
    pairs = task.rows == "pairs"
    starts = "np.arange(rows) * ((around - 1) // rows)" if pairs else "np.arange(rows) * around // rows"
    around = "len(tokens) - 1" if pairs else "len(tokens)"
    y = (
        "tokens[places[first - start :] + 1]"
        if pairs
        else "tokens[(places[first - start :] + 1) % around]"
    )
    code = f"""{wrapped("vocabulary", list(task.tokens))}
{begin}
rows, around = {run.batch}, {around}  # rows that read the text, and steps until each is where it was
starts = {starts}


def window(start, first, stop):
    places = (starts + np.arange(start, stop)[:, None]) % around
    return tokens[places], {y}{_late(run)}"""
    said = _("The text as numbers of its tokens; the rows of a batch begin evenly spread over it.")
    return TrainingData(ScriptPart(said, code), updates, files)


def _windows(run: Run, experiment: Experiment, updates: int) -> TrainingData:
    """Another endless sequence, from a file."""
    every = run.truncation.every or -(-experiment.samples // run.batch)
    data = source(run, experiment)
    x, y, size = [], [], 0
    for update in range(min(updates, MOST_UPDATES)):
        ask = data.as_tokens if isinstance(data, TextStream) else data.window
        read, due = ask(update * every, update * every, (update + 1) * every)
        x.append(_last(np.array(read)))
        y.append(_last(np.array(due)))
        size += x[-1].nbytes + y[-1].nbytes
        if size > MOST_BYTES:
            break
    code = f"""{LOAD}
sequence, answers = data["x"], data["y"]  # (T, B, D), of the first updates


def window(start, first, stop):
    return sequence[start:stop], answers[first:stop]"""
    said = _("What is read and what is due in the first {count} updates, from the file {file}.")
    turn = int(getattr(data, "turn", 0))
    return TrainingData(
        ScriptPart(said.format(count=len(x), file=FILE), code),
        len(x),
        _packed({"x": np.concatenate(x), "y": np.concatenate(y)}),
        turn,
    )


def _examples(run: Run, experiment: Experiment, updates: int) -> TrainingData:
    """Sequences of their own, from a file."""
    data, size, count = source(run, experiment), 0, 0
    arrays: dict[str, Array] = {}
    for update in range(min(updates, MOST_UPDATES)):
        found: Examples = data.at(update)
        arrays |= {
            f"x{update}": _last(found.inputs),
            f"y{update}": _last(found.targets),
            f"lengths{update}": np.asarray(found.lengths, np.int64),
        }
        size += sum(arrays[f"{name}{update}"].nbytes for name in ("x", "y", "lengths"))
        count = update + 1
        if size > MOST_BYTES:
            break
    code = f"""{LOAD}


def batch(update):
    return data[f"x{{update}}"], data[f"y{{update}}"], data[f"lengths{{update}}"]"""
    said = _(
        "The first {count} batches from the file {file}: what is read (−1 is padding), what is due "
        "(−1, or NaN, is no loss), and how long each sequence is."
    )
    part = ScriptPart(said.format(count=count, file=FILE), code)
    return TrainingData(part, count, _packed(arrays))


def _last(values: Array) -> Array:
    """Features last: (T, B) tokens stay, (T, D, B) becomes (T, B, D)."""
    if values.ndim == 2:
        return values.astype(np.int64) if np.issubdtype(values.dtype, np.integer) else values
    return np.ascontiguousarray(values.swapaxes(-1, -2))


def _packed(arrays: Mapping[str, Array]) -> dict[str, bytes]:
    made = io.BytesIO()
    np.savez_compressed(made, **arrays)  # type: ignore[arg-type]
    return {FILE: made.getvalue()}
