"""How the settings of a sweep are called: on its axes, in sentences, above its panels."""

from collections.abc import Mapping

from rnnviz.figures.base import numbers
from rnnviz.runs.run_words import START_WORDS, TRAINED_WORDS, cell_name
from rnnviz.sweeps.swept_settings import (
    FULL,
    LAG,
    LAGS,
    STYLE,
    TASK,
    TRAIN,
    TRUNCATION,
    Settings,
    Value,
)
from rnnviz.text.language import N_, _, _n, listed

AXES = {
    LAG: N_("lag in steps"),
    LAGS: N_("number of lags"),
    TRUNCATION: N_("n of the cut, in steps"),
    STYLE: N_("style of the cut"),
    "hidden": N_("hidden units"),
    "layers": N_("layers"),
    "batch": N_("batch (rows)"),
    "rate": N_("learning rate"),
    "gain": N_("gain of W_hh at the start"),
    "clip_norm": N_("norm at which gradients are clipped"),
    "cell": N_("cell"),
    "optimizer": N_("optimizer"),
    TRAIN: N_("what is trained"),
    "start": N_("start of W_hh"),
}
WITHOUT_UNITS = {LAG: N_("lag"), TRUNCATION: N_("n of the cut"), "batch": N_("batch")}
# styles of a cut by their words: above a panel, and with the steps of one column
STYLES = {
    "windows": N_("windows of n"),
    "even": N_("even cuts of n steps"),
    "sliding": N_("sliding cuts of n steps"),
    "windows 2n": N_("windows of 2n"),
    FULL: N_("no cut"),
}
STEPS = {
    "windows": N_("windows of {steps}"),
    "even": N_("an even cut of {steps}"),
    "sliding": N_("a sliding cut of {steps}"),
    "windows 2n": N_("windows of {steps}"),
}
TASK_NUMBERS: Mapping[str, str] = {
    "length": N_("length"),
    "base": N_("P(Y = 1) without a lag"),
    "noise": N_("noise"),
}


def axis_title(setting: str) -> str:
    """What an axis is about, with its unit."""
    if setting.startswith(TASK):
        return _task_number(setting)
    return _(AXES[setting])


def axis_name(setting: str) -> str:
    """The same within a sentence, without its unit."""
    return _(WITHOUT_UNITS[setting]) if setting in WITHOUT_UNITS else axis_title(setting)


def _task_number(setting: str) -> str:
    name = setting.removeprefix(TASK)
    return _(TASK_NUMBERS[name]) if name in TASK_NUMBERS else name


def tick(setting: str, value: Value) -> str:
    """What stands beside one place of an axis."""
    if value is None:
        return _("none")
    if isinstance(value, str):
        return word(setting, value)
    return numbers.given(value)


def word(setting: str, value: str) -> str:
    """A value that is a word, as readers know it."""
    if setting == "cell":
        return cell_name(value)
    known = {STYLE: STYLES, TRAIN: TRAINED_WORDS, "start": START_WORDS}.get(setting, {})
    return _(known[value]) if value in known else value


def phrase(setting: str, value: Value, style: str | None = None) -> str:
    """A value within a sentence: "lag 12", "windows of 13" where the `style` of the cut is known."""
    if setting == TRUNCATION:
        return _(STEPS.get(style or "", N_("a cut of {steps}"))).format(steps=_steps(value, style))
    if isinstance(value, str):
        return word(setting, value)
    if setting == "clip_norm" and value is None:
        return _("not clipped")
    counted = {
        LAGS: _n("{count} lag", "{count} lags", _count(value)),
        "hidden": _n("{count} unit", "{count} units", _count(value)),
        "layers": _n("{count} layer", "{count} layers", _count(value)),
    }
    if setting in counted:
        return counted[setting].format(count=tick(setting, value))
    texts = {
        LAG: _("lag {value}"),
        "batch": _("a batch of {value}"),
        "rate": _("rate {value}"),
        "gain": _("gain {value}"),
        "clip_norm": _("clipped at {value}"),
    }
    if setting in texts:
        return texts[setting].format(value=tick(setting, value))
    named = _("{name} = {value}")
    return named.format(name=axis_title(setting), value=tick(setting, value))


def _count(value: Value) -> int:
    return int(value) if isinstance(value, int | float) else 0


def _steps(value: Value, style: str | None) -> str:
    by = 2 if style == "windows 2n" and isinstance(value, int | float) else 1
    return numbers.given(by * value) if isinstance(value, int | float) else str(value)


def panel_title(settings: Settings, style: str | None, is_cut: bool) -> str:
    """What sets a panel apart; where an axis is the n of a cut (`is_cut`) and nothing else does, the
    `style` that all have."""
    parts = [
        _(STYLES[str(value)]) if setting == STYLE else phrase(setting, value, style)
        for setting, value in settings.items()
    ]
    if is_cut and STYLE not in settings and style in STYLES and not parts:
        parts = [_(STYLES[style])]
    return listed(parts)
