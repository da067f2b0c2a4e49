"""How long a race will yet take, in the title of the picture that it is watched in."""

from rnnviz.figures.base.plotly import Part
from rnnviz.text.language import _


def time_left(seconds: int) -> str:
    """So many whole seconds that are left, in words."""
    minutes, rest = divmod(seconds, 60)
    hours, few = divmod(minutes, 60)
    if hours:
        return _("{hours:,} h {minutes} min left").format(hours=hours, minutes=few)
    if minutes:
        return _("{minutes} min {seconds} s left").format(minutes=minutes, seconds=rest)
    return _("{seconds} s left").format(seconds=seconds)


def with_time_left(figure: Part, seconds: int | None) -> Part:
    """A figure whose title says it, too, where it is known."""
    if seconds is None:
        return figure
    layout = figure["layout"]
    title = layout["title"]
    said = title | {"text": f"{title['text']} · {time_left(seconds)}"}
    return figure | {"layout": layout | {"title": said}}
