"""Forecast: floors by simulation, what is unseen, and what training reaches."""

import json

import numpy as np
import pytest

from rnnviz.nn.free_run import explained, free_run
from rnnviz.nn.losses import losses
from rnnviz.nn.network import Network
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import Forecast
from rnnviz.tasks.columns import keep
from rnnviz.tasks.forecast import WARM
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import train


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("RNNVIZ_STORE", str(tmp_path / "store.sqlite"))


def half(errors):
    return float(np.square(errors).mean() / 2.0)


@pytest.mark.parametrize(
    "task",
    [
        Forecast("sine", 25, 0.1),
        Forecast("sawtooth", 9, 0.0),
        Forecast("square", 40, 0.2),
        Forecast("square", 7, 0.1),
        Forecast("sum", 30, 0.1),
        Forecast("sum", 12, 0.3, sines=3),
    ],
)
def test_floors_equal_a_long_simulation(task):
    stream = task.stream(0, 500)
    inputs, targets = stream.window(0, 0, 400)
    clean = stream.signal.at(np.arange(401), stream.entered)[1:, None]
    expected = {
        "nothing": half(targets - targets.mean()),
        "repeating the last value": half(targets - inputs),
        "all but the noise": half(targets - clean),
    }
    floors = task.floors()
    if task.kind == "square":
        before = stream.signal.at(np.arange(400), stream.entered)[:, None]
        guess = {level: targets[before == level].mean() for level in (-1.0, 1.0)}
        said = np.where(before > 0, guess[1.0], guess[-1.0])
        expected["the level, not since when"] = half(targets - said)
    assert floors == {name: pytest.approx(value, rel=0.03) for name, value in expected.items()}
    assert next(iter(floors)) == "nothing"
    assert list(floors)[-1] == "all but the noise"


def test_a_run_is_charged_what_the_floors_are_made_of():
    """Half the squared error, so that a network that always says 0 loses half the mean square."""
    net = Network.random("tanh", 1, 2, 1, output="linear")
    for array in net.parameters.values():
        array[...] = 0.0
    task = Forecast("sine", 25, 0.3)
    targets = task.stream(0, 400).window(0, 0, 250)[1]
    charged = losses(net.output, np.zeros_like(targets), targets).mean()
    assert charged == pytest.approx(task.floors()["nothing"], rel=0.02)
    assert task.unit == "half the squared error"


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"kind": "cosine"}, "kind is 'cosine'; allowed are sine, sawtooth, square, sum, own"),
        ({"period": 1}, "period is 1; allowed are whole numbers from 2 to 400"),
        ({"period": 2.5}, "period is 2.5; allowed are whole numbers"),
        ({"noise": -0.1}, "noise is -0.1; allowed are numbers from 0 to 2"),
        ({"noise": float("nan")}, "noise is nan; allowed are numbers from 0 to 2"),
        ({"noise": True}, "noise is True"),
        ({"sines": 4}, "sines is 4; allowed are whole numbers from 2 to 3"),
        ({"kind": "own"}, "There is no data yet; load a CSV file"),
        ({"data": "0123456789abcdef"}, "There is data, but the kind is 'sum'; with data, it is 'own'"),
    ],
)
def test_settings_that_cannot_be_are_refused(settings, words):
    with pytest.raises(ValueError, match=words):
        Forecast(**settings)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"delay": 2}, "has a delay of 2, and would have read the value that it is to foresee"),
        ({"bidirectional": True}, "has both directions"),
        ({"embedding": 4}, "has an embedding"),
    ],
)
def test_runs_that_cannot_be_are_refused(settings, words):
    with pytest.raises(ValueError, match=f"run 1 {words}"):
        Experiment(task=Forecast(), runs=[Run(**Forecast.usual | settings)])


def test_an_experiment_comes_back_from_its_json():
    made = Experiment(task=Forecast("square", 40, 0.05), runs=[Run(**Forecast.usual)])
    assert Experiment.from_json(made.to_json()) == made
    settings = json.loads(made.to_json())["task"]
    wanted = {"kind": "square", "period": 40, "noise": 0.05, "sines": 2, "data": ""}
    assert settings == {"name": "forecast"} | wanted


# -- a column of one's own ---------------------------------------------------------------------------


def ramp(count=1000):
    """Numbers that tell where they stand, and so what was read of them."""
    return Forecast("own", data=keep("height, m", 50.0 + np.arange(float(count))))


def test_only_the_first_part_of_a_column_is_trained_on():
    task = ramp()
    inputs, targets = task.stream(0, 7).window(0, 0, 3000)
    span = (799.0**2 + 2 * 799.0) / 12  # of 0 ... 799
    places = inputs * span**0.5 + 399.5
    np.testing.assert_allclose(places, np.round(places), atol=1e-2)
    assert (round(places.min()), round(places.max())) == (0, 799)
    follows = np.round(targets * span**0.5 + 399.5)
    np.testing.assert_array_equal(follows, (np.round(places) + 1) % 800)


def test_floors_of_a_column_are_those_of_its_values_read_over_and_over(rng):
    values = rng.standard_normal(500).cumsum() * 3.0
    task = Forecast("own", noise=0.5, data=keep("walk", values))
    read = (values[:400] - values[:400].mean()) / values[:400].std()
    assert task.floors() == {
        "nothing": pytest.approx(0.5),
        "repeating the last value": pytest.approx(half(np.diff(np.append(read, read[0])))),
    }
    assert task.added == 0.0


@pytest.mark.parametrize(("count", "before", "after"), [(1000, 200, 200), (50, 40, 10)])
def test_what_is_shown_of_a_column_is_in_its_own_unit(count, before, after):
    shown = ramp(count).shown(200, 200)
    assert (len(shown.values), shown.unseen, shown.name) == (before + after, before, "height, m")
    first = 50 + int(0.8 * count) - before
    assert shown.start == first - 50
    expected = np.arange(first, first + before + after)
    np.testing.assert_allclose(shown.measured(shown.values), expected)


@pytest.mark.parametrize("count", [50, 60, 130, 1000, 3000])
def test_unseen_stretches_of_a_column_are_foreseen_only_where_no_run_is_trained(count):
    task = ramp(count)
    trained = int(0.8 * count)
    values, warm = task.episodes(16, 100)
    column = task.shown(trained, count).measured(task.shown(trained, count).values)
    places = np.searchsorted(column, task.shown().measured(values) - 1e-6)
    assert (np.diff(places, axis=0) == 1).all()
    assert places[warm].min() == trained
    assert places.max() == count - 1
    assert len(values) - warm == min(100, count - trained)
    assert warm == min(WARM, trained)


# -- measures ----------------------------------------------------------------------------------------


def test_unseen_signals_are_none_that_are_trained_on():
    task = Forecast("sum", 25, 0.1)
    values, warm = task.episodes(4, 20)
    assert (values.shape, warm) == ((WARM + 20, 4), WARM)
    trained = task.stream(0, 4).values(0, WARM + 20)
    correlations = np.corrcoef(values.T, trained.T)[:4, 4:]
    assert abs(correlations).max() < 0.99
    np.testing.assert_array_equal(task.shown(50, 50).values, task.shown(50, 50).values)
    assert task.shown().unseen == 0


def test_measures_are_shares_of_unseen_variance():
    task = Forecast()
    net = Network.random(output="linear", inputs=1, outputs=1, dtype="float32")
    values, warm = task.episodes(16, 20)
    found = task.measures(net)
    free = explained(values[warm:], free_run(net, values[:warm], 20))
    names = ["variance explained, next step", "variance explained, 20 free steps"]
    assert list(found) == names
    assert found[names[1]] == pytest.approx(free, abs=1e-5)
    assert all(0.0 <= share <= 1.0 for share in found.values())


# -- training ----------------------------------------------------------------------------------------


def trained(task, **settings):
    run = Run(**Forecast.usual | settings)
    (last,) = train(Experiment(task=task, samples=task.samples, runs=[run]), every=np.inf)
    losses = last.runs[0].update_losses
    return float(losses[-len(losses) // 10 :].mean()), last.runs[0].network


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "above", "free"), [("sine", 1.2, 0.9), ("sum", 1.35, 0.85)])
def test_a_signal_is_foreseen_but_for_little_more_than_its_noise(kind, above, free):
    task = Forecast(kind)
    loss, net = trained(task)
    assert 0.97 < loss / task.floors()["all but the noise"] < above
    assert task.measures(net)["variance explained, 20 free steps"] > free


@pytest.mark.slow
def test_a_long_square_wave_needs_windows_longer_than_its_levels():
    task = Forecast("square", 40)
    floors = task.floors()
    short, _ = trained(task, truncation=Truncation.windows(5), rate=0.01)
    long, _ = trained(task, truncation=Truncation.windows(50), rate=0.01)
    assert short > 0.85 * floors["the level, not since when"]
    assert long < 0.3 * floors["the level, not since when"]
