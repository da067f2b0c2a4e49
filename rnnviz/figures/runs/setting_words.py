"""How the settings of runs are called where runs stand side by side, and their values written."""

import json
from collections.abc import Callable, Iterable, Mapping

from rnnviz.catalogue.choice import KIND, STATUS, TAG
from rnnviz.catalogue.entry import SAMPLES, TASK, EntryKind, Setting
from rnnviz.catalogue.line import RunLine, written
from rnnviz.figures.base import numbers
from rnnviz.runs.run_words import START_WORDS, TRAINED_WORDS, cell_name
from rnnviz.runs.truncation import Truncation
from rnnviz.runs.truncation_words import cut_label
from rnnviz.tasks import TASKS
from rnnviz.text.language import N_, _

NAMES = {
    KIND: N_("kind"),
    TASK: N_("task"),
    STATUS: N_("status"),
    TAG: N_("tag"),
    SAMPLES: N_("samples"),
    "cell": N_("cell"),
    "hidden": N_("hidden units"),
    "layers": N_("layers"),
    "truncation": N_("truncation"),
    "optimizer": N_("optimizer"),
    "rate": N_("learning rate"),
    "batch": N_("batch (rows)"),
    "carry": N_("state carried"),
    "clip_norm": N_("norm at which gradients are clipped"),
    "clip_value": N_("value at which gradients are clipped"),
    "embedding": N_("embedding"),
    "bidirectional": N_("both directions"),
    "delay": N_("delay of the answer"),
    "pool": N_("what the verdict is read from"),
    "curriculum": N_("curriculum"),
    "forcing": N_("teacher forcing"),
    "context": N_("c at every step"),
    "start": N_("start of W_hh"),
    "gain": N_("gain of W_hh at the start"),
    "forget_bias": N_("forget bias"),
    "squared": N_("squared error"),
    "summed": N_("loss summed"),
    "biases": N_("biases"),
    "root_epsilon": N_("ε in Adagrad’s root"),
    "double": N_("64-bit numbers"),
    "log": N_("updates between two lines of the log"),
    "train": N_("what is trained"),
}
KINDS = {
    EntryKind.RUN: N_("training"),
    EntryKind.LOOP: N_("watched loop"),
    EntryKind.CURVE: N_("curve of my own"),
    EntryKind.SWEEP: N_("map"),
}
STATUSES = {
    "queued": N_("waits"),
    "running": N_("trains"),
    "paused": N_("paused"),
    "finished": N_("complete"),
    "stopped": N_("stopped"),
    "died": N_("ended early"),
    "live": N_("goes on"),
    "closed": N_("closed"),
    "silent": N_("ended"),
    "damaged": N_("damaged"),
    "brought": N_("from a file"),
}
LONGEST = 40  # letters of a value
_WORDS: Mapping[str, Callable[[str], str]] = {
    "cell": cell_name,
    "start": lambda value: _(START_WORDS[value]) if value in START_WORDS else value,
    "train": lambda value: _(TRAINED_WORDS[value]) if value in TRAINED_WORDS else value,
    KIND: lambda value: _(KINDS[EntryKind(value)]) if value in set(EntryKind) else value,
    STATUS: lambda value: _(STATUSES[value]) if value in STATUSES else value,
    TASK: lambda value: _(TASKS[value].title) if value in TASKS else value,
}


def setting_name(name: str) -> str:
    """What a setting is called; one of a task by its own name."""
    return _(NAMES[name]) if name in NAMES else name.removeprefix(f"{TASK}.")


def setting_value(name: str, value: Setting) -> str:
    """A value as it is read beside its setting's name."""
    if isinstance(value, Truncation):
        return cut_label(value)
    if isinstance(value, bool):
        return _("switched on") if value else _("switched off")
    if value is None:
        return _("none")
    if isinstance(value, int | float):
        return f"{value:,}" if isinstance(value, int) else numbers.given(value)
    if name in _WORDS:
        return _WORDS[name](value)
    if value.startswith(("{", "[")):
        value = _plain(value)
    return numbers.shortened(value, LONGEST)


def _plain(text: str) -> str:
    """Numbers by numbers, as lags with their weights, without the signs of JSON."""
    try:
        found = json.loads(text)
    except ValueError:
        return text
    if isinstance(found, dict):
        return ", ".join(f"{key}: {one}" for key, one in found.items())
    return ", ".join(map(str, found)) if isinstance(found, list) else text


def written_value(name: str, text: str, lines: Iterable[RunLine]) -> str:
    """The same of a value as filters in an address have it, looked up among the lines that have it."""
    for line in lines:
        if name in line.settings and written(line.settings[name]) == text:
            return setting_value(name, line.settings[name])
    return setting_value(name, text)
