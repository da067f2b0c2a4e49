"""What hooks share: copies do nothing, errors stay here."""

import copy
import pickle

import pytest
import torch
from torch import nn

import rnnviz


def test_a_copy_of_a_hook_does_nothing():
    rnn = nn.GRU(2, 3, 2, dropout=0.1)
    watch = rnnviz.watch(rnn)
    hooks = [*rnn._forward_hooks.values(), *rnn._forward_pre_hooks.values()]
    assert len(hooks) == 2
    for hook in hooks:
        for other in (copy.deepcopy(hook), pickle.loads(pickle.dumps(hook))):
            assert other(rnn, (), {}, None) is None
    assert not watch.notes


def test_copies_of_a_layer_on_several_devices_are_said():
    """DataParallel makes copies which share the layer's hooks."""
    rnn = nn.GRU(2, 3)
    watch = rnnviz.watch(rnn, every=1)
    replica = rnn._replicate_for_data_parallel()
    replica._flat_weights = rnn._flat_weights
    replica(torch.zeros(2, 1, 2))
    assert "GRU is run by copies of itself" in str(watch.notes[0])
    assert len(watch.frames) == 0


def test_data_parallel_without_devices_is_the_plain_path():
    model = nn.DataParallel(nn.Sequential(nn.GRU(2, 3)))
    with rnnviz.watch(model, every=1) as watch:
        model(torch.zeros(2, 1, 2))[0].sum().backward()
    assert watch.layers == ("module.0",)
    assert watch.frames[-1].layers["module.0"].gradient is not None


def test_what_a_hook_of_somebody_else_makes_of_the_output_is_not_taken_for_the_layers():
    rnn = nn.GRU(2, 3)
    rnn.register_forward_hook(lambda module, args, made: (made[0] * 2, made[1]))
    with rnnviz.watch(rnn, every=1) as watch:
        rnn(torch.randn(2, 1, 2))[0].sum().backward()
    layer = watch.frames[-1].layers["GRU"]
    assert layer.exact
    assert (layer.by_output == 2.0).all()


@pytest.mark.parametrize("module", [nn.LSTMCell(2, 3), nn.GRU(2, 3)])
@pytest.mark.filterwarnings("ignore")
def test_what_torch_compile_hides_is_said_and_its_graph_stays_whole(module, caplog):
    torch._dynamo.reset()
    with rnnviz.watch(module, stored=False) as watch, torch._dynamo.config.patch(allow_rnn=True):
        compiled = torch.compile(lambda x: module(x)[0].sum(), backend="eager", fullgraph=True)
        for _ in range(2):
            compiled(torch.randn(4, 2)).backward()
    (note,) = watch.notes
    assert "is a part of what torch.compile has made of the loop" in str(note)
    assert caplog.text.count("torch.compile") == 1
    assert len(watch.frames) == 0
    torch._dynamo.reset()


def test_after_close_nothing_is_heard_of_a_graph_that_is_still_there():
    rnn = nn.GRU(2, 3)
    watch = rnnviz.watch(rnn, every=1)
    out, _ = rnn(torch.randn(2, 1, 2))
    watch.close()
    out.sum().backward()
    assert len(watch.frames) == 1
    assert watch.frames[-1].layers["GRU"].gradient is None
