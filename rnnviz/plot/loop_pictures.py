"""The pictures of the page Watch for one moment of a loop, each with what it shows in words."""

from dataclasses import dataclass

from rnnviz.figures.base import plotly
from rnnviz.figures.base.plotly import Part
from rnnviz.figures.unroll.heat_maps import heat_maps
from rnnviz.figures.unroll.in_words import maps_in_words
from rnnviz.figures.unroll.shown_units import shown_sentence, shown_units
from rnnviz.figures.watch import entering_matrix, gradient_by_step, moment_words, parameter_norms
from rnnviz.plot.lone_figure import lone_figure
from rnnviz.watch.layer_frame import LayerFrame
from rnnviz.watch.showing import LoopMoment

GROUNDS = (False, True)  # light, dark
LOW = 120  # pixels of a picture that has nothing to draw


@dataclass(frozen=True)
class WordedFigure:
    """A picture on a light ground and on a dark one, and the same in words."""

    light: Part
    dark: Part
    words: str


def loop_sentences(moment: LoopMoment, wanted: str) -> list[str]:
    """What stands above the pictures: the loop, what was seen of the layer that is wanted, and whether
    the numbers are right."""
    found, layer = [moment.status], moment.layer(wanted)
    if layer is None:
        return found
    found += moment_words.seen_sentences(moment.said, layer, top(layer))
    found += moment_words.doubts(layer)
    if layer.exact:
        found.append(moment_words.agreement(layer))
    return found + [wide for wide in [shown_sentence(layer.hidden.shape[2])] if wide]


def loop_pictures(moment: LoopMoment, wanted: str, matrix: bool = False) -> list[WordedFigure]:
    """The gradient by step, states and gates, each parameter's norm, and with `matrix` what every
    step's derivative sends to every earlier state."""
    layer = moment.layer(wanted)
    if layer is None:
        return []
    found = [_gradient(layer), _states(layer), _norms(moment)]
    return [*found, _entering(layer)] if matrix else found


def top(layer: LayerFrame) -> int:
    """The row of the L where the output is, from left to right."""
    return len(layer.hidden) - layer.directions


def _gradient(layer: LayerFrame) -> WordedFigure:
    row = top(layer)
    light, dark = (gradient_by_step.gradient_by_step(layer, row, on) for on in GROUNDS)
    return _worded(light, dark, gradient_by_step.gradient_in_words(layer, row))


def _states(layer: LayerFrame) -> WordedFigure:
    row = top(layer)
    named, where = moment_words.quantities(layer, row), moment_words.where(layer, row)
    units = shown_units([named["h"]])
    light, dark = (heat_maps(named, (), None, on, where, units) for on in GROUNDS)
    return _worded(light, dark, maps_in_words(named, (), where))


def _norms(moment: LoopMoment) -> WordedFigure:
    seen = [(frame.step, frame.norms) for frame in moment.frames]
    at = [step for step, norms in seen if norms]
    named = [norms for _step, norms in seen if norms]
    light, dark = (parameter_norms.parameter_norms(at, named, on) for on in GROUNDS)
    return _worded(light, dark, parameter_norms.norms_in_words(at, named))


def _entering(layer: LayerFrame) -> WordedFigure:
    try:
        found = layer.matrix()
    except ValueError as problem:  # says why it is not known
        said = str(problem)
        light, dark = (
            plotly.figure([], "", on, LOW, annotations=[plotly.instead(said)]) for on in GROUNDS
        )
        return _worded(light, dark, said)
    where = moment_words.where(layer, top(layer))
    light, dark = (entering_matrix.entering_matrix(found, on, 0, where) for on in GROUNDS)
    return _worded(light, dark, entering_matrix.matrix_title(found, 0, where))


def _worded(light: Part, dark: Part, words: str) -> WordedFigure:
    return WordedFigure(lone_figure(light), lone_figure(dark), words)
