import numpy as np
import pytest
from support.plotted import frames, heat

import rnnviz
from rnnviz import plot
from rnnviz.analysis.echo_reach import reach_matrix
from rnnviz.plot import CALLS
from rnnviz.text.message import Refusal

OF_ECHO = set(CALLS["races"]) - {"truncation", "floors_by_cases", "delays", "measures"}


@pytest.mark.parametrize("name", sorted(OF_ECHO))
def test_every_picture_of_a_race_is_drawn(name):
    made = getattr(plot, name)(frames())
    assert getattr(made, "source", None) or made.data


def test_the_losses_are_the_frames_own_on_their_floors():
    figure = plot.losses(frames())
    every = np.concatenate([frame.runs[0].update_losses for frame in frames()])
    assert any(
        one.y is not None and np.array_equal(np.asarray(one.y, float), every) for one in figure.data
    )
    assert any("nothing" in note.text for note in figure.layout.annotations)
    assert plot.losses(iter(frames())).data
    assert plot.losses(frames(3)).data


def test_reach_is_the_network_s_own():
    figure = plot.reach(frames())
    net = frames()[-1].runs[0].network.astype("float64")
    matrix = reach_matrix(net, rnnviz.tasks.Echo(), None)
    drawn = heat(figure)
    sent = np.isfinite(drawn)
    assert sent.any()
    np.testing.assert_allclose(drawn[sent], np.log10(matrix[sent]), atol=1e-3)


def test_typed_bits_are_read_as_on_the_page():
    assert plot.run_states(frames(), "0110").layout.meta is not None
    with pytest.raises(Refusal, match="no bit"):
        plot.run_states(frames(), "012")


def test_other_tasks():
    addition = rnnviz.tasks.Addition(order="most")
    runs = [
        rnnviz.Run(cell="gru", truncation=rnnviz.Truncation.full(), batch=20, delay=n) for n in (0, 2)
    ]
    experiment = rnnviz.Experiment(task=addition, samples=200, runs=runs)
    seen = list(rnnviz.train(experiment, every=0.0))
    assert plot.delays(seen).data
    assert plot.measures(seen).data
    assert plot.losses(seen, logarithmic=True).data
    assert plot.runs(seen).source
    for call in (plot.learned, plot.mini_batches):
        with pytest.raises(Refusal, match=r"Echo|endless"):
            call(seen)
    with pytest.raises(Refusal, match="Delays"):
        plot.delays(frames())


def test_what_needs_no_frames():
    assert plot.truncation(rnnviz.Truncation.even(4), (3,)).layout.title.text
    assert "<table" in plot.floors_by_cases(rnnviz.tasks.Echo()).source
