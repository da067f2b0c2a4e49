"""`rnnviz.watch`: attach to somebody's own PyTorch module, and to nothing else of their loop."""

import weakref
from functools import partial
from types import TracebackType
from typing import Any

from rnnviz.nn.pytorch import pytorch
from rnnviz.text.message import Message, Refusal
from rnnviz.watch.cell_hook import CellHook
from rnnviz.watch.kept_frames import WatchedFrames
from rnnviz.watch.layer_frame import WatchedFrame
from rnnviz.watch.layer_hook import DropoutHook, LayerHook
from rnnviz.watch.layers import Layer, find_layers
from rnnviz.watch.loop_losses import LoopLosses
from rnnviz.watch.loop_words import LoopWords
from rnnviz.watch.loop_writer import MOST_BYTES as STORED_BYTES
from rnnviz.watch.loop_writer import LoopEnd, LoopWriter
from rnnviz.watch.packed_frame import pack
from rnnviz.watch.recorder import LoopRecorder
from rnnviz.watch.showing import LoopShowing, ShowWish
from rnnviz.watch.truncation import LoopTruncation, TruncationReader

MOST_BYTES = 64 * 2**20  # of the frames that are kept


class Watch:
    """A module that is watched, until `close()`, the end of a `with` block, or nobody holds this."""

    def __init__(
        self,
        recorder: LoopRecorder,
        windows: TruncationReader,
        layers: list[Layer],
        handles: list[Any],
        name: str,
        writer: LoopWriter | None = None,
    ) -> None:
        self.name = name
        self.layers = tuple(layer.name for layer in layers)
        self._recorder = recorder
        self._windows = windows
        self._writer = writer
        self._losses = writer.losses if writer is not None else LoopLosses()
        self._showing = LoopShowing(name, recorder, windows, self.layers)
        self._finalizer = weakref.finalize(self, _detach, recorder, handles, writer, self._showing)

    @property
    def frames(self) -> WatchedFrames:
        """The frames that are kept, the oldest first."""
        self._recorder.look()
        return self._recorder.frames

    @property
    def truncation(self) -> LoopTruncation:
        """What the loop does with its windows so far: how long they are, what it carries from one to
        the next, where it cuts, and what that leaves out of the gradient; `str` says it."""
        self._recorder.look()
        return self._windows.seen()

    def loss(self, value: Any) -> None:
        """Tell the loss of this step, a number or a tensor of one, so that the page Runs can draw it
        beside others; nothing else needs it. It is read later, in another thread, so that the loop does
        not wait for it."""
        self._losses.tell(self._recorder.step + 1, value)

    @property
    def notes(self) -> list[Message]:
        """What could not be seen, a sentence each."""
        return list(self._recorder.notes)

    def show(self, layer: str = "", matrix: bool = False, dark: bool | None = None) -> None:
        """Draw what the page Watch shows of a layer (the first, unless one is named) in the notebook's
        cell that calls this, in place and live: while the loop goes on its newest frame is drawn, at
        most twice a second, by a thread of its own.

        `matrix` adds what every step's derivative sends to every earlier state; `dark` is the ground,
        the notebook's own if None. Outside of a notebook it says where else the loop is shown. Raises
        ValueError for a layer that is not watched.
        """
        self._recorder.look()
        self._showing.begin(ShowWish(layer, matrix, dark))

    @property
    def closed(self) -> bool:
        """Whether nothing is watched any more."""
        return self._recorder.closed

    def close(self) -> None:
        """Take every hook away; the frames stay."""
        self._recorder.look()
        self._finalizer()

    def __enter__(self) -> "Watch":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        layers = ", ".join(self.layers) or "nothing"
        return f"<rnnviz.watch {self.name!r}: {layers}; {len(self._recorder.frames)} frames>"


def watch(
    module: Any,
    name: str = "",
    every: int = 100,
    sequence: int = 0,
    most_bytes: int = MOST_BYTES,
    stored: bool = True,
    stored_bytes: int = STORED_BYTES,
) -> Watch:
    """Watch every `nn.RNN`, `nn.LSTM`, `nn.GRU` and their cells in a PyTorch module, at any depth,
    while a loop of any kind trains it.

    Once in `every` steps (forward passes up to the end of their backward pass), at most ten times a
    second, there is a `WatchedFrame` in `.frames`, of the batch's sequence number `sequence`: states,
    gates and gradients through the recurrence, recomputed by rnnviz in float64 and compared with the
    layer's own output. The frames take up to `most_bytes`; of more the oldest are thinned. What is
    trained does not change by it. What cannot be seen is said in `.notes` and in the log
    "rnnviz.watch".

    They also go into the store, where the dashboard shows them on its page Watch while the loop goes
    on, unless `stored` is false; there they take up to `stored_bytes`. A thread of its own writes them:
    a store that is full or locked costs frames, with one warning, and never the loop.

    Raises ValueError for a module without recurrent layers, and NoPyTorch if PyTorch is not installed.
    """
    torch = pytorch()
    if not isinstance(module, torch.nn.Module):
        raise Refusal(
            "module is a {kind}; watched is a module of PyTorch (nn.Module).",
            kind=type(module).__name__,
        )
    for field, value, least in (
        ("every", every, 1),
        ("sequence", sequence, 0),
        ("most_bytes", most_bytes, 1),
        ("stored_bytes", stored_bytes, 1),
    ):
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise Refusal(
                "{name} is {value!r}; allowed are whole numbers from {least}.",
                name=field,
                value=value,
                least=least,
            )
    layers, notes = find_layers(module)
    if not layers and not notes:
        raise Refusal(
            "{kind} has no recurrent layer; watched are nn.RNN, nn.LSTM, nn.GRU and their cells.",
            kind=type(module).__name__,
        )
    recorder = LoopRecorder(torch, every, sequence, most_bytes)
    for note in notes:
        recorder.note(note)
    recorder.observers.append(windows := TruncationReader())
    handles: list[Any] = []
    for layer in layers:
        handles += _attach(torch, layer, layer.module(), recorder)
    called = name or type(module).__name__
    writer = LoopWriter(called, stored_bytes) if stored else None
    if writer is not None:
        words = LoopWords()
        recorder.listeners.append(partial(_write, writer, words, recorder, windows))
        writer.ending = partial(_end, words, recorder, windows)
    return Watch(recorder, windows, layers, handles, called, writer)


def _write(
    writer: LoopWriter,
    words: LoopWords,
    recorder: LoopRecorder,
    windows: TruncationReader,
    frame: WatchedFrame,
) -> None:
    """Hand a frame to who stores it, with what there is to say of the loop by then."""
    say = partial(words, windows.seen(), tuple(recorder.notes))
    writer.put(frame.step, frame.norms, partial(pack, frame), say)


def _end(words: LoopWords, recorder: LoopRecorder, windows: TruncationReader) -> LoopEnd:
    """What a loop has done up to its end, also since its last frame."""
    say = partial(words, windows.seen(), tuple(recorder.notes), anew=True)
    return LoopEnd(recorder.step, say)


def _attach(torch: Any, layer: Layer, module: Any, recorder: LoopRecorder) -> list[Any]:
    """Put the hooks on one layer, before those that are there already, which may change its output."""
    if layer.stepwise:
        cell = CellHook(torch, layer, recorder)
        return [*cell.made.handles, module.register_forward_hook(cell, with_kwargs=True, prepend=True)]
    hook = LayerHook(torch, layer, recorder)
    handles = [module.register_forward_hook(hook, with_kwargs=True, prepend=True)]
    handles += hook.count_passes()
    if module.dropout and layer.layers > 1:
        handles.append(module.register_forward_pre_hook(DropoutHook(hook)))
    return handles


def _detach(
    recorder: LoopRecorder, handles: list[Any], writer: LoopWriter | None, showing: LoopShowing
) -> None:
    recorder.closed = True
    recorder.open.clear()
    for handle in handles:
        handle.remove()
    if writer is not None:
        writer.close()
    showing.close()
