"""The runs of well-known programs and texts, with their own settings, as experiments of ours."""

from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import Addition, Characters, Echo, Hello, Translate, Words
from rnnviz.training.experiment import Experiment


def addition() -> Experiment:
    """Binary addition: numbers below 128, so that 8 steps hold the last carry; 16 sigmoid units without
    biases, squared error summed over the bits, one sum an update, plain gradient descent."""
    run = Run(
        cell="sigmoid",
        hidden=16,
        truncation=Truncation.full(),
        optimizer="sgd",
        rate=0.1,
        batch=1,
        start="unit",
        squared=True,
        summed=True,
        biases=0,
        double=True,
        log=1000,
    )
    return Experiment(task=Addition(bits=7, generator="mt19937"), samples=10_000, runs=(run,))


def sentence() -> Experiment:
    """A word model of one sentence: vectors and state of 100, five rows that start three words apart,
    windows of two words; 100 epochs of two windows, each a line of the log."""
    run = Run(
        hidden=100,
        embedding=100,
        truncation=Truncation.windows(2),
        optimizer="sgd",
        rate=0.1,
        batch=5,
        start="scaled",
        biases=1,
        log=2,
    )
    return Experiment(task=Words(rows="pairs"), samples=2_000, runs=(run,))


def characters(text: str, hidden: int = 100, updates: int = 1_000) -> Experiment:
    """The character network of a hundred lines on a text: windows of 25, the loss summed, each
    derivative cut at 5, Adagrad with its epsilon in the root, begun again at the text's end."""
    run = Run(
        hidden=hidden,
        truncation=Truncation.windows(25),
        optimizer="adagrad",
        rate=0.1,
        batch=1,
        clip_value=5.0,
        start="small",
        summed=True,
        biases=1,
        root_epsilon=1e-8,
        double=True,
        log=100,
    )
    task = Characters("own", text, rows="passes")
    return Experiment(task=task, samples=25 * updates, runs=(run,))


def hello() -> Experiment:
    """hello to ohlol: two layers of 8, vectors of 10, 15 updates, each a line of the log."""
    run = Run(**{**Hello.usual, "log": 1})
    return Experiment(task=Hello(), samples=15, runs=(run,))


def pairs() -> Experiment:
    """The six pairs of words, padded with ? to five letters, all of them in every update: an encoder
    and a decoder of 128 tanh units, Adam with 0.001."""
    run = Run(
        hidden=128,
        truncation=Truncation.full(),
        optimizer="adam",
        rate=0.001,
        batch=6,
        log=100,
    )
    return Experiment(task=Translate("pairs", padded=True, epochs=True), samples=6_000, runs=(run,))


def echo(epochs: int = 10) -> Experiment:
    """The pair of echo networks, 4 units on windows of 5 and 16 on windows of 10, in epochs of a
    million bits in 200 rows: Adagrad whose sum of squares begins at 0.1, a line an epoch."""
    length = 1_000_000
    runs = tuple(
        Run(
            hidden=hidden,
            truncation=Truncation.windows(steps),
            optimizer="adagrad",
            rate=0.1,
            batch=200,
            biases=1,
            root_epsilon=0.1,
            log=length // 200 // steps,
        )
        for steps, hidden in ((5, 4), (10, 16))
    )
    return Experiment(task=Echo(length=length), samples=epochs * length, runs=runs)
