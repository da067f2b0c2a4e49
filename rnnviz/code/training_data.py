"""The data of a training as code: drawn as rnnviz draws them, or read from a file beside the script."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from rnnviz.code.numbers import quoted, wrapped
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

FILE, TEXT = "data.npz", "text.txt"
LOAD = f'with np.load("{FILE}") as found:\n    data = dict(found)'
LETTERS = """vocabulary = {letters}
number = {{letter: place for place, letter in enumerate(vocabulary)}}
tokens = np.array([number[letter] for letter in text])"""
MOST_UPDATES = 200  # whose data are laid beside a script
MOST_DRAWN = 500  # whose data it draws itself, until its reader wants more
MOST_BYTES = 4_000_000  # of them
WRITTEN = 800  # tokens of a text that stand in the script


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
    """The data of a run's first updates: of an endless sequence all that is read, `inputs`, and all
    that is due, `answers`, `(T, B)` or `(T, B, D)`; or `batch(update)` of sequences of their own."""
    task, updates = experiment.task, updates_of(run, experiment)
    if isinstance(task, Echo):
        return _echo(task, run, experiment, min(updates, MOST_DRAWN))
    if isinstance(task, TextTask):
        return _text(task, run, experiment, min(updates, MOST_DRAWN))
    if isinstance(task, ExampleTask):
        return _examples(run, experiment, updates)
    return _windows(run, experiment, updates)


def _late(run: Run) -> str:
    """What is read where the answers come late."""
    if not run.delay:
        return ""
    return f"\ninputs = inputs[{run.delay}:]  # read so many steps ahead: the answers come late"


def _steps(run: Run) -> str:
    return f"updates * every + {run.delay}" if run.delay else "updates * every"


def _echo(task: Echo, run: Run, experiment: Experiment, updates: int) -> TrainingData:
    parts = 256.0 * np.clip(task.table(), 0.0, 1.0)
    steps = max(CHUNK, task.history)
    clipped = bool((parts != 256.0 * task.table()).any())
    chance = f"{task.base!r} + sum(w * bits[steps - lag : -lag or None] for lag, w in lags.items())"
    if clipped:
        chance = f"np.clip({chance}, 0.0, 1.0)"
    more, rng = (", rng", ", _rng") if (parts % 1.0).any() else ("", "")
    code = f"""seed, rows = {experiment.seed}, {run.batch}
steps = {steps}  # bits are drawn for so many steps at a time
lags = {dict(task.lags)!r}


def drawn(chunk, what, count):
    key = (1, rows, chunk + 1, what)  # each chunk by a generator of its own
    rng = np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed, spawn_key=key)))
    return np.frombuffer(rng.bytes(count), np.uint8){more}


def fair_bits(chunk):
    some{rng} = drawn(chunk, 0, -(-steps * rows // 8))
    return np.unpackbits(some)[: steps * rows].reshape(steps, rows)


chunks = range(({_steps(run)} - 1) // steps + 1)
bits = np.concatenate([fair_bits(chunk) for chunk in [-1, *chunks]])  # -1: before the first step
chance = {chance}  # P(Y = 1)
inputs = bits[steps:].astype(np.int64)
{_coins(uneven=bool(more))}{_late(run)}"""
    said = _(
        "Fair bits X, and answers Y that remember some: {law}. They are the very bits of the page."
    )
    every = run.truncation.every
    turn = task.length // run.batch // every * every if task.length and every else 0
    return TrainingData(ScriptPart(said.format(law=_law(task)), code), updates, turn=turn)


def _law(task: Echo) -> str:
    """P(Y_t = 1) as an equation."""
    terms = "".join(
        f" {'-' if weight < 0 else '+'} {abs(weight):g} X_(t-{lag})"
        for lag, weight in task.lags.items()
    )
    return f"P(Y_t = 1) = {task.base:g}{terms}"


def _coins(uneven: bool) -> str:
    if not uneven:
        return (
            "coins = np.concatenate([drawn(chunk, 1, steps * rows) for chunk in chunks])\n"
            "answers = (coins.reshape(-1, rows) < 256 * chance).astype(np.int64)"
        )
    return """answers = []
for chunk in chunks:
    coins, rng = drawn(chunk, 1, steps * rows)
    coins = coins.reshape(steps, rows)
    parts = np.clip(256 * chance[chunk * steps : (chunk + 1) * steps], 0, 256)
    whole = np.minimum(np.floor(parts), 255)
    y = coins < whole
    same = coins == whole  # a byte does not decide: its other digits do
    y[same] = rng.random(same.sum()) < (parts - whole)[same]
    answers.append(y)
answers = np.concatenate(answers).astype(np.int64)"""


def _text(task: TextTask, run: Run, experiment: Experiment, updates: int) -> TrainingData:
    every = run.truncation.every or 1
    made = task.stream(experiment.seed, run.batch, every) if task.windowed else None
    made = made or task.stream(experiment.seed, run.batch)
    begin, files = _tokens(task, np.asarray(made.tokens, np.int64))
    after, starts, steps = "(places + 1) % len(tokens)", "np.arange(rows) * len(tokens) // rows", ""
    around = "len(tokens)"
    if task.rows == "pairs":  # none joins the end to the beginning
        after, around = "places + 1", "(len(tokens) - 1)"
        starts = "np.arange(rows) * ((len(tokens) - 2) // rows)"
    elif task.windowed:
        after, starts = "places + 1", "np.arange(rows) * (len(tokens) // rows)"
        steps = f" % {made.turn}  # after so many steps all rows begin again"
    code = f"""{begin}
rows = {run.batch}
starts = {starts}  # evenly spread over the text
steps = np.arange({_steps(run)}){steps}
places = (starts + steps[:, None]) % {around}
inputs, answers = tokens[places], tokens[{after}]{_late(run)}"""
    said = _("The text, whose next token is always asked for, as numbers of its tokens.")
    return TrainingData(ScriptPart(said, code), updates, files, made.turn)


def _tokens(task: TextTask, tokens: Array) -> tuple[str, Mapping[str, bytes]]:
    """What is trained on as code that gives `tokens`, and the file it needs."""
    text = "".join(task.tokens[token] for token in tokens)
    found, letters = tuple(sorted(set(text))), "sorted(set(text))"
    if task.rows == "pairs":
        found, letters = tuple(dict.fromkeys(text)), "list(dict.fromkeys(text))"
    if task.reads == "characters" and found == task.tokens:
        files = {TEXT: text.encode()} if len(text) > WRITTEN else NO_FILES
        begin = f'with open("{TEXT}", encoding="utf-8", newline="") as file:\n    text = file.read()'
        begin = begin if files else quoted("text", text)
        return f"{begin}\n{LETTERS.format(letters=letters)}", files
    code, files = wrapped("tokens", tokens.tolist()), NO_FILES
    if len(tokens) > WRITTEN:
        code, files = f'{LOAD}\ntokens = data["tokens"]', _packed({"tokens": tokens})
    return f"{wrapped('vocabulary', list(task.tokens))}\n{code}\ntokens = np.array(tokens)", files


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
    code = f'{LOAD}\ninputs, answers = data["x"], data["y"]  # (T, B) or (T, B, D)'
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
