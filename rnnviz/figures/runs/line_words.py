"""A line of the list in words: its loss over its seeds, its floor, how it stands, since when."""

import datetime
from collections.abc import Callable, Mapping, Sequence

from rnnviz.catalogue.entry import TASK, EntryKind, Setting, floors_of, task_text
from rnnviz.catalogue.line import RunLine, differing
from rnnviz.figures.base import numbers
from rnnviz.figures.base.floor_names import floor_words
from rnnviz.figures.runs.setting_words import KINDS, STATUSES, setting_name, setting_value
from rnnviz.figures.sweeps.axis_words import AXES, axis_name
from rnnviz.figures.training.losses import lag_words
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import Echo, Task
from rnnviz.text.language import _, _n

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0
ALIVE = ("queued", "running", "live")
MOST_SETTINGS = 6  # that stand in a line
MOST_TITLE = 20  # letters of a training's name on a chart


def line_name(line: RunLine) -> str:
    """What a line is called; what nobody has named by what it is."""
    axes = line.first.axes
    if not line.name and axes is not None:
        across, up = (axis_name(one) if one in AXES else one for one in axes)
        return _("{up} by {across}").format(up=up, across=across)
    return line.name or _(KINDS[line.kind])


def chart_name(line: RunLine) -> str:
    """The same on a chart: of a long name of a training its beginning, so that its runs can be told
    apart."""
    first = line.first
    if first.kind != EntryKind.RUN or not first.title or line.name == first.title:
        return line_name(line)
    own = line.name.removeprefix(first.title)
    return numbers.shortened(first.title, MOST_TITLE) + own


def about(line: RunLine) -> str:
    """What it is, and how many seeds it has been trained with."""
    task = line.first.task
    parts = [_(task.title) if task else _(KINDS[line.kind])]
    if line.kind == EntryKind.CURVE and task:
        parts.append(_(KINDS[line.kind]))
    seeds = len({entry.seed for entry in line.entries})
    if seeds > 1:
        parts.append(_n("{count} seed", "{count} seeds", seeds).format(count=seeds))
    return " · ".join(parts)


def loss_words(line: RunLine) -> tuple[str, str]:
    """The mean of its losses, and its deviation and number, with what did not come to an end."""
    found = line.losses
    if not found.count:
        return numbers.NO_VALUE, _("diverged") if line.diverged else ""
    parts = []
    if found.count > 1:
        said = _("± {deviation}, n = {count}")
        parts.append(said.format(deviation=numbers.loss(found.deviation), count=found.count))
    if line.diverged:
        text = _n("{count} diverged", "{count} diverged", line.diverged)
        parts.append(text.format(count=line.diverged))
    if line.left_out:
        text = _n("{count} not as far yet", "{count} not as far yet", line.left_out)
        parts.append(text.format(count=line.left_out))
    return numbers.loss(found.mean), " · ".join(parts)


def floor_of(line: RunLine) -> str:
    """The lowest floor that it has come to, "" for none."""
    name = line.floor
    return "" if name is None or line.first.task is None else words_of_floors(line.first.task)(name)


def words_of_floors(task: Task) -> Callable[[str], str]:
    """What the floors of a task are."""
    return lag_words(task.known()) if isinstance(task, Echo) else floor_words


def named_floors(drawn: Sequence[RunLine]) -> list[tuple[float, str]]:
    """The floors of all tasks that are drawn, each with its words; of several with the task's, too."""
    tasks: dict[str, Task] = {}
    for line in drawn:
        if line.first.task is not None:
            tasks.setdefault(task_text(line.first.task), line.first.task)
    found = []
    for task in tasks.values():
        words = words_of_floors(task)
        for name, y in floors_of(task).items():
            said = words(name)
            if len(tasks) > 1:
                said = _("{task}: {floor}").format(task=_(task.title), floor=said)
            found.append((y, said))
    return found


def unit_of(drawn: Sequence[RunLine]) -> str:
    """The unit of all their losses, "" where they have several; nats where nobody says one."""
    units = {line.first.task.unit for line in drawn if line.first.task is not None}
    return next(iter(units)) if len(units) == 1 else "nats" if not units else ""


def status_words(line: RunLine) -> tuple[str, str]:
    """How it stands, and how far it is where it is on its way."""
    status = line.first.status
    for entry in line.entries:
        if entry.status in ALIVE:
            status = entry.status
    share = numbers.percent(line.share_done) if line.share_done < 1.0 and status != "finished" else ""
    said = _(STATUSES[status]) if status in STATUSES else status
    return said, share


def is_alive(line: RunLine) -> bool:
    """Whether something of it goes on by itself."""
    return any(entry.status in ALIVE for entry in line.entries)


def when(created: float, now: float) -> str:
    """How long ago something began: minutes and hours, then the day."""
    ago = max(now - created, 0.0)
    if ago < MINUTE:
        return _("just now")
    if ago < HOUR:
        minutes = int(ago // MINUTE)
        return _n("{count} minute ago", "{count} minutes ago", minutes).format(count=minutes)
    if ago < DAY:
        hours = int(ago // HOUR)
        return _n("{count} hour ago", "{count} hours ago", hours).format(count=hours)
    try:
        return datetime.date.fromtimestamp(created).isoformat()
    except (OverflowError, ValueError, OSError):
        return numbers.NO_VALUE


def settings_in_words(lines: Sequence[RunLine]) -> Mapping[str, str]:
    """Of each line by its word the settings in which it differs from others of its task; those that its
    name says already only where there are no others."""
    found: dict[str, str] = {}
    by_task: dict[str, list[RunLine]] = {}
    for line in lines:
        if line.settings:
            by_task.setdefault(str(line.settings[TASK]), []).append(line)
    for of in by_task.values():
        others = differing(of)
        for at, line in enumerate(of):
            said = in_name(line)
            # those that its name says already, where there are no others
            names = [name for name in others if name not in said] or list(others)
            parts = [_setting(name, others[name][at]) for name in names]
            more = " …" if len(parts) > MOST_SETTINGS else ""
            found[line.word] = " · ".join(parts[:MOST_SETTINGS]) + more
    return found


def _setting(name: str, value: Setting) -> str:
    """A setting with its value, which may say already of what it is one."""
    said = setting_value(name, value)
    if isinstance(value, Truncation):
        return said
    return _("{name} {value}").format(name=setting_name(name), value=said)


def in_name(line: RunLine) -> tuple[str, ...]:
    """The settings that a run's own name says, if it has no other."""
    if line.kind != EntryKind.RUN or (line.first.title and line.name == line.first.title):
        return ()
    return ("truncation", "hidden", "cell") if isinstance(line.first.task, Echo) else ("cell", "hidden")
