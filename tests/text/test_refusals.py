"""Every refusal of the program is made to happen; in Chinese it has no English but names and fields.

Refusals are found in the source. `support/refusals` has for each a call that is refused; its key is the
module and the beginning of the text, so that a new refusal without a call fails here by its name.
"""

import ast
import inspect
import pickle
import re
import string
import traceback
from pathlib import Path

import pytest
from pydantic import ValidationError
from support.interface_texts import texts
from support.refusals import (
    analysis,
    catalogue,
    exports,
    foreign,
    formats,
    nn,
    plot,
    stores,
    sweeps,
    tasks,
    training,
    ui,
    watch,
)

from rnnviz.nn.classic_starts import CLASSIC_STARTS
from rnnviz.settings.settings import Settings as InstallationSettings
from rnnviz.sweeps.swept_settings import NAMES as SWEPT
from rnnviz.sweeps.swept_settings import STYLES, numbers_of
from rnnviz.tasks import TASKS, Echo
from rnnviz.text import language
from rnnviz.text.message import Explained, Message
from rnnviz.training.experiment import Experiment, refusal

ROOT = Path(__file__).parents[2]
CALLS = [
    (module, beginning, call)
    for room in (
        *(nn, formats, foreign, training, tasks, analysis, stores, watch, sweeps, catalogue),
        *(exports, ui, plot),
    )
    for module, calls in room.CALLS.items()
    for beginning, call in calls.items()
]
NAMES = [f"{module}: {beginning}" for module, beginning, call in CALLS]
# refusals without a text of their own: they say what other messages say, found here by those
PASSED_ON = {
    ("lectures.model", "Message.join(*explain_lecture(error))"),
    ("training.experiment", "Message.join(*problems(error, of, noun))"),
    ("ui.training.controls", "Message.join(*dict.fromkeys(said))"),
    ("ui.sweeps.sweep_settings", "Message.join(*problems(error, Axis))"),
    ("ui.sweeps.sweep_settings", "Message.join(*dict.fromkeys(said))"),
    ("ui.network.uploaded_network", "Message.from_data(_bare(said, str(folder)))"),
}
# words of other programs within a sentence of ours: an operating system's, Python's, a shell's
FOREIGN = ("command", "error", "said", "strerror")
# what is called so in every language
PROPER = """
rnnviz RNNVIZ_STORE PyTorch Lightning Python CSV JSON TOML UTF Excel xlsx zip tar safetensors nn RNN GRU
LSTM tanh relu float32 float64 one-hot NaN None True False Keras ONNX Dask
"""
# what the code calls so: parameters, settings, what is typed in a file or an address
CODE = """
base cell data each embedding even every full gain hidden inputs kind labels lags layer layers length
lengths max_norm name noise output outputs own pairs pool port print proj_size rate reach reading rnn
run seed softmax source speed START END target targets temperature text top_k updates vocabulary windows
seconds word for range if else in
forget_bias gru_before W_hn weight_hh weight_hh_l0 bin man women review sentiment positive negative pos
neg direction module most_bytes sequence watch
lag style even lstm
measure show of step rnnviz train experiment across samples
"""
# and words such as windows5.h4 and nn.RNN
NOTATION = r"\w+(?:\.\w+)+|[a-z]+\d\w*"
# settings and sections that menus call otherwise
SETTINGS = (
    *("identity", "linear", "mean", "bits", "word", "sum", "hard", "rising", "mixed"),
    *("encoder", "decoder", "embedding", "readout", "ready", "clipping", *TASKS),
    *InstallationSettings.model_fields,
    *("learned", "loss", "diverged"),
    *(*Experiment.model_fields, *numbers_of(Echo())),
    *(*SWEPT, *STYLES, *CLASSIC_STARTS),
)
CLASS = re.compile(r"^class (\w+)\(([^)]*)\)", re.MULTILINE)
HAN = re.compile(r"[\u4e00-\u9fff]")
NAME = re.compile(rf"\b({'|'.join([NOTATION, *PROPER.split(), *CODE.split()])})\b")
WORD = re.compile(r"[A-Za-z]{3,}")
PHRASE = re.compile(r"[a-z]{2,} [a-z]{2,}")


def kinds(sources):
    """The names of the errors that explain themselves."""
    classes = [found for text in sources for found in CLASS.findall(text)]
    names = {"Explained"}
    while more := {name for name, bases in classes if names & set(bases.split(", "))} - names:
        names |= more
    return names


def refusals():
    """Module and text of every refusal in the source."""
    paths = sorted((ROOT / "rnnviz").rglob("*.py"))
    sources = {path: path.read_text("utf-8") for path in paths}
    names, found = kinds(sources.values()), set()
    for path, source in sources.items():
        if not any(f"{name}(" in source for name in names):
            continue
        tree = ast.parse(source)
        module = ".".join(path.relative_to(ROOT / "rnnviz").with_suffix("").parts)
        named = constants(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in names and node.args:
                text = literal(node.args[0], named)
                found.add((module, ast.unparse(node.args[0]) if text is None else text))
    return found


def constants(tree):
    """The texts that a module has names for."""
    return {
        node.targets[0].id: literal(node.value, {})
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }


def literal(node, named):
    """The text that an expression is, if it is one."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("N_", "Message") and node.args:
        return literal(node.args[0], named)
    return named.get(node.id) if isinstance(node, ast.Name) else None


def caused(call, **given):
    """What a call is refused with, and the files that it went through."""
    wanted = {name: given[name] for name in inspect.signature(call).parameters if name in given}
    try:
        call(**wanted)
    except ValidationError as problem:
        error, places = refusal(problem), [one["ctx"]["error"] for one in problem.errors()]
    except Explained as problem:
        error, places = problem, [problem]
    else:
        pytest.fail("This is not refused.")
    frames = []
    while places:
        place = places.pop()
        frames += [frame.filename for frame in traceback.extract_tb(place.__traceback__)]
        places += [one for one in (place.__cause__, place.__context__) if one is not None]
    return error, frames


def parts(message):
    """A message and those within it."""
    yield message
    for value in message.fields.values():
        for one in value if isinstance(value, list | tuple) else [value]:
            if isinstance(one, Message):
                yield from parts(one)


def unfilled(text):
    """What a text says without its fields."""
    return " ".join(words for words, *_ in string.Formatter().parse(text))


def own_words(message):
    """What a message says in the reader's language without what fills it in."""
    one, many = message.text, message.plural
    return unfilled(language._n(one, many, message.fields["count"]) if many else language._(one))


def words_within(message):
    """The fields of a message, those of others' left out, that are texts: name and text."""
    for name, value in message.fields.items():
        for one in value if isinstance(value, list | tuple) else [value]:
            if isinstance(one, str) and name not in FOREIGN:
                yield name, one


def english_left(message):
    """What a reader of Chinese would read in English: words of the text that are no names, or a field
    that is for readers and should be a message."""
    words = own_words(message)
    if WORD.search(NAME.sub("", words)):
        yield words
    if WORD.search(unfilled(message.text)) and not HAN.search(words):
        yield message.text
    known = language.catalogues()["zh"].texts
    for name, text in words_within(message):
        if (text in known and text not in SETTINGS) or PHRASE.search(text):
            yield f"{name}={text!r}"


@pytest.fixture
def say(monkeypatch):
    """From now on the reader has this language."""
    return lambda word: monkeypatch.setattr(language, "_found", lambda: word)


@pytest.mark.parametrize(("module", "beginning", "call"), CALLS, ids=NAMES)
def test_a_refusal_is_the_same_in_both_languages(module, beginning, call, say, tmp_path, monkeypatch):
    said = {}
    for word in ("en", "zh"):
        say(word)
        with monkeypatch.context() as patch:
            said[word] = caused(call, folder=tmp_path, patch=patch)
    (english, places), (chinese, _) = said.values()
    assert any(place.endswith(f"rnnviz/{module.replace('.', '/')}.py") for place in places)
    assert any(part.text.startswith(beginning) for part in parts(english.message))
    assert type(english) is type(chinese)
    assert english.message == chinese.message

    assert [left for part in parts(chinese.message) for left in english_left(part)] == []
    assert str(pickle.loads(pickle.dumps(chinese))) == str(chinese)
    say("en")
    assert not HAN.search(str(chinese))


def test_every_refusal_is_caused_by_a_call():
    found, caused_by = refusals(), {}
    for module, beginning, _ in CALLS:
        begun = [text for where, text in found if where == module and text.startswith(beginning)]
        ours = min(begun, key=len, default="nothing")
        assert len(begun) == 1 or ours == beginning, f"{module}: {beginning}"
        caused_by[module, ours] = beginning
    assert found - caused_by.keys() == PASSED_ON


@pytest.mark.parametrize(
    "message",
    [
        Message("It is nowhere in the catalogue."),
        Message("seed is {seed!r}; allowed are whole numbers from 0.", seed="three or four"),
        Message(
            "All {read:,} rows are {other}; there must be {name} ones, too, to tell them apart.",
            read=1,
            other="positive",
            name=Message("negative"),
        ),
    ],
)
def test_english_that_is_left_is_seen(message, say):
    say("zh")
    assert list(english_left(message))


def test_the_texts_of_every_kind_of_refusal_are_found_for_the_catalogues():
    sources = [path.read_text("utf-8") for path in (ROOT / "rnnviz").rglob("*.py")]
    assert kinds(sources) - {"Explained"} <= set(texts.MESSAGES)
