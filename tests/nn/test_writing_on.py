import numpy as np
import pytest
import torch
from support.torch_oracle import MODULES

from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll
from rnnviz.nn.writing_on import write_on

READ = np.array([0, 3, 1])


@pytest.mark.parametrize("cell", MODULES)
@pytest.mark.parametrize("kind", [{}, {"layers": 2}, {"embedding": 3}], ids=str)
def test_the_likeliest_is_what_a_loop_in_pytorch_writes(cell, kind):
    net = Network.random(cell, inputs=5, hidden=6, outputs=5, seed=4, gain=2.0, **kind)
    rnn, readout, embedding = net.to_torch()
    one_hot = torch.eye(5, dtype=torch.float64)
    look_up = embedding or one_hot.__getitem__
    with torch.no_grad():
        output, state = rnn(look_up(torch.tensor(READ))[:, None])
        wanted, chances, tops = [], [], []
        for _ in range(12):
            p = readout(output[-1, 0]).softmax(-1)
            wanted.append(int(p.argmax()))
            chances.append(float(p.max()))
            output, state = rnn(look_up(torch.tensor([wanted[-1]]))[:, None], state)
            tops.append(output[-1, 0].numpy())
    found = write_on(net, unroll(net, READ), 12)
    assert found.answers.tolist() == wanted
    np.testing.assert_allclose(found.chances, chances, atol=1e-12)
    np.testing.assert_allclose(found.hidden, tops[:-1], atol=1e-12)


def test_numbers_are_read_as_they_are_answered():
    net = Network.random("identity", inputs=2, hidden=2, outputs=2, output="linear", seed=1)
    read = np.array([[1.0, 0.5]])
    found = write_on(net, unroll(net, read), 4)
    text = np.concatenate([read, found.answers[:3]])
    np.testing.assert_allclose(unroll(net, text).logits, found.answers, atol=1e-12)
    assert found.chances is None


def test_what_is_drawn_is_drawn_with_its_probability():
    net = Network.random(inputs=5, hidden=6, outputs=5)
    trace = unroll(net, READ)
    first = [int(write_on(net, trace, 1, "drawn", seed).answers[0]) for seed in range(2000)]
    shares = np.bincount(first, minlength=5) / 2000
    np.testing.assert_allclose(shares, trace.probabilities[-1], atol=0.05)
    one, other = (write_on(net, trace, 30, "drawn", 7).answers for _ in range(2))
    np.testing.assert_array_equal(one, other)


def test_another_first_state_writes_another_text():
    net = Network.random(inputs=5, hidden=6, outputs=5, seed=4, gain=2.0)
    state = 3.0 * np.random.default_rng(0).standard_normal((1, 6))
    zeros, other = (write_on(net, unroll(net, READ[:1], state=s), 12) for s in (None, state))
    assert zeros.answers.tolist() != other.answers.tolist()


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ({"bidirectional": True}, "begins at the end of the text"),
        ({"outputs": 3}, r"what it answers \(of size 3\) is not what it reads \(of size 5\)"),
        ({"output": "linear", "embedding": 2}, "is not what it reads"),
    ],
)
def test_a_network_that_cannot_read_its_answers_says_so(kind, said):
    net = Network.random(**{"inputs": 5, "hidden": 6, "outputs": 5} | kind)
    with pytest.raises(ValueError, match=said):
        write_on(net, unroll(net, READ), 3)


def test_counts_have_bounds():
    net = Network.random(inputs=5, hidden=6, outputs=5)
    for count, pick in ((0, "likeliest"), (201, "likeliest"), (3, "best")):
        with pytest.raises(ValueError, match="allowed are 1 to 200"):
            write_on(net, unroll(net, READ), count, pick)
