"""Runs and lags as short words, as they stand in the address: `windows5.h16.gru.reset.clip0_5`."""

import re
from collections.abc import Mapping
from typing import Any

from rnnviz.nn.cells import CELLS
from rnnviz.nn.classic_starts import CLASSIC_STARTS
from rnnviz.nn.network import POOLS
from rnnviz.runs.optimizers import OPTIMIZERS
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import TASKS, Echo
from rnnviz.text.language import N_
from rnnviz.text.message import Message, Refusal
from rnnviz.text.numerals import single
from rnnviz.text.written import narrow
from rnnviz.training.experiment import Experiment

HELP = N_(
    "Up to 6 runs, as windows5.h4, windows10.h16: cut every 5 steps with 4 hidden units, and so on. "
    "Also even10, sliding4, full, or every3reach7 and every3reach7each for steps of one's own. Add "
    ".gru, .gru_before (its reset before the product), .lstm or .relu for another cell, .l2 for two "
    "layers, .reset for a state that starts from zero in every window, .clip1 to clip the gradient's "
    "norm at 1 (.clipvalue1 each derivative), .adam or .rate0_3 for what learns otherwise than the "
    "others. Weights start otherwise with .orth or .eye (an orthogonal or identity W_hh), .gain1_5 "
    "(every W_hh times 1.5) and .fb2 (an LSTM's forget bias of 2); with .readout the readout alone is "
    "trained, and they stay as they start."
)
MORE_HELP = N_(
    " Where the task allows it: .emb16 for an embedding, .both for both directions, .delay2 for "
    "answers asked two steps later, .forcing0_5 for a decoder that reads the right token in half of "
    "all steps, .context for one that reads c at every step, .mean or .last for what the verdict is "
    "read from, and the name of a curriculum."
)
CLASSIC_HELP = N_(
    " As programs without PyTorch do it: .unit, .small or .scaled for weights that start in ±1, at "
    "0.01 or at 1/√n, .onebias or .nobias, .squared for the squared error through a sigmoid, .summed "
    "for a loss that is not averaged, .eps1e-8 for Adagrad's ε in the root, .double for 64-bit "
    "numbers, and .log100 for a line in the log every 100 updates."
)
RUNS = N_("runs as windows5.h4, even10.h16, sliding4.h8.gru, windows5.h16.reset, full.h8.clip1")
LAGS = N_("lags with weights, as 3:0.5,8:-0.25")
SHARED = ("optimizer", "rate", "batch")  # set for all runs of a race, unless a word says otherwise
_NUMBER = r"[\de\-]+(?:_\d+)?(?:e-?\d+)?"  # with _ for the point, which ends a word's part
_STARTS = {"orth": "orthogonal", "eye": "identity"} | {start: start for start in CLASSIC_STARTS}
_FLAGS = {
    name: name if name != "both" else "bidirectional"
    for name in ("both", "context", "squared", "summed", "double")
}
_BIASES = {"nobias": 0, "onebias": 1}
_WHOLE = {
    **{"h": "hidden", "l": "layers", "b": "batch", "emb": "embedding", "delay": "delay"},
    "log": "log",
}
_REAL = {
    "clip": "clip_norm",
    "clipvalue": "clip_value",
    "rate": "rate",
    "forcing": "forcing",
    "gain": "gain",
    "fb": "forget_bias",
    "eps": "root_epsilon",
}


def read_lags(text: str) -> Echo:
    """`3:0.5,8:-0.25`, and if need be `base:0.4`, as a task; raises ValueError for anything else."""
    lags, base = {}, 0.5
    for part in re.split(r"[,;\s]+(?=[-−]?\w+\s*:)", narrow(text).strip(" ,;")):
        found = re.fullmatch(r"(base|[-−]?\d{1,6})\s*:\s*(\S+)", part)
        weight = single(found[2]) if found else None
        if found is None or weight is None:
            raise Refusal(
                "The lags are “{text}”; allowed are {lags}.", text=text[:60], lags=Message(LAGS)
            )
        if found[1] == "base":
            base = weight
        else:
            lags[int(found[1].replace("−", "-"))] = weight
    return Echo(lags=lags, base=base)


def write_lags(task: Echo) -> str:
    """What `read_lags` reads."""
    parts = [f"{lag}:{plain(weight)}" for lag, weight in task.lags.items()]
    if task.base != 0.5 or not parts:
        parts.append(f"base:{plain(task.base)}")
    return ",".join(parts)


def curricula() -> tuple[str, ...]:
    """The words of all tasks' curricula."""
    return tuple(dict.fromkeys(word for task in TASKS.values() for word in task.curricula))


def read_run(word: str, shared: Mapping[str, Any]) -> Run:
    """A run from its word and what its race sets for all; raises ValueError, in a sentence."""
    head, *rest = narrow(word).strip().split(".")
    settings: dict[str, Any] = dict(shared) | {"truncation": _read_cut(head, word)}
    for part in rest:
        if part in CELLS:
            settings["cell"] = part
        elif part in OPTIMIZERS:
            settings["optimizer"] = part
        elif part == "reset":
            settings["carry"] = False
        elif part == "readout":
            settings["train"] = part
        elif part in _FLAGS:
            settings[_FLAGS[part]] = True
        elif part in _BIASES:
            settings["biases"] = _BIASES[part]
        elif part in _STARTS:
            settings["start"] = _STARTS[part]
        elif part in POOLS:
            settings["pool"] = part
        elif part in curricula():
            settings["curriculum"] = part
        elif found := re.fullmatch(rf"({'|'.join(_WHOLE)})(\d+)", part):
            settings[_WHOLE[found[1]]] = int(found[2])
        elif found := re.fullmatch(rf"({'|'.join(_REAL)})({_NUMBER})", part):
            settings[_REAL[found[1]]] = _number(found[2], word)
        else:
            raise _refusal(word)
    return Run(**settings)


def write_run(run: Run, shared: Mapping[str, Any]) -> str:
    """What `read_run` reads."""
    cut = run.truncation
    parts = [str(cut).replace("(", "").replace(")", "")]
    if " " in parts[0] or _read_cut(parts[0], "") != cut:
        parts = [f"every{cut.every}reach{cut.reach}{'each' if cut.each else ''}"]
    parts.append(f"h{run.hidden}")
    if run.cell != "tanh":
        parts.append(run.cell)
    if run.layers > 1:
        parts.append(f"l{run.layers}")
    parts += [word for word, start in _STARTS.items() if run.start == start]
    if run.embedding is not None:
        parts.append(f"emb{run.embedding}")
    parts += [word for word, name in _FLAGS.items() if getattr(run, name)]
    parts += [word for word, count in _BIASES.items() if run.biases == count]
    if run.delay:
        parts.append(f"delay{run.delay}")
    if not run.carry:
        parts.append("reset")
    if run.readout_only:
        parts.append(run.train)
    if run.optimizer != shared["optimizer"]:
        parts.append(run.optimizer)
    if run.batch != shared["batch"]:
        parts.append(f"b{run.batch}")
    if run.log:
        parts.append(f"log{run.log}")
    parts += [word for word in (run.pool, run.curriculum) if word]
    numbers = {"clip": run.clip_norm, "clipvalue": run.clip_value, "eps": run.root_epsilon}
    if run.rate != shared["rate"]:
        numbers["rate"] = run.rate
    if run.forcing != 1.0:
        numbers["forcing"] = run.forcing
    if run.gain != 1.0:
        numbers["gain"] = run.gain
    if run.forget_bias:
        numbers["fb"] = run.forget_bias
    parts += [name + plain(v).replace(".", "_") for name, v in numbers.items() if v is not None]
    return ".".join(parts)


def race_words(experiment: Experiment, shared: Mapping[str, Any]) -> dict[str, str]:
    """An experiment's runs, lengths and seeds in the words of an address, where that has `shared` for
    all runs."""
    return {
        "runs": ",".join(write_run(run, shared) for run in experiment.runs),
        "samples": str(experiment.samples),
        "seed": str(experiment.seed),
        "seeds": str(experiment.seeds),
    }


def plain(number: float) -> str:
    """A number with all its digits, and no more than those."""
    return repr(float(number)).removesuffix(".0")


def _read_cut(head: str, word: str) -> Truncation:
    if head == "full":
        return Truncation.full()
    if found := re.fullmatch(r"(windows|even|sliding)(\d+)", head):
        cut: Truncation = getattr(Truncation, found[1])(int(found[2]))
        return cut
    if found := re.fullmatch(r"every(\d+)reach(\d+)(each)?", head):
        return Truncation(every=int(found[1]), reach=int(found[2]), each=bool(found[3]))
    raise _refusal(word)


def _number(text: str, word: str) -> float:
    try:
        return float(text.replace("_", "."))
    except ValueError:
        raise _refusal(word) from None


def _refusal(word: str) -> Refusal:
    word = word.strip()[:60]
    return Refusal("A run is “{word}”; allowed are {runs}.", word=word, runs=Message(RUNS))
