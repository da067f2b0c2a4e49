"""For every picture of every page: the CSV of its menu has the model's numbers, to the last bit."""

import json
from functools import cache

import numpy as np
import pytest
import torch
from support.figure_uses import PICTURES, drawn_by_pages, functions
from support.phase_maps import learned_up_to, panel, phase_map
from support.plotted import flow, network, pairs, trace
from support.saved_numbers import holds, saved, sent, valued_cells
from torch import nn

import rnnviz
from rnnviz.analysis.activation_slope import OnCurve
from rnnviz.analysis.cell_wires import wires
from rnnviz.analysis.chain_backward import band
from rnnviz.analysis.echo_held import Held
from rnnviz.analysis.echo_learned import Learned
from rnnviz.analysis.encoder_decoder_trace import passage
from rnnviz.analysis.lag_reach import LagReach
from rnnviz.analysis.matrix_chain import Chain, Spectrum, chain_passes
from rnnviz.analysis.recall import Recall
from rnnviz.analysis.remedies import Remedy, clip_both
from rnnviz.analysis.truncated_gradient import compare_reaches
from rnnviz.analysis.typed_bits import typed_run
from rnnviz.catalogue.courses import LineCourse
from rnnviz.figures.base.exact_numbers import ExactNumbers
from rnnviz.figures.gradients import activation_slope, linear_distances, matrix, weight_shares
from rnnviz.figures.gradients import distances as distance_figures
from rnnviz.figures.gradients.chosen_cell import chosen_cell
from rnnviz.figures.gradients.truncated import truncated
from rnnviz.figures.lectures import answers, sketches
from rnnviz.figures.lectures.answer_scale import edges as stretches
from rnnviz.figures.runs.overlay import ChartLook, DrawnLine, overlay
from rnnviz.figures.sweeps.phase_diagram import phase_diagram
from rnnviz.figures.tasks import (
    characters,
    delay,
    execute,
    forecast,
    hello,
    labelling,
    preview,
    sentiment,
    translate,
    words,
)
from rnnviz.figures.training import gradient_norms, learned, losses, measures, recall
from rnnviz.figures.training.reach_matrices import reach_matrices
from rnnviz.figures.training.run_losses import RunLosses
from rnnviz.figures.training.seed_spread import SeedLosses
from rnnviz.figures.training.strip_frame import Strip
from rnnviz.figures.training.strip_gradients import strip_gradients
from rnnviz.figures.training.strip_lines import strip_losses, strip_probabilities
from rnnviz.figures.training.strip_states import strip_states
from rnnviz.figures.training.truncation import reach_picture
from rnnviz.figures.unroll import anatomy, edges, held_bits, surprise, unit_lines, writing_on
from rnnviz.figures.unroll.heat_maps import heat_maps
from rnnviz.figures.unroll.unrolled_numbers import unrolled_numbers
from rnnviz.figures.vanishing import chain_norms, clipping, remedies, saturation, spectrum
from rnnviz.figures.watch import entering_matrix, gradient_by_step, parameter_norms
from rnnviz.lectures.model import Question
from rnnviz.nn.decoding import END_TOKEN
from rnnviz.nn.free_run import Errors
from rnnviz.nn.writing_on import write_on
from rnnviz.plot.readings import look_of, typed_of
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks.execute import ANSWERS, Executed
from rnnviz.text.message import Message
from rnnviz.ui.components.live_figure import figure_data
from rnnviz.ui.components.theme import Appearance

# what is drawn by pages and is no picture of its own, or has no numbers
WITHOUT = {
    "rnnviz.figures.base.high_contrast.strengthened": "another picture, stronger",
    "rnnviz.figures.training.time_left.with_time_left": "another picture, with how long it takes",
    "rnnviz.figures.gradients.arrivals.arrivals": "drawn by arrivals.js, which is sent every digit",
    "rnnviz.figures.unroll.unrolled.unrolled": "drawn by unrolled.js, tested below",
}
RNG = np.random.default_rng(7)


def some(*shape, low=-1.0, high=1.0):
    """Numbers of which no digit is 0."""
    return RNG.uniform(low, high, shape)


def norms(*shape):
    """Norms of many sizes."""
    return 10.0 ** some(*shape, low=-9.0, high=2.0)


@cache
def strips():
    found = []
    for place, hidden in enumerate((2, 3)):
        run = Run(hidden=hidden, truncation=Truncation.windows(4))
        net = rnnviz.Network.random("tanh", 2, hidden, 2, seed=place)
        typed = typed_run(net, rnnviz.tasks.Echo(), run, "0100110101")
        found.append(Strip(f"run {place}", place, run, typed))
    return found


def lower(values):
    """The rows of a triangle, one after the other."""
    return values[np.tri(len(values), dtype=bool)]


def of_gradients():
    values, limit = norms(12), 3.0 * 0.5 ** np.arange(12.0)
    values[3] = 0.0  # what has no place on a log axis
    line = distance_figures.NormLine("h", values)
    cut = look_of(flow(), "h", -1, Truncation.windows(2))
    parts = some(3, 4, 5)
    on = OnCurve("tanh", ("h", "g"), *(some(2, 5) for _ in range(3)))
    kept = compare_reaches(flow())
    yield matrix.matrix, (cut, False, "title"), [lower(flow().matrix), lower(cut.reached)]
    yield chosen_cell, (look_of(flow(), "h", -1, k=1), 1, False), [lower(flow().matrix)]
    yield distance_figures.distances, ([line], limit, 0.5, "title", False), [values, limit]
    yield linear_distances.linear_distances, ([line], limit, "title", False), [values, limit]
    yield weight_shares.weight_shares, (parts, list("abc"), "W", False), [parts, parts.sum(axis=0)]
    yield activation_slope.activation_slope, (on, 0, 0, False), [on.sums, on.values, on.slopes]
    yield truncated, (kept, 2, False), [kept.cosine, kept.size]


def of_unroll():
    net, one = network(), trace()
    typed, gates = typed_of(net, one), {"h": one.hidden[-1], **{n: g[-1] for n, g in one.gates.items()}}
    wide = some(6, 40)
    found = wires(net, one, 1, 0, False)
    held = Held(tuple(range(4)), some(4), some(5, 4))
    small, seen = pairs()
    known = [float(edge.value) for edge in edges.edges_of(small)]
    yield heat_maps, (gates, typed.pieces, 1, False), [np.ravel(v) for v in gates.values()]
    chosen = {"units": np.arange(3)}
    yield heat_maps, ({"h": wide}, list("abcdef"), 1, False), [wide.ravel()], chosen
    yield (
        unit_lines.unit_lines,
        (one.hidden[-1], [1, 3], typed.pieces, 1, False),
        [one.hidden[-1][:, 2]],
    )
    costs = one.losses[np.isfinite(one.losses)]
    yield surprise.surprise, (net, typed, one, 1, False), [costs]
    yield anatomy.anatomy, (net.cell, found, 0, "a", "title", False), list(found.values())
    yield edges.edges, (small, seen, 1, 2, False), [known, [*seen.hidden[0, 1]]]
    yield held_bits.held_bits, (held, {1}, False), [held.explained]
    yield held_bits.held_by_units, (held, False), [held.units.ravel()]
    written = write_on(net, one, 6)
    yield writing_on.loop, (net, typed, written, False), [written.chances[:-1]]


def of_chains():
    draws = norms(9, 5)
    done = clip_both(some(8), 0.3)
    found = Spectrum(some(2, 6) + 1j * some(2, 6), np.sort(some(2, 6, low=0.1))[:, ::-1])
    remedy = [Remedy(Message("a", {}), norms(5, 4), Message("b", {})) for _ in range(2)]
    yield chain_norms.chain_norms, (draws, 1.5, False), [*band(draws), draws[:, 3], draws_bound(draws)]
    yield (
        clipping.clipping,
        (done, 0.3, 2, False),
        [[done.before[0], done.by_norm[0], done.by_value[0]]],
    )
    parts = found.eigenvalues.ravel()
    yield spectrum.eigenvalues, (found, False), [parts.real, parts.imag]
    yield spectrum.singular_values, (found, False), [found.singular[0]]
    yield remedies.remedies, (remedy, False), [band(one.norms)[2] for one in remedy]


def draws_bound(draws):
    return band(draws)[2, 0] * 1.5 ** np.arange(9.0)


def of_trainings():
    run = RunLosses("one", np.arange(300.0), some(300, low=0.1), np.arange(20.0), some(20, low=0.1))
    far = RunLosses("far", np.arange(3.0), norms(3) * 1e9, np.arange(3.0), norms(3) * 1e9)
    seeds = SeedLosses(np.arange(8.0), some(3, 8, low=0.1))
    several = RunLosses("more", np.empty(0), np.empty(0), seeds.samples, seeds.band[2], seeds=seeds)
    floors = {"nothing": 0.6931471805599453}
    every = (run, far, several)
    parts = [run.losses, run.means, far.means, seeds.band[1], seeds.means[2], [floors["nothing"]]]
    norm = norms(300)
    norm[5] = 0.0
    course = [(float(n), {"right": float(v)}) for n, v in enumerate(some(6, low=0.0))]
    lags = (0, 1, 2)
    known = [Recall(lags, some(3), some(3), {}) for _ in range(2)]
    sent_back = recall.RunRecall("one", *known, LagReach(some(3, low=0.0), norms(3)))
    bits = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], float)
    told = Learned(bits, some(4, low=0.0), some(4, low=0.0), {3: 0.5, 8: 0.5})
    felt = np.tril(norms(7, 7))
    yield losses.losses, (every, floors, 300, False), parts
    yield gradient_norms.gradient_norms, ([("one", np.arange(300.0), norm)], [1.0], False), [norm]
    yield measures.measures, ([("one", course)], 6, False), [[one["right"] for _at, one in course]]
    yield recall.recall_bars, ([sent_back], False), [known[0].held, known[1].held, sent_back.reach.norm]
    yield learned.learned_table, ({"one": told}, False), [told.true, told.found]
    matrices = [("one", felt, Truncation.windows(3))]
    yield reach_matrices, (matrices, ["#000000"], False), [lower(felt)]
    yield strip_states, (strips(), False), [one.typed.hidden.ravel() for one in strips()]
    yield strip_probabilities, (strips(), False), [one.typed.chance for one in strips()]
    yield strip_losses, (strips(), False), [one.typed.losses for one in strips()]
    yield strip_gradients, (strips(), False), [lower(one.typed.norms) for one in strips()]
    yield reach_picture, (Truncation.windows(3), [1], 6, False), [[1, 1, 1, 0, 0, 0, 1]]


def of_tasks():
    truth, ahead, free = some(200), some(150), some(10) * 1e6
    seen = forecast.Foreseen(truth, ahead, free, 150, "value")
    off = Errors(*(some(9, low=0.1) for _ in range(3)))
    tokens = np.array([3, 4, END_TOKEN])
    chances = some(3, len(ANSWERS), low=0.0)
    done = Executed("print(1)", "12", tokens, chances, ())
    task = rnnviz.tasks.Translate(kind="pairs", pairs="ab -> ba\ncd -> xyz")
    model = task.start(Run(**rnnviz.tasks.Translate.usual), 0).astype("float64")
    answered = passage(model, task.read("ab"), 5)
    late = [delay.Late("a", 1, 0.123456789012345), delay.Late("b", None, 0.0987654321)]
    sure, reads = some(4, low=0.0), list("abcd")
    rights = {"one": {"level 1": 0.123456789, "level 2": 0.2468013579}}
    yield forecast.forecast, (seen, False), [truth, ahead, free]
    yield forecast.errors, (off, 0.0, False), [off.free, off.last, off.mean]
    yield execute.letters, (done, False), [chances.ravel()]
    levels = ({"level 1": 0.1, "level 2": 0.05}, 2, 60, False)
    yield execute.levels, (rights, *levels), [list(rights["one"].values())]
    yield delay.delays, (late, {0: 0.5, 1: 0.4}, 0.1, False), [[one.loss for one in late]]
    yield sentiment.verdict, (reads, sure, False), [sure]
    yield words.known, (range(1, 5), sure, 0.2, False), [sure]
    yield preview.column, (truth, 100, "column", False), [truth[:100], truth[99:]]
    answer = (answered, task.answers, False)
    yield translate.letters, answer, [answered.probabilities.ravel()]


def of_the_rest():
    shares = learned_up_to(1)
    map = phase_map(panel("one", shares))
    at = np.arange(1.0, 6.0)
    course = LineCourse(at * 20, at, some(5, low=0.1), some(5, low=0.01), np.full(5, 3))
    look = ChartLook("samples", "nats", dark=False)
    pick = Question(text="Which?", options=("a", "b"), right=1)
    norm = Question(text="How large?", kind="number", low=1e-6, high=10.0, log=True)
    curve = Question(text="?", kind="sketch", low=1e-4, high=1.0, log=True, last=4, at=2)
    drawn = [curve.read(one) for one in some(3, 5, low=0.01).tolist()]
    entered = np.tril(norms(5, 5))
    steps = [{"a": float(v)} for v in norms(4)]
    watched = watched_layer()
    yield phase_diagram, (map, False), [shares.ravel()]
    yield (
        overlay,
        ([DrawnLine("one", course, 0)], [(0.5, "floor")], look),
        [course.mean, course.deviation],
    )
    yield answers.histogram, (pick, [0.0, 1.0, 1.0], False), [[1, 2]]
    yield answers.histogram, (norm, [1e-3, 1e-2], False), [stretches(norm)[:-1]]
    yield sketches.reveal, (curve, drawn, False), [np.median(drawn, axis=0), drawn[1]]
    yield entering_matrix.entering_matrix, (entered, False), [entered.ravel()]
    yield parameter_norms.parameter_norms, (range(4), steps, False), [[one["a"] for one in steps]]
    yield gradient_by_step.gradient_by_step, (watched, 0, False), [watched.gradient[0]]


def watched_layer():
    torch.manual_seed(0)
    rnn = nn.LSTM(3, 4, dtype=torch.float64)
    with rnnviz.watch(rnn, every=1, stored=False) as watch:
        rnn(torch.randn(5, 2, 3, dtype=torch.float64))[0].sum().backward()
    return next(iter(watch.frames[-1].layers.values()))


@cache
def cases():
    """By picture: what it is drawn of, and what its CSV has to have."""
    groups = (of_gradients, of_unroll, of_chains, of_trainings, of_tasks, of_the_rest)
    return [case for group in groups for case in group()]


@cache
def files():
    """The CSV of each of them, all made at once."""
    drawn = [draw(*given, **(more[0] if more else {})) for draw, given, _, *more in cases()]
    return saved([sent(one) for one in drawn])


def test_every_chart_gives_the_models_numbers():
    for (draw, _given, wanted, *_more), lines in zip(cases(), files(), strict=True):
        for values in wanted:
            assert holds(lines, values), (draw.__name__, lines[:3], np.ravel(values)[:3])
        heads = lines[0]
        assert len(heads) > 1, draw.__name__
        assert all(heads), (draw.__name__, heads)


def test_no_chart_of_the_pages_is_left_out():
    known = functions()
    drawn = {name for name in drawn_by_pages() if known[name] in PICTURES}
    tried = {f"{draw.__module__}.{draw.__name__}" for draw, *_ in cases()}
    assert drawn - tried == set(WITHOUT) | {
        "rnnviz.figures.vanishing.saturation.saturation",  # two figures, below
    }


def test_where_states_stand():
    done = chain_passes(Chain(hidden=8, steps=6, draws=3))
    states, slopes = saturation.saturation(done, "tanh", False)
    heat = np.array(states["data"][0]["z"], float)
    first, second = saved([sent(states), sent(slopes)])
    assert holds(first, np.nan_to_num(heat))
    assert holds(second, slopes["data"][1]["y"])


def test_every_state_and_answer_of_the_unrolled_network():
    net, one = network(), trace()
    exact = ExactNumbers({}, unrolled_numbers(net, typed_of(net, one), one))
    (lines,) = saved([{"exact": json.loads(exact.body())}])
    states = np.concatenate([one.initial[:, None], one.hidden], axis=1)
    assert holds(lines, states.swapaxes(0, 1).ravel())
    assert holds(lines, one.probabilities.ravel())


@pytest.mark.parametrize("strong", [False, True])
def test_other_numbers_have_other_stamps_though_nothing_else_is_drawn(strong):
    look = Appearance("en", False, strong)
    value = np.array([[0.1234567890123, 0.4]])
    one, other = (
        figure_data(heat_maps({"h": v}, ["a"], None, False), "", look) for v in (value, value + 1e-13)
    )
    assert one["figure"] == other["figure"]
    assert one["stamp"] != other["stamp"]


def test_cells_of_html_stand_for_their_numbers():
    chances, costs = some(3, 3, low=0.0), some(3, low=0.1)
    pieces = list("abc")
    for source, wanted in (
        (hello.probabilities(pieces, pieces, chances, None), np.sort(chances.ravel())),
        (labelling.unfolding(pieces, chances), np.sort(chances.ravel())),
        (characters.surprise(pieces, costs, 2.0), np.sort(costs)),
        (characters.floors(0.5, {"unigram": 1.5}, "mine"), [0.5, 1.5]),
    ):
        assert np.sort(valued_cells(source)).tolist() == list(wanted)
