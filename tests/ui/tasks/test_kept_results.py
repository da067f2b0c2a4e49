"""Results that last as long as their model."""

import gc
import weakref

import pytest

from rnnviz.nn.network import Network
from rnnviz.ui.tasks.kept_results import kept_with_model


@pytest.fixture
def made():
    return []


@pytest.fixture
def compute(made):
    @kept_with_model(2)
    def compute(word, net, count=0):
        made.append((word, count))
        return [word]

    return compute


def network(seed=0):
    return Network.random(inputs=2, hidden=2, outputs=2, seed=seed)


def test_the_same_is_computed_once(compute, made):
    net, other = network(), network()
    assert compute("a", net) is compute("a", net)
    assert compute("a", net) is not compute("a", other)
    assert compute("a", net, count=1) is not compute("a", net)
    assert made == [("a", 0), ("a", 0), ("a", 1)]


def test_the_oldest_goes_first(compute, made):
    net = network()
    for word in "abab" + "c" + "a":
        compute(word, net)
    assert made == [("a", 0), ("b", 0), ("c", 0), ("a", 0)]


def test_a_model_is_not_held_on_to(compute):
    net = network()
    gone = weakref.ref(net)
    compute("a", net)
    del net
    gc.collect()
    assert gone() is None


def test_what_is_refused_is_not_kept(made):
    @kept_with_model(2)
    def refuse(net):
        made.append(net)
        raise ValueError("no")

    net = network()
    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            refuse(net)
    assert made == [net, net]
