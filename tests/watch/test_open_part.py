"""What calls and the steps of a cell have in common while they are kept."""

from types import SimpleNamespace

import pytest
import torch
from torch import nn

from rnnviz.watch.open_part import CHANGED, OpenPart


class Part(OpenPart):
    def __init__(self, recorder):
        hook = SimpleNamespace(recorder=recorder, copies=False)
        super().__init__(hook, SimpleNamespace(layer="rnn"), nn.RNN(2, 3))
        self.begun, self.dtype = 0, torch.float64

    def begin_pass(self):
        self.begun += 1


class Recorder:
    closed = False

    def __init__(self):
        self.task, self.errors, self.notes = 1, [], []

    def reached(self, part):
        return self.task

    def failed(self, layer, error):
        self.errors.append((layer, str(error)))

    def note(self, message):
        self.notes.append(message)


def test_each_pass_is_begun_once_and_everything_is_taken():
    recorder, taken = Recorder(), []
    part = Part(recorder)
    arrives = part.arriving(taken.append)
    for task, value in ((1, "a"), (1, "b"), (2, "c")):
        recorder.task = task
        arrives(value)
    assert (part.begun, taken) == (2, ["a", "b", "c"])
    recorder.closed = True
    arrives("d")
    assert taken == ["a", "b", "c"]


def test_what_goes_wrong_is_told_and_does_not_end_the_loop():
    recorder = Recorder()
    Part(recorder).arriving(lambda gradient: 1 / gradient)(0)
    assert recorder.errors == [("rnn", "division by zero")]


@pytest.mark.parametrize("changed", [False, True])
def test_weights_that_were_changed_since_are_said_and_copied_from_then_on(changed):
    recorder = Recorder()
    part = Part(recorder)
    used = SimpleNamespace(changed=changed, arrays=lambda dtype: [dtype])
    assert part.read_weights(used) == [torch.float64]
    assert part.hook.copies == changed
    assert [one.text for one in recorder.notes] == ([CHANGED] if changed else [])


def test_norms_are_of_the_parameters_that_have_a_gradient():
    part = Part(Recorder())
    weight = part.parameters["weight_hh_l0"]
    weight.grad = torch.full_like(weight, 2.0)
    assert part.gradient_norms() == {"weight_hh_l0": pytest.approx(6.0)}
