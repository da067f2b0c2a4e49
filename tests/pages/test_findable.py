"""What people look for by its usual name is found within two clicks of the page where they look."""

import pytest
from support.clicks import Search

from rnnviz.ui.frame import page as frame

pytestmark = pytest.mark.usefixtures("store_file")
PAGES = frame.PAGES

UNROLL, BACK, VANISH = "app.py", "pages/backpropagate.py", "pages/vanish.py"
TRUNCATE, TASKS = "pages/truncate.py", "pages/tasks.py"
LSTM = {"net": "english-lstm", "text": "the"}
WORDS = {"net": "random", "mode": "words", "vectors": "3", "text": "dog bites man"}
SRN = {"net": "srn"}


@pytest.fixture
def opened(monkeypatch):
    """Opens a page for who looks for something."""

    def go(file: str, **query: str) -> Search:
        # links to pages beside it could not be followed here
        there = PAGES if file == UNROLL else tuple(page for page in PAGES if page.file == file)
        monkeypatch.setattr(frame, "PAGES", there)
        return Search(file, **query)

    return go


# its usual name, the page and how it is set, the section that says the name, what is then seen, and
# what is still to be unfolded there
IN_SECTIONS = [
    ("LSTM", UNROLL, LSTM, "anatomy", "leaves ±1"),
    ("GRU", UNROLL, {"net": "random", "cell": "gru"}, "anatomy", "GRU, unit 1"),
    ("cell state c", UNROLL, LSTM, "anatomy", "c<sub>t</sub>"),
    ("w1 to w8", UNROLL, SRN, "weights", "W_ih", "Every weight on its edge"),
    ("number by number", UNROLL, {}, "step", "the new hidden state"),
    ("generate text", UNROLL, {}, "writing", "y<sub>t</sub> becomes"),
    ("one-hot", UNROLL, {}, "tokens", "one-hot"),
    ("token ids", UNROLL, {}, "tokens", "as ids"),
    ("pairs", UNROLL, {}, "tokens", "next"),
    ("embedding", UNROLL, WORDS, "tokens", "row of the embedding"),
    ("h_n", UNROLL, {}, "returns", "output, h_n = rnn(x, h_0)"),
    ("RNNCell", UNROLL, {}, "returns", "RNNCell"),
    ("parameter count", UNROLL, {}, "parameters", "by formula"),
    ("advantages and costs", UNROLL, {}, "parameters", "Transformer"),
    ("references", UNROLL, {}, "references", "Elman (1990)"),
    ("L = −log p_y", BACK, {}, "first", "p − y"),
    ("dW_hy", BACK, {}, "first", "W"),
    ("derivative of tanh", BACK, {}, "slope", "1 − h²"),
    ("backpropagation through time", BACK, {}, "formula", "∂L"),
    ("BPTT", BACK, {}, "formula", "Up to the term"),
    ("computation graph", BACK, {}, "graph", "A + passes the gradient on unchanged"),
    ("row form", BACK, {}, "rows", "Rows of the batch"),
    ("names and shapes", BACK, {}, "names", "biases; PyTorch keeps two"),
    ("two biases", BACK, {}, "names", "biases; PyTorch keeps two"),
    ("embedding", BACK, {}, "shares", "Parameter"),
    ("sums over time", BACK, {}, "shares", "Parameter"),
    ("linear axis", BACK, {}, "reach", "linear axis"),
    ("depth against length", BACK, {}, "depth", "through layers"),
    ("finite differences", BACK, {}, "check", "Check these gradients"),
    ("dh_prev", BACK, {}, "step", "dh"),
    ("references", BACK, {}, "references", "Werbos (1990)"),
    ("two betas", VANISH, {}, "bound", "largest singular value of"),
    ("‖X‖ ‖Y‖", VANISH, {}, "bound", "‖X Y‖ ≤ ‖X‖ ‖Y‖"),
    ("gradient clipping formula", VANISH, {}, "clipping", "θ / ‖g‖"),
    ("saturation", VANISH, {}, "slopes", "slope"),
    ("references", VANISH, {}, "references", "Pascanu"),
    ("case by case", TRUNCATE, {}, "floors", "0.4545"),
    ("memory capacity", TRUNCATE, {}, "recall", "Memory capacity"),
    ("short-term memory", TRUNCATE, {}, "recall", "What the state still knows"),
    ("what does the state remember", TRUNCATE, {}, "recall", "What the state still knows"),
    ("6 steps cut by 3", TRUNCATE, {}, "cut", "who says “cut by 3”", "6 steps cut by 3"),
    ("offsets", TRUNCATE, {}, "batches", "row"),
    ("references", TRUNCATE, {}, "references", "Williams & Peng (1990)"),
    ("what each is used for", TASKS, {}, "shapes", "N to M"),
    ("offsets", TASKS, {"task": "characters"}, "batches", "row"),
    ("references", TASKS, {}, "references", "Karpathy (2015)"),
]


@pytest.mark.parametrize("row", IN_SECTIONS, ids=lambda row: f"{row[0]} on {row[1].split('/')[-1]}")
def test_it_is_in_the_list_of_pictures_by_its_name(opened, row):
    name, file, query, word, seen, *folded = row
    reader = opened(file, **query)
    reader.section(word, name)
    for label in folded:
        reader.unfold(label)
    assert reader.clicks <= 2
    assert seen in reader.sees()


@pytest.mark.parametrize("kind", ["random", "typed", "text"])
def test_the_first_state_is_one_choice(opened, kind):
    reader = opened(UNROLL)
    reader.choose(first=kind)
    assert "First state h₀" in reader.sees()
    assert reader.clicks == 1


# the program that everybody has read, and its name in the list "The classics"
CLASSICS = {
    "binary addition": "Addition",
    "min-char-rnn": "Characters",
    "hello to ohlol": "Hello",
    "sentence of 21 words": "Words",
    "six word pairs": "Translate",
}


@pytest.mark.parametrize(("name", "task"), CLASSICS.items())
def test_a_classic_is_one_choice_on_tasks(opened, name, task):
    reader = opened(TASKS)
    (label,) = (one for one in reader.page.control("classics").options if name in one)
    assert task in label
    reader.choose(classics=label)
    assert reader.clicks == 1
    assert not reader.page.notices


@pytest.mark.parametrize(
    ("name", "task"), [("IMDB", "sentiment"), ("France", "words"), ("parsing", "execute")]
)
def test_a_run_is_one_choice_among_those_of_its_task(opened, name, task):
    reader = opened(TASKS, task=task)  # by a click in the gallery
    assert any(name in one for one in reader.page.control(f"{task} preset").options)


def test_decimals_are_a_control_of_the_sidebar(opened):
    reader = opened(UNROLL, **SRN)
    reader.choose(digits="5")
    assert "Decimals" in reader.sees()


@pytest.mark.parametrize("task", ["labelling", "execute", "words", "translate"])
def test_a_task_is_one_click_in_the_gallery(opened, task):
    reader = opened(TASKS)
    assert task in str(reader.page.data("gallery")).lower()
