"""Which network: found once in a run of the script, its text split once, its store asked twice."""

import pytest
from support import app_test_private
from support.reader import Reader

from rnnviz.experiments.frame_writer import FrameWriter
from rnnviz.nn import tokenizer
from rnnviz.nn.tokenizer import MODES, Unreadable, split, vocabulary
from rnnviz.pretrained.registry import RECIPES
from rnnviz.runs.run import Run
from rnnviz.storage.database import StoreError
from rnnviz.tasks import Hello
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import Race
from rnnviz.ui.frame import page as frame
from rnnviz.ui.network import selection, task_networks
from rnnviz.ui.network.selection import BY_HAND, EXAMPLES, NETWORKS, RANDOM, followed, select, title_of

MADE = {"mode": "characters", "cell": "lstm", "hidden": 5, "layers": 2, "both": True}
MADE |= {"seed": 3, "gain": 2.0, "activation": "relu", "weights": None}


# one run of the script


class Counted:
    """A pattern that notes what it splits."""

    def __init__(self, pattern, texts):
        self.pattern, self.texts = pattern, texts

    def findall(self, text):
        self.texts.append(text)
        return self.pattern.findall(text)


@pytest.fixture
def stored(store):
    """The word of a run that was trained."""
    experiment = Experiment(task=Hello(), samples=40, runs=[Run(**Hello.usual)])
    id = store.add(experiment)
    with store.transaction() as run:
        run("UPDATE experiments SET worker = 'me'")
    race, pen = Race(experiment), FrameWriter(store, id, "me")
    pen.open(1)
    race.step()
    pen.write(pen.pack(race.frame(1.0), race.learners), "paused")
    return f"run.{id}.1"


@pytest.fixture
def costs(monkeypatch, store):
    """What is done from now on: networks found, texts split, statements asked of the store."""
    found, texts, statements = [], [], []
    inner = selection.select
    monkeypatch.setattr(selection, "select", lambda state: found.append(state["net"]) or inner(state))
    for mode, pattern in tokenizer._PIECES.items():
        monkeypatch.setitem(tokenizer._PIECES, mode, Counted(pattern, texts))
    store.connection.set_trace_callback(statements.append)

    def so_far():
        counts = list(found), [text for text in texts if text], list(statements)
        for done in (found, texts, statements):
            done.clear()
        return counts

    return so_far


@pytest.mark.parametrize("alone", [False, True], ids=["page", "fragment"])
@pytest.mark.parametrize("net", ["hello", "random", "task.hello", "stored"])
@pytest.mark.parametrize("file", ["app.py", "pages/backpropagate.py"])
def test_a_key_asks_once(file, net, alone, stored, costs, monkeypatch):
    if file != "app.py":  # links to pages beside it could not be followed here
        monkeypatch.setattr(frame, "PAGES", tuple(p for p in frame.PAGES if p.file == file))
    word = stored if net == "stored" else net
    page = Reader(file, net=word, text="hel", target="ello")
    if file == "app.py":
        page.type("hole", "with")
    boxes = {"hell", "ello", "hole"} if file == "app.py" else {"hell", "ello"}
    costs()
    if alone:
        page.at.session_state["text"] = "hell"
        app_test_private.run_fragments(page.at)
        assert not page.at.exception
    else:
        page.type("hell")
    found, texts, statements = costs()
    assert found == [word]
    assert sorted(texts) == sorted(boxes)
    # the page as a whole asks for one's own trainings and files, too, which its menu offers; a key
    # does not
    assert len(statements) == (2 if net == "stored" else 0) + 2 * (not alone)


def test_what_is_followed_is_told_without_the_session(stored, store):
    id = stored.split(".")[1]
    before = followed({"net": stored})
    assert before is not None and before == followed({"net": stored, "frame": None})
    store.rows("UPDATE experiments SET status = 'running' WHERE id = ?", id)
    assert followed({"net": stored}) != before
    assert followed({"net": stored, "frame": 0}) is followed({"net": f"{stored}.f0"}) is None
    assert followed({"net": "hello"}) is None
    store.rows("UPDATE experiments SET status = 'finished', worker = NULL WHERE id = ?", id)
    assert followed({"net": stored}) is None


def test_a_network_chosen_by_hand_is_found_once(costs):
    page = Reader("app.py")
    costs()
    page.choose(net="random")
    assert costs()[0] == ["random"]


def test_a_run_that_went_away_between_two_keys_is_said(stored, store):
    page = Reader("app.py", net=stored, text="hell")
    store.remove(stored.split(".")[1])
    app_test_private.run_fragments(page.at)
    assert not page.at.exception
    assert any("no experiment" in sentence for sentence in page.notices)
    assert page.state("net") == NETWORKS[0]
    assert page.drawn == "hell"


# what it says


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_a_ready_trained_network_is_as_its_recipe_says(recipe):
    chosen = select({"net": recipe.name})
    assert (chosen.mode, chosen.example, chosen.look) == (recipe.mode, recipe.example, recipe.look)
    assert chosen.answer == (recipe.target or "")
    assert chosen.hidden == chosen.network([]).hidden
    assert chosen.network([]) is select({"net": recipe.name}).network([])
    assert chosen.task is None


@pytest.mark.parametrize("mode", MODES)
def test_a_random_network_reads_what_is_typed(mode):
    chosen = select({**MADE, "net": RANDOM, "mode": mode})
    texts = [chosen.pieces(text) for text in (EXAMPLES[mode], "", "")]
    net = chosen.network(texts)
    assert (chosen.mode, chosen.example) == (mode, EXAMPLES[mode])
    assert (net.cell, net.hidden, net.layers, net.bidirectional) == ("lstm", 5, 2, True)
    assert chosen.hidden == 5
    known = None if mode == "numbers" else vocabulary([EXAMPLES[mode]], mode)
    assert net.vocabulary == known
    assert net.inputs == (2 if mode == "numbers" else len(known))
    typed = chosen.read(net, texts[0])
    assert list(typed.pieces) == split(EXAMPLES[mode], mode)
    assert chosen.network(texts) is net


def test_a_random_network_knows_what_stands_in_all_boxes():
    chosen = select({**MADE, "net": RANDOM})
    net = chosen.network([["a", "b"], ["c"], ["d"]])
    assert net.vocabulary == ("a", "b", "c", "d")
    with pytest.raises(Unreadable, match="2,001 tokens"):
        chosen.network([["a"], [], ["b"] * 2001])


def test_the_network_by_hand():
    chosen = select({**MADE, "net": BY_HAND, "mode": "words"})
    net = chosen.network([])
    assert (chosen.mode, chosen.hidden, net.cell) == ("numbers", 2, "relu")
    assert chosen.first_state("whatever") is None


def test_a_tasks_network():
    chosen = select({"net": "task.hello"})
    assert chosen.task is task_networks.task_network("task.hello")
    assert (chosen.mode, chosen.example) == ("characters", "hello")
    assert chosen.network([]) is chosen.task.network
    assert chosen.pieces("a⏎b") == ["a", "\n", "b"]


@pytest.mark.parametrize("word", ["task.nothing", "run.00000000.1"])
def test_one_that_is_not_there_is_refused(word, store):
    with pytest.raises((ValueError, StoreError), match=r"\.$"):
        select({"net": word})


def test_titles():
    titles = [title_of(word) for word in (*NETWORKS, "task.hello", "task.translate.decoder")]
    assert len(set(titles)) == len(titles)
    assert titles[0].startswith("Trained: ")
    assert titles[-2].startswith("From Tasks: ")
