"""Sentiment on the page Tasks: type a review and see the verdict move, word by word."""

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import numpy as np
import streamlit as st

from rnnviz.figures.base.numbers import percent, whole
from rnnviz.figures.tasks import preview
from rnnviz.figures.tasks import sentiment as figures
from rnnviz.figures.tasks.came_about import CellStrip, Small, StripCell
from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.storage import datasets
from rnnviz.storage.database import StoreError
from rnnviz.storage.uploads import check_size
from rnnviz.tasks import review_files
from rnnviz.tasks.sentiment import (
    FEWEST_WORDS,
    LONGEST,
    MOST_WORDS,
    SHORTEST,
    SOURCES,
    UNKNOWN,
    Read,
    Sentiment,
)
from rnnviz.text.language import ENGLISH, N_, _, _n, current, labels, listed
from rnnviz.text.message import Refusal
from rnnviz.ui.components.at_length import at_length
from rnnviz.ui.components.canvas import Canvas
from rnnviz.ui.components.html import caption, markup, notice
from rnnviz.ui.session import address_fields, uploads
from rnnviz.ui.session.address_fields import Field, SessionValues, always
from rnnviz.ui.session.history import Step
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.session.uploads import most_mebibytes
from rnnviz.ui.tasks.kept_results import kept_with_model
from rnnviz.ui.tasks.panels.base import Inside, Panel, Play, Preset, Slots

MOST_TYPED = 2000  # letters
PREVIEWED = 3  # reviews of a file that are shown
TAKEN = {"evenly": N_("drawn from all"), "first": N_("the first")}
SOME_STOPS = ("a", "the", "it", "was", "of", "and")
SOURCE_NAMES = {"generated": N_("generated"), "own": N_("own file")}
WATCH = N_(
    "The network reads a whole review and is asked once, at its end. The bars are what it would say if "
    "the review ended there: the same words in another order get another verdict."
)


def task(state: SessionValues) -> Sentiment:
    """The task as the controls have it."""
    if state["sentiment source"] == "generated":
        return Sentiment()
    return Sentiment(
        source="own",
        data=state["sentiment data"],
        words=int(state["sentiment words"]),
        longest=int(state["sentiment longest"]),
        without_stops=bool(state["sentiment stops"]),
        epochs=bool(state["sentiment epochs"]),
    )


# -- settings ----------------------------------------------------------------------------------------


def controls() -> None:
    """Where the reviews come from, and how one's own are read."""
    st.segmented_control(
        _("Reviews"),
        SOURCES,
        key="sentiment source",
        required=True,
        format_func=labels(SOURCE_NAMES),
        persist_state="session",
    )
    if st.session_state["sentiment source"] == "generated":
        return
    upload()
    st.number_input(
        _("Words in the vocabulary"),
        FEWEST_WORDS,
        MOST_WORDS,
        key="sentiment words",
        persist_state="session",
        help=_("The most frequent ones; all others are read as one and the same, {unknown}.").format(
            unknown=UNKNOWN
        ),
    )
    st.number_input(
        _("Longest review, in words"),
        SHORTEST,
        LONGEST,
        key="sentiment longest",
        persist_state="session",
        help=_("Of a longer one only so many at its end are read."),
    )
    st.checkbox(
        _("Leave out stop words and signs"),
        key="sentiment stops",
        persist_state="session",
        help=_("A list of our own, as: {some}. Not, no, never, but and although stay.").format(
            some=", ".join(SOME_STOPS)
        ),
    )
    st.checkbox(
        _("Each review once an epoch"),
        key="sentiment epochs",
        persist_state="session",
        help=_("In an order drawn anew for every epoch; else each is drawn by chance."),
    )


@dataclass
class ReviewFile:
    """The file that was read last, and why it could not be, if so."""

    file: str = ""
    rows: int = 0
    take: str = ""
    refused: str = ""


def upload() -> None:
    """A file of the reader's own: read once, kept as a dataset, and what came of it."""
    state = st.session_state
    rows = st.number_input(
        _("Rows used"),
        review_files.FEWEST,
        review_files.MOST,
        key="sentiment rows",
        persist_state="session",
    )
    take = st.segmented_control(
        _("Which rows"),
        tuple(TAKEN),
        key="sentiment take",
        required=True,
        format_func=labels(TAKEN),
        persist_state="session",
    )
    most = most_mebibytes()
    label = _("CSV file, columns review and sentiment, up to {most} MB").format(most=most)
    file = st.file_uploader(label, type="csv", key="sentiment file", max_upload_size=most)
    last = page_state(ReviewFile)
    if file is not None and (last.file, last.rows, last.take) != (file.file_id, rows, take):
        last.file, last.rows, last.take = file.file_id, int(rows), str(take)
        last.refused = read_file(file, int(rows), take == "first")
    if file is not None and last.refused:
        notice(last.refused, to_class=False)
    if state["sentiment data"]:
        caption(summary(state["sentiment data"], current()))


def read_file(file: Any, rows: int, first: bool = False) -> str:
    """Make a file, so many of its rows or its `first` ones, the data of the task; returns a sentence if
    it cannot be, and leaves the old then."""

    try:
        check_size(file.size)
    except ValueError as problem:
        return str(problem)

    def progress(read: int) -> None:
        tell(read / max(file.size, 1), "")

    try:
        with at_length(_("Reading {file} …").format(file=file.name)) as tell:
            file.seek(0)
            found = review_files.load(file, rows, progress=progress, first=first)
            save_json = partial(uploads.save_json, name=file.name)
            st.session_state["sentiment data"] = found.keep(save_json)
    except (ValueError, StoreError) as problem:
        if not st.session_state["sentiment data"]:
            return str(problem)
        return _("{problem} The reviews loaded before are still here.").format(problem=problem)
    return ""


@lru_cache(maxsize=8)
def summary(key: str, language: str = ENGLISH) -> str:
    """What a dataset holds, in a language; nothing if it is not there, which the task itself says."""
    try:
        kept = review_files.kept(key)
    except ValueError:
        return ""
    used = kept.reviews.positive
    said = figures.loaded_sentence(kept.read, kept.positive, kept.blank, len(used), int(used.sum()))
    if not kept.encoding:
        return said
    written = _("The file is not in UTF-8; it is read as {encoding}.").format(encoding=kept.encoding)
    return f"{said} {written}"


def show_reviews() -> None:
    """The first reviews of one's own file, and how long they are."""
    if st.session_state["sentiment source"] != "own":
        return
    try:
        learned = task(st.session_state)
    except ValueError:
        return
    markup(first_reviews(learned, current()))


@lru_cache(maxsize=8)
def first_reviews(learned: Sentiment, language: str = ENGLISH) -> str:
    """The first reviews of a dataset as the network reads them, with their lengths and verdicts, and
    the lengths of all, in a language."""
    corpus = learned.corpus
    rows = [
        (
            corpus.text(place),
            whole(float(corpus.lengths[place])),
            _(figures.CLASSES[int(corpus.positive[place])]),
        )
        for place in range(min(PREVIEWED, len(corpus.lengths)))
    ]
    names = (_("a review, as it is read"), _("words"), _("its verdict"))
    said = figures.lengths_sentence(corpus.lengths, corpus.whole, len(corpus.train), len(corpus.test))
    return f"{preview.first_rows(names, rows, longest=100)}<p>{said}</p>"


# -- the review and its verdict ----------------------------------------------------------------------


def ask(playing: Play, slots: Slots) -> Read:
    """A review to type."""
    learned = playing.task
    assert isinstance(learned, Sentiment)
    offered = learned.offered
    st.text_input(
        _("Type a review"),
        key="sentiment text",
        live="0ms",
        max_chars=MOST_TYPED,
        placeholder=offered[0],
        persist_state="session",
    )
    with st.container(horizontal=True, gap="small"):
        for place, text in enumerate(offered):
            st.button(
                _shortened(text),
                key=f"sentiment example {place}",
                type="tertiary",
                on_click=_choose,
                args=(text,),
            )
    return typed(learned)


def show(canvas: Canvas, playing: Play, read: Read) -> None:
    """The review's verdict word by word, and how unseen reviews are judged."""
    net, learned = playing.model, playing.task
    assert isinstance(net, Network) and isinstance(learned, Sentiment)
    chances = _chances(learned, net, tuple(read.tokens.tolist()))
    fewest = int(learned.corpus.lengths.min())
    figure = figures.verdict(read.words, chances, canvas.dark, fewest)
    said = figures.verdict_sentence(read.words, chances, fewest)
    canvas.figure(figure, "sentiment verdict", said, main=True)
    canvas.caption(remarks(learned, read))
    counts = _confusion(learned, net)
    canvas.caption(figures.confusion_sentence(counts, _bag(learned)))
    canvas.html(figures.confusion_table(counts))


def small(learned: Sentiment, net: Network, delay: int, read: Read) -> Small:
    """What it would say after each word."""
    chances = _chances(learned, net, tuple(read.tokens.tolist()))
    found = [StripCell(word, float(chance)) for word, chance in zip(read.words, chances, strict=True)]
    name = _("P(positive) after each word")
    said = _("at its end {share} positive").format(share=percent(float(chances[-1])))
    return Small((CellStrip(name, found),), said)


def typed(learned: Sentiment) -> Read:
    """The review in the box; the example if there is no word in it."""
    read = learned.read(st.session_state["sentiment text"])
    return read if read.words else learned.read(learned.offered[0])


def remarks(learned: Sentiment, read: Read) -> str:
    """What the reader should know about how this review is read."""
    said = []
    if read.cut:
        said.append(
            _("Only the last {count} words are read; {cut:,} before them are not.").format(
                count=len(read.words), cut=read.cut
            )
        )
    if read.dropped:
        said.append(
            _n(
                "{count} stop word or sign is left out.",
                "{count} stop words and signs are left out.",
                read.dropped,
            ).format(count=read.dropped)
        )
    if read.unknown:
        shown = listed(f"“{word}”" for word in read.unknown[:8])
        what = UNKNOWN if UNKNOWN in learned.tokens else _("zeros")
        sentence = (
            _("The network has never learned {shown} and {more} more: it reads {what} there.")
            if len(read.unknown) > 8
            else _("The network has never learned {shown}: it reads {what} there.")
        )
        said.append(sentence.format(shown=shown, more=len(read.unknown) - 8, what=what))
    fewest = int(learned.corpus.lengths.min())
    said.append(
        _(
            "Shorter than every review that it was trained on, which have {fewest} words and more: how "
            "sure it is here means nothing."
        ).format(fewest=fewest)
        if len(read.words) < fewest
        else _(
            "It was asked only at the ends of whole reviews: how sure it is before, at a fragment as "
            "“{first}”, means nothing."
        ).format(first=" ".join(read.words[:2]))
    )
    return " ".join(said)


def _choose(text: str) -> None:
    st.session_state["sentiment text"] = text


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


@kept_with_model(16)
def _chances(learned: Sentiment, net: Network, tokens: tuple[int, ...]) -> Array:
    return learned.verdicts(net, np.array(tokens))[:, 1]


@kept_with_model(16)
def _confusion(learned: Sentiment, net: Network) -> Array:
    return learned.confusion(net)


@lru_cache(maxsize=4)
def _bag(learned: Sentiment) -> float:
    return learned.bag_accuracy()


def inside(playing: Play) -> list[Inside]:
    """The review as the network reads it, with the sign for unknown words in their place."""
    learned = playing.task
    assert isinstance(learned, Sentiment)
    read = typed(learned)
    if UNKNOWN not in learned.tokens:
        return [Inside(" ".join(read.words))]
    return [Inside(" ".join(learned.tokens[token] for token in read.tokens))]


def _read_key(text: str) -> str:
    if text and not datasets.is_key(text):
        raise Refusal("keys of datasets, {digits} letters and digits", digits=datasets.DIGITS)
    return text


PANEL = Panel(
    preview=show_reviews,
    watch=WATCH,
    fields=(
        Field("source", always("generated"), address_fields.choice(SOURCES), key="sentiment source"),
        Field("data", always(""), _read_key, key="sentiment data"),
        Field(
            "words", always(2000), address_fields.whole(FEWEST_WORDS, MOST_WORDS), key="sentiment words"
        ),
        Field("longest", always(60), address_fields.whole(SHORTEST, LONGEST), key="sentiment longest"),
        Field(
            "rows",
            always(2000),
            address_fields.whole(review_files.FEWEST, review_files.MOST),
            key="sentiment rows",
        ),
        Field("take", always("evenly"), address_fields.choice(tuple(TAKEN)), key="sentiment take"),
        address_fields.flag_field("stops", "sentiment stops"),
        address_fields.flag_field("epochs", "sentiment epochs"),
        Field(
            "text", always(""), address_fields.text(MOST_TYPED), key="sentiment text", step=Step.TYPED
        ),
    ),
    task=task,
    controls=controls,
    ask=ask,
    show=show,
    inside=inside,
    small=small,
    presets=(
        Preset(
            N_("last state, or mean of all"),
            N_(
                "Once the answer is read from the state after the last word, once from the mean of "
                "the states after every word: there, words before a turn have a say, too. Which "
                "learns from fewer reviews?"
            ),
            {"runs": "full.h16.lstm.l2.emb16.last,full.h16.lstm.l2.emb16.mean"},
        ),
        Preset(
            N_("one direction, or both"),
            N_(
                "The second network also reads each review from its end, so that its states know both "
                "sides of a word. Does it need fewer reviews, and how much longer does each take?"
            ),
            {"runs": "full.h16.lstm.l2.emb16.mean,full.h16.lstm.l2.emb16.both.mean"},
        ),
        Preset(
            N_("tanh, GRU, LSTM"),
            N_(
                "The verdict must be carried over all that comes after the word that made it. Which "
                "of the three learn that, and from how many reviews?"
            ),
            {"runs": "full.h16.l2.emb16.last,full.h16.gru.l2.emb16.last,full.h16.lstm.l2.emb16.last"},
        ),
        Preset(
            N_("IMDB, as the tutorial does it"),
            N_(
                "Load IMDB Dataset.csv, the reviews of Maas et al. (2011), which do not come along. "
                "Its first 1,000, stop words left out, a fifth kept apart: "
                "two tanh layers of 20 in both directions, embedding of 300, 10 epochs. Does it learn "
                "reviews, or their words by heart? (The tutorial keeps nouns only; that needs a tagger "
                "and is left out.)"
            ),
            {
                "source": "own",
                "take": "first",
                "rows": "1000",
                "stops": "yes",
                "words": "5000",
                "longest": "2500",
                "epochs": "yes",
                "runs": "full.h20.l2.emb300.both.b16.last.rate0_001",
                "samples": "8000",
            },
            classic=True,
        ),
    ),
)
