"""What all strips over typed bits share: the bits as their time axis, and the windows of each run."""

from collections.abc import Sequence
from dataclasses import dataclass

from rnnviz.analysis.typed_bits import TypedRun
from rnnviz.figures.base import plotly
from rnnviz.figures.base.plotly import Part, pen
from rnnviz.figures.base.style import DASHES, colour_of, ink_of
from rnnviz.runs.run import Run

# pixels beside the strips, the same for all, so that a step stands in one line through them
LEFT, RIGHT = 60, 96
TOP, BITS, HEAD = 27, 14, 21  # of the title, of the bits, of what stands over a run's strip
BOTTOM = 10


@dataclass(frozen=True)
class Strip:
    """One run of a race on the typed bits."""

    name: str
    place: int  # in the race
    run: Run
    typed: TypedRun
    note: str = ""  # as that it has diverged
    diverged: bool = False

    @property
    def edges(self) -> list[float]:
        """Where its windows end, between two steps that are counted from 1."""
        every, steps = self.run.truncation.every, len(self.typed.bits)
        return [edge + 0.5 for edge in range(every, steps, every)] if every and every > 1 else []


def scaling(strips: Sequence[Strip]) -> Sequence[Strip]:
    """The runs whose numbers say how far scales reach: next to those of one that has diverged nothing
    else could be seen."""
    return [one for one in strips if not one.diverged] or strips


@dataclass(frozen=True)
class Stack:
    """Panels under each other, one a run, each so many pixels high, under one title and the bits."""

    heights: Sequence[int]

    @property
    def plotted(self) -> int:
        """Pixels from the first panel's top to the last one's bottom."""
        return sum(self.heights) + HEAD * (len(self.heights) - 1)

    @property
    def height(self) -> int:
        """Pixels of the figure."""
        return TOP + BITS + HEAD + self.plotted + BOTTOM

    @property
    def margin(self) -> Part:
        """Beside the panels."""
        return {"l": LEFT, "r": RIGHT, "t": TOP + BITS + HEAD, "b": BOTTOM}

    def domain(self, place: int) -> tuple[float, float]:
        """From where to where a panel stands, as shares from below."""
        above = sum(self.heights[:place]) + HEAD * place
        return max(1 - (above + self.heights[place]) / self.plotted, 0.0), 1 - above / self.plotted

    def head(self, strip: Strip, place: int, dark: bool) -> Part:
        """The run's name over its panel."""
        text = f"<b>{strip.name}</b>" + (f" · {strip.note}" if strip.note else "")
        look = {"xanchor": "left", "yanchor": "bottom", "borderpad": 1}
        font = {"size": 15, "color": ink_of(strip.place, dark)}
        return plotly.label(0, self.domain(place)[1], text, **plotly.PAPER, **look, font=font)

    def bits(self, strips: Sequence[Strip]) -> Part:
        """The axis of all panels, with the bits over the first."""
        over = {"side": "top", "anchor": "free", "position": 1.0}
        return bits_axis(strips[0].typed.bits) | over | {"ticklabelstandoff": HEAD - 4}


@dataclass(frozen=True)
class RunPanel:
    """What is drawn of one run: a heat map, and what lies over its cells, on axes of the stack's."""

    heat: Part
    rows: int
    title: str  # of its vertical axis
    ticks: Sequence[int]
    over: Sequence[Part] = ()  # shapes
    images: Sequence[Part] = ()


def stacked(
    strips: Sequence[Strip],
    panels: Sequence[RunPanel],
    stack: Stack,
    text: str,
    dark: bool,
    ink: str,
    meta: Part,
) -> Part:
    """A figure of every run's panel, one under another over the bits, framed in the run's colour under
    its name, with its windows marked in `ink`."""
    data, shapes, images, axes = [], [], [], {}
    for n, (strip, panel) in enumerate(zip(strips, panels, strict=True)):
        number, ends = plotly.number_of(n), (0.5, panel.rows + 0.5)
        sides = ("x", f"y{number}")
        there = {"xref": sides[0], "yref": sides[1]}
        data.append(panel.heat | {"xaxis": sides[0], "yaxis": sides[1]})
        shapes += [shape | there for shape in panel.over]
        shapes += [*windows(strip, sides, ends, ink), around(strip, sides, ends, dark)]
        images += [image | there for image in panel.images]
        axes[f"yaxis{number}"] = plotly.axis(
            panel.title,
            grid=False,
            domain=list(stack.domain(n)),
            range=[ends[1], ends[0]],
            fixedrange=True,
            tickvals=list(panel.ticks),
            automargin=False,
        )
    return topped(
        plotly.figure(
            data,
            text,
            dark,
            stack.height,
            xaxis=stack.bits(strips),
            shapes=shapes,
            annotations=[stack.head(strip, n, dark) for n, strip in enumerate(strips)],
            margin=stack.margin,
            meta=meta,
            **({"images": images} if images else {}),
            **axes,
        )
    )


def topped(figure: Part) -> Part:
    """A figure with its title at the upper edge, whatever stands below it."""
    edge = {"y": 1, "yanchor": "top", "yref": "container", "pad": {"l": 6, "t": 7}}
    figure["layout"]["title"] |= edge
    return figure


def bits_axis(bits: str) -> Part:
    """One place a step, from 1, and the typed bit at it."""
    steps = len(bits)
    return plotly.axis(
        grid=False,
        range=[0.5, steps + 0.5],
        fixedrange=True,
        tickmode="array",
        tickvals=list(range(1, steps + 1)),
        ticktext=[f"<b>{bit}</b>" if bit == "1" else bit for bit in bits],
        tickangle=0,
        ticklen=0,
        showline=False,
        automargin=False,
        **plotly.ROOM_FOR_ALL,
    )


def windows(strip: Strip, axes: tuple[str, str], ends: tuple[float, float], colour: str) -> list[Part]:
    """A rule at the end of each window, dashed where the state is carried on over it."""
    look = pen(colour, 1.5, "5px,4px" if strip.run.carry else None)
    sides = {"xref": axes[0], "yref": axes[1]}
    return [plotly.segment((edge, edge), ends, look, **sides) for edge in strip.edges]


def around(strip: Strip, axes: tuple[str, str], ends: tuple[float, float], dark: bool) -> Part:
    """A frame around a run's panel in its colour and dash."""
    look = pen(colour_of(strip.place, dark), 2, DASHES[strip.place % len(DASHES)])
    wide = (0.5, len(strip.typed.bits) + 0.5)
    return plotly.frame(wide, ends, look, xref=axes[0], yref=axes[1], fillcolor="rgba(0,0,0,0)")
