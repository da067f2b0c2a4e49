"""Watching a model that Lightning trains: a callback for its Trainer."""

from contextlib import suppress
from importlib import import_module
from typing import Any

from rnnviz.text.message import Refusal
from rnnviz.watch.loop import MOST_BYTES, Watch, watch

NAMES = "lightning.pytorch", "pytorch_lightning"
COMMAND = "pip install 'lightning>=2.6,<3'"  # the extra rnnviz[lightning]


class WatchingCallback:
    """What a callback does: the model is watched from the beginning of `fit` to its end.

    `.watch` stays when the training is over or has failed, with its frames and its truncation.
    """

    def __init__(self, settings: dict[str, Any]) -> None:
        self.settings = settings
        self.watch: Watch | None = None

    def on_fit_start(self, trainer: Any, pl_module: Any) -> None:
        """The model is where it is trained: from now on it is watched."""
        self.watch = watch(pl_module, **self.settings)

    def teardown(self, trainer: Any, pl_module: Any, stage: str) -> None:
        """`fit` is over."""
        self._close()

    def on_exception(self, trainer: Any, pl_module: Any, exception: BaseException) -> None:
        """`fit` has failed, or was interrupted."""
        self._close()

    def _close(self) -> None:
        if self.watch is not None:
            self.watch.close()


def watch_callback(
    name: str = "", every: int = 100, sequence: int = 0, most_bytes: int = MOST_BYTES
) -> Any:
    """A callback for `lightning.pytorch.Trainer(callbacks=[...])` that watches the model it trains,
    with the settings of `rnnviz.watch`; what is seen stands in its `.watch`.

    Raises ValueError, with the command that brings it, if Lightning is not installed.
    """
    settings = {"name": name, "every": every, "sequence": sequence, "most_bytes": most_bytes}
    # of the Trainer's own class, which has all the hooks that are not filled in here
    made = type("WatchCallback", (WatchingCallback, _callback()), {})
    return made(settings)


def _callback() -> type:
    """Lightning's base class of callbacks, under either of its names."""
    for name in NAMES:
        with suppress(ImportError):
            return import_module(name).Callback
    raise Refusal(
        "This needs Lightning, which is not installed here; “{command}” brings it.", command=COMMAND
    )
