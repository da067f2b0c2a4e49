"""The pictures of the page Tasks: what a trained network makes of an input, task by task."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from rnnviz.analysis.addition_carry import carrier, carry_states
from rnnviz.analysis.encoder_decoder_trace import passage
from rnnviz.analysis.text_answers import chances, surprises
from rnnviz.figures.tasks import addition as addition_figures
from rnnviz.figures.tasks import caption as caption_figures
from rnnviz.figures.tasks import characters as text_figures
from rnnviz.figures.tasks import encoder_decoder, labelling, preview
from rnnviz.figures.tasks import execute as execute_figures
from rnnviz.figures.tasks import forecast as forecast_figures
from rnnviz.figures.tasks import hello as hello_figures
from rnnviz.figures.tasks import sentiment as review_figures
from rnnviz.figures.tasks import translate as translation_figures
from rnnviz.figures.tasks import words as word_figures
from rnnviz.figures.tasks.came_about import Stage, came_about
from rnnviz.figures.tasks.gallery import gallery, uses
from rnnviz.nn.cells.base import Array
from rnnviz.nn.decoding import beam
from rnnviz.nn.encoder_decoder import EncoderDecoder
from rnnviz.nn.free_run import free_errors
from rnnviz.nn.network import Network
from rnnviz.plot.chart import chart
from rnnviz.plot.drawn import DrawnPicture
from rnnviz.tasks import TASKS
from rnnviz.tasks.addition import Addition
from rnnviz.tasks.caption import LONGEST, Caption
from rnnviz.tasks.execute import Execute
from rnnviz.tasks.forecast import Forecast
from rnnviz.tasks.hello import Hello
from rnnviz.tasks.labelling import MEASURED, Labelling
from rnnviz.tasks.languages import LANGUAGES
from rnnviz.tasks.pictures import kind_of, unseen
from rnnviz.tasks.sentiment import Sentiment
from rnnviz.tasks.text import TextTask
from rnnviz.tasks.translate import Translate
from rnnviz.tasks.words import Words
from rnnviz.text.language import _
from rnnviz.training.frame import Frame

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

TRIED = (8, 16, 32)  # bits of sums that an adding network is asked for
TESTED = 100  # programs of each level
SHOWN, STRETCHES = 300, 32  # steps of a signal, and free runs
WIDTH = 3  # of a beam


# -- a stream: characters, words, a signal


def text_surprise(
    task: TextTask, net: Network, text: str, delay: int = 0, dark: bool = False
) -> DrawnPicture:
    """A text in the colours of what of it surprises a network, and the mean beside the floors."""
    parts = task.read(text)
    costs = surprises(task.tokens, net, parts, delay)
    spaced = isinstance(task, Words)
    source = text_figures.surprise(parts, costs, float(np.log(len(task.tokens))), spaced=spaced)
    mean = float(np.nanmean(costs)) if np.isfinite(costs).any() else float("nan")
    source += text_figures.floors(mean, task.floors(), _("this network, here"))
    return DrawnPicture(_("What of the text surprises the network"), source, dark=dark)


def text_written(
    task: TextTask,
    net: Network,
    prompt: str = "",
    length: int = 100,
    temperature: float = 1.0,
    top: int | None = None,
    seed: int = 0,
    dark: bool = False,
) -> DrawnPicture:
    """What a network writes after a prompt."""
    rng = np.random.default_rng(seed)
    drawn = task.sample(net, prompt, length, temperature, top, rng)
    source = text_figures.sample(prompt, drawn, spaced=isinstance(task, Words))
    return DrawnPicture(_("What the network writes"), source, dark=dark)


def next_words(task: Words, net: Network, begun: str, dark: bool = False) -> DrawnPicture:
    """How likely each next word is after the beginning of a sentence; words that the text has not are
    left out."""
    known = [part for part in task.read(begun) if part in task.tokens] or [task.parts[0]]
    source = text_figures.coming(task.tokens, chances(task.tokens, net, known)[-1])
    return DrawnPicture(_("The next word"), source, dark=dark)


def country_known(task: Words, net: Network, dark: bool = False) -> "Figure":
    """How likely the right language is, by the words that stand between it and the country."""
    distances = task.distances()
    found = task.knows(net, distances)
    return chart(word_figures.known(distances, found, 1.0 / len(LANGUAGES), dark), dark)


def forecast(task: Forecast, net: Network, now: int = 200, dark: bool = False) -> "Figure":
    """A signal, what is foreseen of it step by step, and a free run from the step `now` on."""
    shown = task.shown(SHOWN // 2, SHOWN)
    seen = forecast_figures.foreseen(net, shown, now)
    return chart(forecast_figures.forecast(seen, dark), dark)


def forecast_errors(task: Forecast, net: Network, dark: bool = False) -> "Figure":
    """How far free runs are from the signal, by the steps since they began."""
    values, warm = task.episodes(STRETCHES, forecast_figures.STEPS)
    found = free_errors(net, values, warm, task.signal.mean)
    shown = task.shown(SHOWN // 2, SHOWN)
    figure = forecast_figures.errors(found, task.added, dark, shown.deviation, shown.name)
    return chart(figure, dark)


def column(values: Array, trained: int, name: str, dark: bool = False) -> "Figure":
    """A column of one's own: what is trained on, and behind it what is unseen."""
    return chart(preview.column(values, trained, name, dark), dark)


def first_rows(
    names: Sequence[str], rows: Sequence[Sequence[str]], chosen: str = "", dark: bool = False
) -> DrawnPicture:
    """The first rows of a table of one's own."""
    return DrawnPicture(_("The first rows"), preview.first_rows(names, rows, chosen), dark=dark)


# -- an answer at every step of an example


def addition(
    task: Addition,
    net: Network,
    first: int,
    second: int,
    bits: int = 8,
    delay: int = 0,
    dark: bool = False,
) -> DrawnPicture:
    """A sum bit by bit, the units that follow its carry, and how many sums come right."""
    one = task.answer(net, first, second, bits, delay)
    count = len(one.bits) - 1
    pair = np.array([one.first]), np.array([one.second])
    states, _carry = carry_states(task, net, *pair, count, delay)
    found = carrier(task, net, task.bits, delay)
    scores = {many: task.score(net, many, delay=delay) for many in sorted({*TRIED, task.bits})}
    source = addition_figures.verdict(one)
    source += addition_figures.columns(one, states[..., 0], found.correlations)
    source += addition_figures.accuracy(scores, task.bits)
    return DrawnPicture(_("A sum, bit by bit"), source, dark=dark)


def hello(
    task: Hello, net: Network, letters: str = "", delay: int = 0, dark: bool = False
) -> DrawnPicture:
    """The answer to a word letter by letter, and every letter's probability."""
    read = list(letters or task.word)
    wanted = list(task.target) if "".join(read) == task.word else None
    found = chances(task.tokens, net, read, delay)
    likeliest = [task.tokens[place] for place in found.argmax(axis=1)]
    source = hello_figures.answer(read, likeliest, wanted)
    source += hello_figures.probabilities(read, task.tokens, found, wanted)
    return DrawnPicture(_("A word, and its answer"), source, dark=dark)


def hello_history(
    task: Hello, frames: Sequence[Frame], place: int = 0, delay: int = 0, dark: bool = False
) -> DrawnPicture:
    """What the run at a place answered to the word in every frame."""
    right = [task.tokens.index(letter) for letter in task.target]
    attempts = []
    for run in (frame.runs[place] for frame in frames):
        net = run.network
        assert isinstance(net, Network)
        found = chances(task.tokens, net, list(task.word), delay)
        likeliest = [task.tokens[token] for token in found.argmax(axis=1)]
        of_right = found[np.arange(len(right)), right]
        attempts.append(hello_figures.Attempt(run.updates, run.loss, likeliest, of_right))
    source = hello_figures.history(attempts, list(task.target))
    return DrawnPicture(_("Its answer after every update"), source, dark=dark)


def names_in_sentence(
    task: Labelling, net: Network, sentence: str, delay: int = 0, dark: bool = False
) -> DrawnPicture:
    """Which words of a sentence are part of a name, after each word that has been read."""
    read = task.read(sentence)
    found = task.unfolding(net, read, delay)
    source = labelling.verdict(read, found[-1], task.right(read)) + labelling.unfolding(read, found)
    words = labelling.score(*task.score(net, delay), MEASURED)
    return DrawnPicture(labelling.changes(read, found), source, words, dark)


# -- one answer to a whole sequence


def review(task: Sentiment, net: Network, text: str, dark: bool = False) -> "Figure":
    """How positive a review is after each of its words."""
    read = task.read(text)
    found = task.verdicts(net, read.tokens)[:, 1]
    fewest = int(task.corpus.lengths.min())
    return chart(review_figures.verdict(read.words, found, dark, fewest), dark)


def review_verdicts(task: Sentiment, net: Network, dark: bool = False) -> DrawnPicture:
    """How unseen reviews are judged, as a table of what they are by what is said of them."""
    counts = task.confusion(net)
    words = review_figures.confusion_sentence(counts, task.bag_accuracy())
    return DrawnPicture(
        _("How unseen reviews are judged"), review_figures.confusion_table(counts), words, dark
    )


# -- an encoder and a decoder


def picture_caption(
    task: Caption, model: EncoderDecoder, picture: Array, dark: bool = False
) -> DrawnPicture:
    """What a network says of a picture `(8, 8)` of zeros and ones, word by word."""
    one = passage(model, np.asarray(picture, float).reshape(1, -1), LONGEST + 3)
    kind = kind_of(np.asarray(picture))
    source = caption_figures.verdict(task.words(one.tokens), kind, kind in unseen())
    source += caption_figures.words(one, task.answers)
    return DrawnPicture(_("A picture, and its words"), source, dark=dark)


def program_letters(task: Execute, model: EncoderDecoder, program: str, dark: bool = False) -> "Figure":
    """How likely every digit was that a network prints for a program."""
    return chart(execute_figures.letters(task.answer(model, program), dark), dark)


def program_answers(
    task: Execute, model: EncoderDecoder, program: str, dark: bool = False
) -> DrawnPicture:
    """What it prints, whether that is right, and the likeliest other answers."""
    one = task.answer(model, program)
    source = execute_figures.verdict_html(one) + execute_figures.answers_table(one)
    return DrawnPicture(execute_figures.verdict(one), source, execute_figures.letters_alt(one), dark)


def program_levels(task: Execute, model: EncoderDecoder, dark: bool = False) -> "Figure":
    """The share of unseen programs of every level that it gets right, beside copying a number."""
    found = {_("this network"): task.measures(model)}
    figure = execute_figures.levels(found, task.baseline(), task.digits, TESTED, dark)
    return chart(figure, dark)


def translation(task: Translate, model: EncoderDecoder, text: str, dark: bool = False) -> DrawnPicture:
    """A text, the vector that it is read into, and the answer letter by letter, with the likeliest
    others and the share that comes right."""
    one = passage(model, task.read(text), task.most(text))
    answer = task.words(one.tokens) + ("" if one.ended else "…")
    right = task.right(text) if task.taught(text) else None
    letters = None if right is None else "".join(task.pieces(right))
    source = translation_figures.verdict(text, answer, right, "")
    source += translation_figures.diagram(one, task.pieces(text), task.answers, letters)
    found = beam(model, one.own, WIDTH, task.most(text))
    texts = [task.words(other.tokens) for other in found]
    source += translation_figures.answers_table(found, texts, answer, right)
    source += encoder_decoder.shares(_("Right to the last character"), task.measures(model))
    words = translation_figures.letters_alt(one, task.answers)
    return DrawnPicture(_("{text} → {answer}").format(text=text, answer=answer), source, words, dark)


def translation_letters(
    task: Translate, model: EncoderDecoder, text: str, dark: bool = False
) -> "Figure":
    """How likely every letter of the answer was."""
    one = passage(model, task.read(text), task.most(text))
    return chart(translation_figures.letters(one, task.answers, dark), dark)


# -- of no single task


def stages(found: Sequence[Stage], dark: bool = False) -> DrawnPicture:
    """How an answer came about while a network was trained."""
    return DrawnPicture(_("How the answer came about"), came_about(found), dark=dark)


def shapes(dark: bool = False) -> DrawnPicture:
    """The shapes of sequences, the tasks of each, and what they are used for."""
    named: dict[str, list[tuple[str, str]]] = {}
    for name, task in TASKS.items():
        named.setdefault(task.shape, []).append((name, name))
    return DrawnPicture(_("What shapes can sequences take?"), gallery(named, "") + uses(), dark=dark)
