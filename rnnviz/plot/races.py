"""The pictures of the pages Truncate and Tasks of a training: of the frames that `rnnviz.train` yields.

All of them take the frames in their order, or the generator itself, which trains to its end; what is
of a moment is of the last one. Frames that are not of `rnnviz.train` need the `experiment`, too.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from rnnviz.analysis.echo_learned import learned as learned_of
from rnnviz.analysis.echo_reach import reach_matrix
from rnnviz.analysis.lag_reach import lag_reach
from rnnviz.analysis.recall import recall as recall_of
from rnnviz.analysis.typed_bits import typed_run
from rnnviz.figures.base.plotly import Part
from rnnviz.figures.base.style import ink_of
from rnnviz.figures.tasks import delay as delay_figures
from rnnviz.figures.training import echo_cases, in_words
from rnnviz.figures.training import gradient_norms as norm_figures
from rnnviz.figures.training import learned as learned_figures
from rnnviz.figures.training import losses as loss_figures
from rnnviz.figures.training import measures as measure_figures
from rnnviz.figures.training.held_out import held_out_floors
from rnnviz.figures.training.losses import PERPLEXITY, diverged_note, lag_words, reset_words
from rnnviz.figures.training.mini_batches import batches as batches_html
from rnnviz.figures.training.reach_matrices import reach_matrices
from rnnviz.figures.training.recall import RunRecall, recall_bars
from rnnviz.figures.training.recall_words import plain_table, recall_title
from rnnviz.figures.training.resets import reset_floors
from rnnviz.figures.training.run_log import run_log
from rnnviz.figures.training.runs_table import runs_table
from rnnviz.figures.training.strip_frame import Strip
from rnnviz.figures.training.strip_gradients import strip_gradients
from rnnviz.figures.training.strip_lines import strip_losses, strip_probabilities
from rnnviz.figures.training.strip_states import strip_states
from rnnviz.figures.training.truncation import reach_picture
from rnnviz.nn.network import Network
from rnnviz.plot.chart import chart
from rnnviz.plot.drawn import DrawnPicture
from rnnviz.plot.trained_runs import TrainedRuns
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks.echo import Echo
from rnnviz.tasks.echo_bits import example, read_bits
from rnnviz.tasks.mini_batches import mini_batches as batches_of
from rnnviz.tasks.text import TextTask
from rnnviz.text.language import _
from rnnviz.text.message import Refusal
from rnnviz.training.experiment import Experiment, samples_per_update
from rnnviz.training.frame import Frame
from rnnviz.training.memory import bytes_per_update

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

Frames = Iterable[Frame] | Frame


def losses(
    frames: Frames,
    experiment: Experiment | None = None,
    logarithmic: bool = False,
    perplexity: bool = False,
    dark: bool = False,
) -> "Figure":
    """The losses of all runs over the samples seen, on the floors of their task."""
    found = TrainedRuns.of(frames, experiment)
    task, runs, total = found.experiment.task, found.losses(), found.experiment.samples
    if isinstance(task, Echo):
        resets = task.reset_floors(found.experiment.runs)
        others = {reset_words(*one): floor for one, floor in resets.items()}
        words = lag_words(task.known())
        figure = loss_figures.losses(
            runs, task.floors(), total, dark, logarithmic, words=words, others=others
        )
    else:
        unit = PERPLEXITY if perplexity else task.unit
        floors = held_out_floors(task) | reset_floors(task, found.experiment.runs)
        figure = loss_figures.losses(
            runs, task.floors(), total, dark, logarithmic, None, unit, others=floors
        )
    return chart(figure, dark)


def learned(frames: Frames, experiment: Experiment | None = None, dark: bool = False) -> "Figure":
    """What each run on Echo answers for every combination of the lagged bits, beside what is true."""
    found = TrainedRuns.of(frames, experiment)
    by_name = {
        name: learned_of(found.exact(at), found.echo, found.window(at))
        for at, name in enumerate(found.names)
    }
    return chart(learned_figures.learned_table(by_name, dark), dark)


def gradient_norms(
    frames: Frames, experiment: Experiment | None = None, dark: bool = False
) -> "Figure":
    """The norm of each run's gradient over the samples seen, before it is clipped."""
    found = TrainedRuns.of(frames, experiment)
    curves = [(name, found.curve(at)) for at, name in enumerate(found.names)]
    named = [(name, curve.samples, curve.gradient_norm) for name, curve in curves]
    clips = [run.clip_norm for run in found.experiment.runs]
    return chart(norm_figures.gradient_norms(named, clips, dark), dark)


def reach(frames: Frames, experiment: Experiment | None = None, dark: bool = False) -> "Figure":
    """How far each loss of each run on Echo reaches: the T x T matrices beside each other."""
    found = TrainedRuns.of(frames, experiment)
    matrices = [
        (
            name,
            reach_matrix(found.exact(at), found.echo, found.window(at)),
            None if run.readout_only else run.truncation,
        )
        for at, (name, run) in enumerate(zip(found.names, found.experiment.runs, strict=True))
    ]
    inks = [ink_of(at, dark) for at in range(len(matrices))]
    return chart(reach_matrices(matrices, inks, dark), dark)


def recall(frames: Frames, experiment: Experiment | None = None, dark: bool = False) -> "Figure":
    """What the state of each run on Echo still knows of earlier bits, now and as it started."""
    runs = _recalls(TrainedRuns.of(frames, experiment))
    return chart(recall_bars(runs, dark, recall_title(runs)), dark)


def measures(frames: Frames, experiment: Experiment | None = None, dark: bool = False) -> "Figure":
    """What the task measures beside the loss, over the samples seen."""
    found = TrainedRuns.of(frames, experiment)
    courses = [(name, found.measures(at)) for at, name in enumerate(found.names)]
    return chart(measure_figures.measures(courses, found.experiment.samples, dark), dark)


def delays(frames: Frames, experiment: Experiment | None = None, dark: bool = False) -> "Figure":
    """The loss of each run over the steps that it answers later, between the best possible ones."""
    found = TrainedRuns.of(frames, experiment)
    task = found.experiment.task
    if not hasattr(task, "delayed"):
        raise Refusal(
            "Delays are compared on addition and on labelling; the task is {task}.", task=task.name
        )
    asked = sorted({0, *(run.delay for run in found.experiment.runs)})
    drawn = [
        delay_figures.Late(one.name, None if run.bidirectional else run.delay, one.settled()[0])
        for one, run in zip(found.losses(), found.experiment.runs, strict=True)
    ]
    floors = {n: float(task.delayed(n)) for n in asked}
    return chart(delay_figures.delays(drawn, floors, 0.0, dark), dark)


def truncation(
    cut: Truncation,
    lags: Sequence[int] = (),
    steps: int = 20,
    carry: bool = True,
    dark: bool = False,
) -> "Figure":
    """Which loss reaches which step, of one truncation."""
    return chart(reach_picture(cut, list(lags), steps, dark, carry), dark)


# -- over bits that are typed


def run_states(
    frames: Frames, bits: str = "", experiment: Experiment | None = None, dark: bool = False
) -> "Figure":
    """The hidden states of every run on Echo over some bits, "" for an example that shows every lag."""
    return _strips(strip_states, frames, bits, experiment, dark)


def run_probabilities(
    frames: Frames, bits: str = "", experiment: Experiment | None = None, dark: bool = False
) -> "Figure":
    """What every run answers over some bits, beside the true probability."""
    return _strips(strip_probabilities, frames, bits, experiment, dark)


def run_losses(
    frames: Frames, bits: str = "", experiment: Experiment | None = None, dark: bool = False
) -> "Figure":
    """The expected loss of every run at every step, above the least that is possible."""
    return _strips(strip_losses, frames, bits, experiment, dark)


def run_gradients(
    frames: Frames, bits: str = "", experiment: Experiment | None = None, dark: bool = False
) -> "Figure":
    """How every loss of every run reaches every earlier step, as far as its cut lets it."""
    return _strips(strip_gradients, frames, bits, experiment, dark)


def _strips(
    draw: Callable[[Sequence[Strip], bool], Part],
    frames: Frames,
    bits: str,
    experiment: Experiment | None,
    dark: bool,
) -> "Figure":
    found = TrainedRuns.of(frames, experiment)
    asked = read_bits(bits) or example(found.echo)
    strips = [
        Strip(
            name,
            at,
            run,
            typed_run(found.exact(at), found.echo, run, asked),
            diverged_note(found.last.runs[at].diverged_at),
            found.last.runs[at].diverged_at is not None,
        )
        for at, (name, run) in enumerate(zip(found.names, found.experiment.runs, strict=True))
    ]
    return chart(draw(strips, dark), dark)


# -- as HTML ---------------------------------------------------------------------------------------


def runs(frames: Frames, experiment: Experiment | None = None, dark: bool = False) -> DrawnPicture:
    """The runs as a table: the loss of each, what it has learned, what it costs."""
    found = TrainedRuns.of(frames, experiment)
    lines, task = found.losses(), found.experiment.task
    shares = [dict(state.measures) for state in found.last.runs]
    if isinstance(task, Echo):
        shares = [
            {_("lag {lag} learned").format(lag=lag): share for lag, share in known.items()}
            for known in (
                learned_of(found.exact(at), task, found.window(at)).shares for at in range(len(lines))
            )
        ]
    sizes = [bytes_per_update(run, found.experiment) for run in found.experiment.runs]
    source = runs_table(lines, found.last.runs, shares, sizes, found.last.samples, task.unit)
    words = in_words.losses_in_words(lines, task.floors(), task.unit)
    return DrawnPicture(_("The runs as a table"), source, words, dark)


def mini_batches(
    frames: Frames, experiment: Experiment | None = None, dark: bool = False
) -> DrawnPicture:
    """Where each row of a mini-batch begins, and which window of all rows is read now."""
    found = TrainedRuns.of(frames, experiment)
    task, whole = found.experiment.task, found.experiment
    if not isinstance(task, Echo | TextTask):
        raise Refusal("Only an endless sequence is cut into rows and windows; this task has examples.")
    named = [
        (name, run, batches_of(task, run, whole.seed, whole.samples, state.updates))
        for name, run, state in zip(found.names, whole.runs, found.last.runs, strict=True)
    ]
    title = _("Mini-batches: where each row begins, and which window is read now")
    return DrawnPicture(title, batches_html(named, task), dark=dark)


def log(frames: Frames, experiment: Experiment | None = None, dark: bool = False) -> DrawnPicture:
    """What the runs have printed, as far as they print (`Run.log`)."""
    found = TrainedRuns.of(frames, experiment)
    task, parts = found.experiment.task, []
    for name, state, run in zip(found.names, found.last.runs, found.experiment.runs, strict=True):
        per_epoch = task.epoch / samples_per_update(run, found.experiment) if task.epoch else None
        parts.append(run_log(name, task.name, state.log, run.log, per_epoch))
    return DrawnPicture(_("What the runs have printed"), "".join(parts), dark=dark)


def floors_by_cases(task: Echo, dark: bool = False) -> DrawnPicture:
    """Where the floors of Echo come from, case by case."""
    return DrawnPicture(
        _("Where the floors come from, case by case"), echo_cases.by_cases(task), dark=dark
    )


def memory_capacity(
    frames: Frames, experiment: Experiment | None = None, dark: bool = False
) -> DrawnPicture:
    """Every earlier bit as a single readout tells it (Jaeger 2001), of each run on Echo."""
    source = plain_table(_recalls(TrainedRuns.of(frames, experiment)))
    title = _("Memory capacity: every bit by a single readout (Jaeger 2001)")
    return DrawnPicture(title, source, dark=dark)


def _recalls(found: TrainedRuns) -> list[RunRecall]:
    made, task = [], found.echo
    for at, (name, run) in enumerate(zip(found.names, found.experiment.runs, strict=True)):
        state, window = found.last.runs[at], found.window(at)
        before = task.start(run, found.experiment.seed + state.seed).astype("float64")
        net = found.exact(at)
        assert isinstance(before, Network)
        now = recall_of(net, task, window, run.delay)
        started = recall_of(before, task, window, run.delay)
        sent = lag_reach(net, task, run, now.lags)
        note = diverged_note(state.diverged_at)
        made.append(RunRecall(name, now, started, sent, run.readout_only, note=note))
    return made
