"""Calls that `rnnviz/training` and `rnnviz/text` refuse, by module and beginning."""

from rnnviz.nn.network import Network
from rnnviz.runs.run import Run
from rnnviz.text.message import Message
from rnnviz.training.engine import Engine
from rnnviz.training.experiment import MOST_SEED, Experiment


def engine(**settings):
    return Engine(Network.random(inputs=2, hidden=2, outputs=2, **settings))


CALLS = {
    "text.message": {
        "This is no": lambda: Message.from_json("3"),
        "This message has": lambda: Message.from_json('{"text": "a", "plural": "b"}'),
    },
    "training.engine": {
        "A network": lambda: engine(bidirectional=True),
        "Training needs": lambda: engine(embedding=2),
        "Networks that": lambda: Engine([Network.random(hidden=size) for size in (2, 3)]),
    },
    "training.experiment": {
        "input should": lambda: Experiment(task=3),
        "the task's": lambda: Experiment(task={"name": "?"}),
        "{name} has": lambda: Experiment(task={"name": "echo", "?": 1}),
        "from {seed}": lambda: Experiment(seed=MOST_SEED, seeds=2),
        "run {place}": lambda: Experiment(runs=(Run(pool="mean"),)),
    },
}
