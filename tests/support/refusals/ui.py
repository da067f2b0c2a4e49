"""Calls that `rnnviz/ui` refuses, by module and beginning."""

from dataclasses import replace

import numpy as np
from support.refusals.stores import in_store

from rnnviz.analysis.gradient_flow import gradient_flow
from rnnviz.lectures.model import Lecture, Scene
from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll
from rnnviz.tasks import Hello, Labelling
from rnnviz.ui.components import live_channels
from rnnviz.ui.components.typed_channel import TypedAsked
from rnnviz.ui.gradients import text_gradients
from rnnviz.ui.lectures import editor, library, scene_form
from rnnviz.ui.network import (
    chooser,
    follow_channel,
    loop_networks,
    task_networks,
    uploaded_network,
)
from rnnviz.ui.network.reading import Boxes, read_boxes
from rnnviz.ui.network.selection import select
from rnnviz.ui.session import address_fields, page_clock, watched_loops
from rnnviz.ui.sweeps import sweep_notation, sweep_settings
from rnnviz.ui.tasks import controls
from rnnviz.ui.tasks.panels import addition, caption, hello, labelling, sentiment, translate
from rnnviz.ui.training import race_channel, run_notation
from rnnviz.ui.training.race_view import Asked
from rnnviz.watch.layer_frame import WatchedFrame
from rnnviz.watch.loop_store import LoopHead

NET = Network.random(inputs=2, hidden=2, outputs=2)


def slow(patch):
    patch.setattr(text_gradients, "MOST_SECONDS", 1e-9)
    trace = unroll(NET, np.array([0, 1]), np.array([0, 1]))
    return text_gradients._values(gradient_flow(NET, trace), "hh")


def untrained(folder, patch):
    def ask(store):
        patch.setattr(task_networks, "open_store", lambda: store)
        return task_networks.task_network("run.01234567.9")

    return in_store(folder, ask)


class OneLoop:
    """Loops of which there is one, without a frame or with one that has no layer."""

    def __init__(self, newest):
        self.newest, self.id, self.name = newest, "01234567", "mine"

    def heads(self, id):
        return [] if self.newest is None else [LoopHead(self.newest, 0, 0.0)]


def of_a_loop(patch, newest):
    """A layer of it."""
    patch.setattr(watched_loops, "own_loop", lambda id: OneLoop(newest))
    patch.setattr(watched_loops, "open_loops", lambda: OneLoop(newest))
    empty = WatchedFrame(0, 0, 0, 0.0, True, {})
    patch.setattr(watched_loops, "frame_of", lambda loop, number: empty)
    return loop_networks.network_at(loop_networks.moment_of("loop.01234567.9"))


def part(name):
    return task_networks.task_network(f"task.{name}")


def unexampled():
    """A network whose example has nothing to read."""
    return read_boxes(replace(select({"net": "addition"}), example="+"), Boxes("+"))


def late(patch):
    """A page whose time is up."""
    patch.setattr(page_clock, "EVERY", -1.0)
    clock = page_clock.PageClock(-1.0)
    clock.look()


CALLS = {
    "ui.gradients.text_gradients": {"The Jacobians": slow},
    "ui.lectures.editor": {
        "That would": lambda: editor.with_scenes(Lecture(title="?", scenes=(Scene(),)), [])
    },
    "ui.lectures.library": {"The file is": lambda: library.read_file(b"\xff")},
    "ui.lectures.scene_form": {
        "The right": lambda: scene_form._number("?", 0),
        "The true": lambda: scene_form._numbers("1 ?"),
    },
    "ui.network.loop_networks": {
        "The loop {name} has no frame": lambda patch: of_a_loop(patch, None),
        "The loop {name} has no layer": lambda patch: of_a_loop(patch, 0),
    },
    "ui.network.uploaded_network": {
        "There are": lambda: uploaded_network.look_at([], {}),
        "Two of the": lambda: uploaded_network.look_at([uploaded_network.Uploaded("x", b"")] * 2, {}),
    },
    "ui.network.chooser": {
        "{count} finite": lambda: chooser._read_weights("1"),
        "{networks}, and {allowed}": lambda: chooser.read_network("?"),
        "{networks}, and those": lambda: chooser.read_network("file.0123456789abcdef"),
    },
    "ui.network.reading": {"This network": unexampled},
    "ui.network.follow_channel": {"There are no": lambda: follow_channel.open_follow(None, {})},
    "ui.network.run_networks": {"The experiment": untrained},
    "ui.network.task_network": {
        "There is nothing": lambda: part("caption.decoder").first(";"),
        "The part": lambda: part("translate"),
        "The network of {name} has": lambda: part("hello.encoder"),
    },
    "ui.network.task_networks": {
        "task.NAME": lambda: task_networks.read_word("?"),
        "A network is": lambda: task_networks.task_network("?"),
        "There is no ready": lambda: part("echo"),
    },
    "ui.session.page_clock": {"This takes": late},
    "ui.session.address_fields": {
        "{options}": lambda: address_fields.choice(("a", "b"))("?"),
        "whole numbers": lambda: address_fields.whole(1, 2)("?"),
        "numbers": lambda: address_fields.real(1, 2)("?"),
        "texts": lambda: address_fields.text(1)("??"),
        "up to {most} of": lambda: address_fields.many(address_fields.whole(1, 2), 1)("1,2"),
    },
    "ui.tasks.controls": {"{ready}": lambda: controls.read_of("?")},
    "ui.tasks.panels.addition": {"A number": lambda: addition._whole("?")},
    "ui.tasks.panels.caption": {
        "The picture": lambda: caption.read("0" * 16),
        "16 hexadecimal": lambda: caption.read_field("?"),
    },
    "ui.tasks.panels.hello": {"The network": lambda: hello._letters(Hello(), "?")},
    "ui.tasks.panels.labelling": {"The sentence has": lambda: labelling._words(Labelling(), "? " * 21)},
    "ui.tasks.panels.sentiment": {"keys": lambda: sentiment._read_key("?")},
    "ui.tasks.panels.translate": {"two numbers": lambda: translate.read_ends("?")},
    "ui.components.live_channels": {
        "There are no": lambda: live_channels.open_channel(lambda: None, frozenset(), {})
    },
    "ui.components.typed_channel": {"There are no": lambda: TypedAsked.read({})},
    "ui.training.race_channel": {
        "There are no": lambda: race_channel.open_channel(
            lambda: None, {}, dict.fromkeys(Asked.__dataclass_fields__, "1") | {"language": "en"}
        )
    },
    "ui.training.race_view": {"There are no": lambda: Asked.read({})},
    "ui.training.run_notation": {
        "The lags": lambda: run_notation.read_lags("?"),
        "A run": lambda: run_notation.read_run("?", {}),
    },
    "ui.sweeps.sweep_notation": {
        "An axis has": lambda: sweep_notation.read_values("lag", "1-9999"),
        "The values of": lambda: sweep_notation.read_values("lag", "one"),
        "The panels are": lambda: sweep_notation.read_panels("style"),
        "The task is": lambda: sweep_notation.read_base_task("{"),
    },
    "ui.sweeps.sweep_settings": {"a panel, row": lambda: sweep_settings.read_spot("1")},
}
