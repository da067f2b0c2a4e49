"""The callback on a Trainer in miniature, which calls its hooks in Lightning's order, and on the real
one."""

import sys
from importlib import import_module
from types import ModuleType

import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader

from rnnviz.text.message import Refusal
from rnnviz.watch.lightning import watch_callback

QUIET = ("logger", "enable_checkpointing", "enable_progress_bar", "enable_model_summary")


class Callback:
    """The hooks that Lightning's own base class has, as far as the Trainer below calls them."""

    def setup(self, trainer, pl_module, stage): ...
    def on_fit_start(self, trainer, pl_module): ...
    def on_train_batch_end(self, trainer, pl_module, outputs, batch, batch_idx): ...
    def on_fit_end(self, trainer, pl_module): ...
    def on_exception(self, trainer, pl_module, exception): ...
    def teardown(self, trainer, pl_module, stage): ...


class Trainer:
    """Fits a model as Lightning does: the update's closure goes forward and back."""

    def __init__(self, callbacks):
        self.callbacks = callbacks

    def call(self, hook, *given):
        for callback in self.callbacks:
            getattr(callback, hook)(self, *given)

    def fit(self, model, batches):
        optimizer = torch.optim.SGD(model.parameters(), 0.01)
        self.call("setup", model, "fit")
        self.call("on_fit_start", model)
        try:
            for place, batch in enumerate(batches):

                def closure(batch=batch):
                    optimizer.zero_grad()
                    loss = model.training_step(batch)
                    loss.backward()
                    return loss

                self.call("on_train_batch_end", model, optimizer.step(closure), batch, place)
            self.call("on_fit_end", model)
        except Exception as error:
            self.call("on_exception", model, error)
            raise
        finally:
            self.call("teardown", model, "fit")


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(2, 3)

    def training_step(self, batch):
        if batch is None:
            raise RuntimeError("no batch")
        return self.rnn(batch)[0].square().mean()


@pytest.fixture(params=["lightning.pytorch", "pytorch_lightning"])
def installed(request, monkeypatch):
    for name in ("lightning", "lightning.pytorch", "pytorch_lightning"):
        monkeypatch.setitem(sys.modules, name, None)
    parts = request.param.split(".")
    for end in range(1, len(parts) + 1):
        module = ModuleType(".".join(parts[:end]))
        module.Callback = Callback
        monkeypatch.setitem(sys.modules, module.__name__, module)


def hooks(model):
    return len(model.rnn._forward_hooks) + len(model.rnn._forward_pre_hooks)


@pytest.mark.usefixtures("installed")
def test_a_model_is_watched_while_it_is_fitted():
    model, callback = Model(), watch_callback("mine", every=2)
    assert isinstance(callback, Callback)
    assert callback.watch is None
    Trainer([callback]).fit(model, [torch.randn(7, 4, 2) for _ in range(6)])
    assert callback.watch.name == "mine"
    assert callback.watch.closed
    assert hooks(model) == 0
    assert callback.watch.frames[-1].layers["rnn"].exact
    seen = callback.watch.truncation
    assert str(seen) == "windows of 7, state reset at every window"
    assert (seen.losses, seen.updates) == (1.0, 1.0)


@pytest.mark.usefixtures("installed")
def test_a_training_that_fails_is_left_without_hooks():
    model, callback = Model(), watch_callback(every=1)
    with pytest.raises(RuntimeError, match="no batch"):
        Trainer([callback]).fit(model, [torch.randn(7, 4, 2), None])
    assert callback.watch.closed
    assert hooks(model) == 0
    assert len(callback.watch.frames) == 1


def test_without_lightning_the_command_that_brings_it_is_said(monkeypatch):
    for name in ("lightning", "lightning.pytorch", "pytorch_lightning"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(Refusal, match="pip install 'lightning>="):
        watch_callback()


@pytest.mark.filterwarnings("ignore")
def test_lightning_s_own_trainer_trains_as_it_does_unwatched():
    """The real one: weights bit for bit, frames, windows, and no hook left; also when it fails."""
    real = import_module("lightning.pytorch")

    class Lit(real.LightningModule):
        def __init__(self, fails_at=-1):
            super().__init__()
            torch.manual_seed(0)
            self.rnn, self.fails_at = nn.LSTM(2, 3, 2, dropout=0.2), fails_at

        def training_step(self, batch, place):
            if place == self.fails_at:
                raise RuntimeError("no batch")
            return self.rnn(batch)[0].square().mean()

        def configure_optimizers(self):
            return torch.optim.Adam(self.parameters(), 0.01)

    data = torch.randn(6, 7, 4, 2, generator=torch.Generator().manual_seed(0))
    batches = DataLoader(data, batch_size=None)

    def fit(model, callbacks):
        off = dict.fromkeys(QUIET, False)
        real.Trainer(max_epochs=1, accelerator="cpu", callbacks=callbacks, **off).fit(model, batches)
        return torch.cat([one.detach().flatten() for one in model.parameters()])

    model, callback = Lit(), watch_callback("mine", every=2)
    assert torch.equal(fit(model, [callback]), fit(Lit(), []))
    assert callback.watch.closed
    assert hooks(model) == 0
    assert [frame.step for frame in callback.watch.frames] == [0, 2, 4]
    assert all(frame.exact for frame in callback.watch.frames)
    seen = callback.watch.truncation
    assert (seen.every, seen.carried, seen.losses, seen.updates) == (7, False, 1.0, 1.0)

    model, callback = Lit(fails_at=2), watch_callback(every=1)
    with pytest.raises(RuntimeError, match="no batch"):
        fit(model, [callback])
    assert callback.watch.closed
    assert hooks(model) == 0
    assert len(callback.watch.frames) == 2
