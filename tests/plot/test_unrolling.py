import numpy as np
import pytest
from support.plotted import WORD, heat, network, pairs, trace

import rnnviz
from rnnviz import plot
from rnnviz.text.message import Refusal


def test_states_are_the_trace_s_own():
    figure = plot.states(trace(), network(), row=0, show=("h", "f"))
    assert np.allclose(heat(figure, 0), trace().hidden[0].T, atol=1e-7)
    assert np.allclose(heat(figure, 1), trace().gates["f"][0].T, atol=1e-7)
    assert list(figure.layout.xaxis.ticktext) == list("hell")
    assert plot.states(trace()).layout.xaxis.ticktext is None


def test_what_there_is_not_is_refused():
    with pytest.raises(Refusal, match="show has 'z'"):
        plot.states(trace(), show=("z",))
    with pytest.raises(Refusal, match="unit is"):
        plot.units(trace(), (9,))
    with pytest.raises(Refusal, match="no targets"):
        plot.surprise(network(), rnnviz.unroll(network(), WORD))
    with pytest.raises(Refusal, match="two inputs"):
        plot.weights(network(), trace())
    with pytest.raises(Refusal, match="no ids"):
        plot.tokens(*pairs())


def test_lines_surprise_and_difference():
    lines = plot.units(trace(), (2,), network(), row=0).data
    assert np.allclose(lines[0].y, trace().hidden[0, :, 1])
    assert any(
        np.allclose(one.y, trace().losses)
        for one in plot.surprise(network(), trace()).data
        if one.y is not None and len(one.y) == 4
    )
    other = rnnviz.unroll(network(), WORD[::-1][:4])
    apart = heat(plot.difference(trace(), other, network()))
    assert np.allclose(apart, (trace().hidden - other.hidden)[-1].T, atol=1e-6)


def test_the_drawn_ones_have_the_trace_s_numbers():
    assert "over 4 time steps" in plot.unrolled(network(), trace()).words
    step = plot.step(network(), trace(), 0, row=0).source
    assert f"{trace().hidden[0, 0, 0]:.2f}".replace("-", "−") in step
    assert "4" in plot.tokens(network(), trace()).source
    assert "nn.LSTM" in plot.pytorch_returns(network(), trace(), ask=True).source
    assert plot.parameter_counts(network(), trace()).words
    assert "w1" in plot.weight_names(pairs()[0]).source
    assert plot.weights(*pairs()).layout.height
    assert plot.writing(network(), trace(), 5).data
    assert "from this" in plot.written(network(), trace(), 5).source
    assert plot.cell(network(), trace(), 1, 2).layout.title.text.startswith("LSTM, unit 2 at step 2")
    assert plot.states_in_words(trace(), network())


def test_what_an_echo_s_state_holds():
    task = rnnviz.tasks.Echo()
    net = task.start(rnnviz.Run(), 0).astype("float64")
    told = plot.held_bits(net, task).data[0].y
    assert all(0 <= share <= 1 for share in told)
    assert heat(plot.held_by_units(net, task)).shape[0] == 4
