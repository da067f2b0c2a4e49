"""One bound for a number, and one for a text, wherever it comes from: its control, words, an address,
JSON."""

import ast
from dataclasses import fields, replace

import pytest
from support.page_fields import PAGES
from support.reader import ROOT, Reader

from rnnviz.nn.network import MOST_LAYERS
from rnnviz.runs.run import HIGHEST_RATE, Run
from rnnviz.runs.truncation import MOST_STEPS, Truncation
from rnnviz.tasks import TASKS, Echo
from rnnviz.text.message import Refusal
from rnnviz.training.experiment import MOST_SAMPLES, MOST_SEED, Experiment
from rnnviz.ui.components.seed_box import LARGEST
from rnnviz.ui.frame import page as frame
from rnnviz.ui.session.pages import PAGES as ALL
from rnnviz.ui.tasks.controls import fields_of
from rnnviz.ui.tasks.panels import PANELS
from rnnviz.ui.training import echo_race
from rnnviz.ui.training.controls import MOST_RUNS, words
from rnnviz.ui.training.run_notation import read_run, write_run

# what brings the controls of each page into sight
STATES = [
    ("app.py", "", {"net": "random", "cell": "lstm", "mode": "words", "first": "random"}),
    ("app.py", "", {"net": "random", "first": "typed", "writing": "yes"}),
    ("pages/backpropagate.py", "", {"net": "random", "cell": "lstm", "with": "hello"}),
    ("pages/vanish.py", "", {"matrix": "table", "clipping": "yes"}),
    ("pages/truncate.py", "", {"runs": "every3reach7.h8.lstm.eps0_1,windows5.h4"}),
    *(("pages/tasks.py", name, {"task": name}) for name in PANELS),
    ("pages/tasks.py", "translate", {"task": "translate", "kind": "pairs"}),
    ("pages/tasks.py", "sentiment", {"task": "sentiment", "source": "own"}),
    ("pages/tasks.py", "characters", {"task": "characters", "text": "own"}),
]
SHARED = {"optimizer": "sgd", "rate": 0.1, "batch": 200}  # as no run below has them
SMALLEST = 5e-324
LONG = -1.2345678901234567e-05  # a number with as many digits as one has


@pytest.fixture
def opened(store_file, monkeypatch):
    def go(file, **query):
        # links to pages beside it could not be followed here
        pages = ALL if file == "app.py" else tuple(page for page in ALL if page.file == file)
        monkeypatch.setattr(frame, "PAGES", pages)
        return Reader(file, **query)

    return go


def bounds(field):
    """The least and the largest number that a field reads, None if it reads no number."""
    try:
        field.read("no number")
    except Refusal as allowed:
        found = allowed.message.fields
        return (found["low"], found["high"]) if "high" in found else None
    except ValueError:
        pass
    return None


def of_json(name):
    """The bounds of a run's number in JSON."""
    low, high = None, None
    for rule in Run.model_fields[name].metadata:
        low = getattr(rule, "ge", getattr(rule, "gt", low))
        high = getattr(rule, "le", high)
    return low, high


@pytest.mark.parametrize(("file", "name", "query"), STATES, ids=lambda part: str(part)[:40])
def test_a_control_and_its_address_have_the_same_bounds(opened, file, name, query):
    page, known = opened(file, **query).at, {field.key: field for field in PAGES[file, name]}
    tried = 0
    for box in (*page.number_input, *page.slider):
        if (field := known.get(box.key)) is None or (allowed := bounds(field)) is None:
            continue
        tried += 1
        if not field.is_said:
            most = min(allowed[1], LARGEST) if box.key.endswith("seed") else allowed[1]
            assert (box.proto.min, box.proto.max) == (allowed[0], most), box.key
        else:
            assert box.proto.min == allowed[0], box.key
    for box in (*page.text_input, *page.text_area):
        if (field := known.get(box.key)) is not None:
            tried += 1
            if box.key.endswith(" own"):  # a long text stays out of the address
                continue
            with pytest.raises(Refusal) as said:
                field.read("1" * (box.proto.max_chars + 1))
            assert said.value.message.fields["most"] == box.proto.max_chars, box.key
    assert tried


def test_a_run_has_the_same_bounds_in_its_controls_and_in_json(opened):
    page = opened("pages/tasks.py", task="translate", runs="full.h8.lstm.adagrad.log5").at
    more = opened("pages/truncate.py", runs="every3reach7.h8.lstm").at
    boxes = {box.key: box.proto for box in (*page.number_input, *page.slider)}
    names = [name for name in Run.model_fields if f"translate run 0 {name}" in boxes]
    assert {"hidden", "layers", "rate", "batch", "embedding", "forcing", "log"} <= set(names)
    for name in names:
        box, (low, high) = boxes[f"translate run 0 {name}"], of_json(name)
        assert box.min in (low, 0), name  # 0 is none
        assert box.max == high or high is None, name
    for name in ("every", "reach"):
        box = more.number_input(key=f"run 0 {name}").proto
        assert (box.min, box.max) == (1, MOST_STEPS)


@pytest.mark.parametrize("name", PANELS)
def test_a_task_has_the_same_bounds_in_its_controls_and_in_json(name):
    settings = {field.name for field in fields(TASKS[name])}
    for field in fields_of(name):
        if field.name not in settings or (allowed := bounds(field)) is None:
            continue
        step = 1 if isinstance(allowed[0], int) else 1e-9
        for value in allowed:
            assert getattr(replace(TASKS[name](), **{field.name: value}), field.name) == value
        for value in (allowed[0] - step, allowed[1] + step):
            with pytest.raises(ValueError, match="allowed are"):
                replace(TASKS[name](), **{field.name: value})


LARGE = Run(
    cell="lstm",
    hidden=1024,
    layers=MOST_LAYERS,
    truncation=Truncation(MOST_STEPS - 1, MOST_STEPS, each=True),
    rate=-LONG,
    batch=10_000,
    clip_norm=-LONG,
    clip_value=-LONG,
    start="orthogonal",
    gain=-LONG,
    forget_bias=LONG,
    summed=True,
    biases=1,
    root_epsilon=-LONG,
    double=True,
    log=1_000_000,
)
MADE = [
    Experiment(seed=MOST_SEED, samples=MOST_SAMPLES, runs=[LARGE] * MOST_RUNS),
    Experiment(seed=LARGEST, samples=1, runs=[Run(rate=SMALLEST)]),
    Experiment(seed=LARGEST + 1, runs=[Run(rate=HIGHEST_RATE, truncation=Truncation.even(MOST_STEPS))]),
    Experiment(task=Echo(lags={1000 - lag: LONG for lag in range(8)}, base=0.12345678901234567)),
]


@pytest.mark.parametrize("made", MADE, ids=range(len(MADE)))
def test_what_can_be_in_json_can_be_shown_and_kept(opened, made):
    page = opened("pages/truncate.py", **echo_race.settings_of(made))
    assert not [said for said in page.notices if "The address asks" in said]
    again = {field.name: page.state(field.key) for field in echo_race.FIELDS}
    assert (again["seed"], again["samples"]) == (made.seed, made.samples)
    common = {name: again[name] for name in SHARED}
    assert tuple(read_run(word, common) for word in words(again["runs"])) == made.runs
    assert again["lags"] == echo_race.settings_of(made)["lags"]
    if made.seed > LARGEST:
        box = page.at.text_input(key="seed digits")
        assert (box.value, box.label) == (str(made.seed), "Seed")


def test_a_seed_of_many_digits_is_typed_over(opened):
    page = opened("pages/truncate.py", seed=str(MOST_SEED))
    page.type("no number", "seed digits")
    assert page.address["seed"] == str(MOST_SEED)
    page.type("7", "seed digits")
    assert page.at.number_input(key="seed").value == 7
    assert page.address["seed"] == "7"


def test_the_longest_run_fits_into_its_box():
    further = {"embedding": 1024, "bidirectional": True, "delay": 50, "pool": "last"}
    further |= {
        "curriculum": "rising",
        "forcing": 0.12345678901234567,
        "context": True,
        "squared": True,
    }
    longest = write_run(LARGE.model_copy(update=further), SHARED)
    assert MOST_RUNS * (len(longest) + 1) <= echo_race.MOST_LETTERS


def test_a_box_for_text_says_how_much_it_takes():
    """Whoever calls `text_input` or `text_area` names `max_chars`, if need be among what several boxes
    share."""
    found = 0
    for path in (*ROOT.glob("rnnviz/**/*.py"), *ROOT.glob("pages/*.py"), ROOT / "app.py"):
        tree = ast.parse(path.read_text("utf-8"))
        shared = "max_chars" in {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)}
        for call in ast.walk(tree):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
                continue
            if call.func.attr not in ("text_input", "text_area", "chat_input"):
                continue
            found += 1
            named = {word.arg for word in call.keywords}
            assert "max_chars" in named or (None in named and shared), f"{path}:{call.lineno}"
    assert found > 30
