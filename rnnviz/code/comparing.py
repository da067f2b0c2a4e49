"""The page Runs as code: curves from a file over their floors, and their losses as a table."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rnnviz.code.script import PageCode, ScriptPart
from rnnviz.code.unrolling import imports
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _

CURVES, LOSSES = "curves.csv", "losses.csv"
PICTURE = "runs.html"


@dataclass(frozen=True)
class ComparedRun:
    """A line of the page: its curve `(n,)` over samples or updates, the mean over its seeds, their
    deviation, NaN where there is one, and their number; the last `losses` of the seeds, and the lowest
    mean that it has come to."""

    name: str
    task: str
    at: Array
    mean: Array
    deviation: Array
    count: Array
    losses: Mapping[int, float]  # by the seed
    lowest: float
    colour: str = "#000000"


@dataclass(frozen=True)
class Comparison:
    """What is compared: the runs, the floors of each task by their words, how much of the way from the
    highest to the lowest floor counts as on one, what is counted across, the losses' unit, and the
    place of the run that the others are less, None for none."""

    runs: Sequence[ComparedRun]
    floors: Mapping[str, Mapping[str, float]]
    near: float
    across: str
    unit: str
    base: int | None = None

    @cached_property
    def names(self) -> Sequence[str]:
        """The runs' names, each its own."""
        return _unique([run.name for run in self.runs])

    @property
    def less(self) -> str:
        """The name of the baseline, "" for none."""
        return "" if self.base is None else self.names[self.base]


def _unique(names: Sequence[str]) -> list[str]:
    """The names, a later one of two that are alike with a number."""
    found: list[str] = []
    for name in names:
        other, number = name, 2
        while other in found:
            other, number = f"{name} ({number})", number + 1
        found.append(other)
    return found


def comparing_code(of: Comparison) -> PageCode:
    """What the page compares, read from two files beside the script."""
    title = _("Runs compared: their curves over the floors, and where each of them ended")
    said = _("It prints each run’s loss and the floor that it came to, and draws the curves as {file}.")
    kinds = {
        kind: [
            ScriptPart("", f"import csv\n\n{imports(kind, False).code.splitlines()[0]}"),
            _read(kind),
            *([_less(of, kind)] if of.less else []),
            _floors(of),
            _table(kind),
            _drawn(of, kind),
        ]
        for kind in ("pytorch", "numpy")
    }
    files = {CURVES: _curves(of).encode(), LOSSES: _losses(of).encode()}
    return PageCode(title, kinds["pytorch"], kinds["numpy"], files, said.format(file=PICTURE))


def _curves(of: Comparison) -> str:
    file = io.StringIO()
    pen = csv.writer(file, lineterminator="\n")
    pen.writerow(["run", "at", "mean", "deviation", "seeds"])
    for name, run in zip(of.names, of.runs, strict=True):
        for row in zip(run.at, run.mean, run.deviation, run.count, strict=True):
            pen.writerow([name, *[repr(float(one)) for one in row[:3]], int(row[3])])
    return file.getvalue()


def _losses(of: Comparison) -> str:
    file = io.StringIO()
    pen = csv.writer(file, lineterminator="\n")
    pen.writerow(["run", "task", "seed", "loss", "lowest"])
    for name, run in zip(of.names, of.runs, strict=True):
        for seed, loss in run.losses.items():
            pen.writerow([name, run.task, seed, repr(float(loss)), repr(float(run.lowest))])
    return file.getvalue()


def _read(kind: str) -> ScriptPart:
    array = "np.array(numbers)" if kind == "numpy" else "torch.tensor(numbers, dtype=torch.float64)"
    code = f"""def rows(file):
    with open(file, encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def column(found, name):
    numbers = [float(row[name]) for row in found]
    return {array}


curves, found = {{}}, rows("{CURVES}")  # run -> where, mean over its seeds, deviation
for name in dict.fromkeys(row["run"] for row in found):
    own = [row for row in found if row["run"] == name]
    curves[name] = [column(own, what) for what in ("at", "mean", "deviation")]"""
    said = _(
        "The curves, from {file}: a row for each point, a deviation where there are several seeds."
    )
    return ScriptPart(said.format(file=CURVES), code)


def _less(of: Comparison, kind: str) -> ScriptPart:
    other = "np.interp(at, base_at, base_mean, left=np.nan, right=np.nan)"
    end = "[~np.isnan(other)]"
    if kind == "pytorch":
        other = "torch.tensor([between(float(x)) for x in at], dtype=torch.float64)"
        end = "[~other.isnan()]"
    made = f"""base_at, base_mean, _deviation = curves.pop({of.less!r})
{INTERPOLATED if kind == "pytorch" else ""}for name, (at, mean, deviation) in curves.items():
    other = {other}
    curves[name] = [values{end} for values in (at, mean - other, deviation)]"""
    said = _("Less {name}, which is taken to be straight between its points.").format(name=of.less)
    return ScriptPart(said, made)


INTERPOLATED = '''

def between(x):
    """The baseline at x, NaN beyond its ends."""
    if not base_at[0] <= x <= base_at[-1]:
        return float("nan")
    k = max(int(torch.searchsorted(base_at, x)), 1)
    share = (x - base_at[k - 1]) / (base_at[k] - base_at[k - 1]) if len(base_at) > 1 else 0.0
    return float(torch.lerp(base_mean[k - 1], base_mean[min(k, len(base_at) - 1)], share))


'''


def _floors(of: Comparison) -> ScriptPart:
    lines = ["floors = {"]
    for task, found in of.floors.items():
        lines += [f"    {task!r}: {{"]
        lines += [f"        {name!r}: {float(y)!r}," for name, y in found.items()]
        lines += ["    },"]
    lines += [
        "}",
        "",
        "",
        "def reached(lowest, found):",
        '    """The lowest floor but the highest, from which all start, that a loss has come to."""',
        "    if len(found) < 2:",
        '        return "-"',
        "    top, end = max(found.values()), min(found.values())",
        f"    near = {of.near!r} * max(top - end, 1e-3)",
        "    met = {name: y for name, y in found.items() if y < top and lowest <= y + near}",
        '    return min(met, key=met.get) if met else "-"',
    ]
    said = _("The best losses possible, by what is known of the past.")
    return ScriptPart(said, "\n".join(lines))


def _table(kind: str) -> ScriptPart:
    std = "losses.std(ddof=1)" if kind == "numpy" else "losses.std()"
    code = f"""table, found = {{}}, rows("{LOSSES}")  # run -> mean, deviation, number of seeds, floor
for name in dict.fromkeys(row["run"] for row in found):
    own = [row for row in found if row["run"] == name]
    losses = column(own, "loss")
    deviation = float({std}) if len(losses) > 1 else float("nan")
    floor = reached(float(own[0]["lowest"]), floors.get(own[0]["task"], {{}}))
    table[name] = float(losses.mean()), deviation, len(losses), floor
    mean, deviation, count, floor = table[name]
    print(f"{{name}}: {{mean:.4f}} ± {{deviation:.4f}} (n = {{count}}), floor: {{floor}}")"""
    said = _("Where each ended, from {file}: the mean over its seeds, and their standard deviation.")
    return ScriptPart(said.format(file=LOSSES), code)


def _drawn(of: Comparison, kind: str) -> ScriptPart:
    colours = dict(zip(of.names, [run.colour for run in of.runs], strict=True))
    listed = "\n".join(f"    {name!r}: {colour!r}," for name, colour in colours.items())
    title = _("difference ({unit})") if of.less else _("loss ({unit})")
    levels = (
        f'    figure.add_hline(0.0, line_dash="dot", annotation_text={of.less!r})'
        if of.less
        else """    for found in floors.values():
        for words, y in found.items():
            figure.add_hline(y, line_dash="dot", annotation_text=words)"""
    )
    code = f"""try:
    import plotly.graph_objects as go
except ImportError:
    go = None
    print("For the picture: pip install plotly")

colours = {{
{listed}
}}
if go is not None:
    figure = go.Figure()
    for name, (at, mean, deviation) in curves.items():
        x, y, bar = at.tolist(), mean.tolist(), {{"array": deviation.tolist()}}
        line = {{"color": colours[name]}}
        figure.add_scatter(x=x, y=y, error_y=bar, line=line, name=name, mode="lines")
{levels}
    figure.update_layout(xaxis_title={of.across!r}, yaxis_title={title.format(unit=of.unit)!r})
    figure.write_html("{PICTURE}")"""
    said = _("The curves over the floors, as a picture; this alone needs Plotly.")
    if of.less:
        said = _("The differences, as a picture; this alone needs Plotly.")
    return ScriptPart(said, code)
