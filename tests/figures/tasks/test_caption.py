"""Pictures of Caption: the words and their probabilities are the network's."""

import numpy as np
import pytest
from support.figure_readers import parsed, spoken

from rnnviz.analysis.encoder_decoder_trace import passage
from rnnviz.figures.tasks import caption as figures
from rnnviz.runs.run import Run
from rnnviz.tasks import Caption
from rnnviz.tasks.pictures import gallery

TASK = Caption()
KIND, PICTURES = next(iter(gallery().items()))
MODEL = TASK.start(Run(**Caption.usual), 1).astype("float64")
ONE = passage(MODEL, PICTURES[0].reshape(1, -1).astype(float), 6)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((KIND.sentence, KIND, False), f"{KIND.sentence} ✓ right"),
        (
            ("a dot", KIND, True),
            f"a dot ✗ wrong, it is {KIND.sentence} such a picture was never trained on",
        ),
        (("", None, False), "nothing no shape that it was trained on"),
    ],
)
def test_the_verdict_says_what_came_and_what_is_true(arguments, words):
    assert parsed(figures.verdict(*arguments)).text.strip() == words


def test_every_step_shows_its_likeliest_words():
    shown = parsed(figures.words(ONE, TASK.answers))
    cards = shown.one(".words").children
    assert len(cards) == len(ONE.tokens)
    for card, token, chances in zip(cards, ONE.tokens, ONE.probabilities, strict=True):
        bars = [(bar.children[0].text, bar.children[1].text, bar) for bar in card.all("li")]
        assert len(bars) == 4
        best = np.sort(chances)[::-1][:4]
        for (word, said, bar), chance in zip(bars, best, strict=True):
            name = "\x03" if word == "⊣ end" else "\x02" if word == "⊢" else word
            assert chances[TASK.answers.index(name)] == chance
            assert said in ("< 1 %", "> 99 %") or spoken(said[:-2]) == pytest.approx(
                100 * chance, abs=0.5
            )
            assert float(bar.attributes["style"].split(":")[1]) == pytest.approx(chance, abs=1e-4)
        assert card.one("h3").text == bars[0][0]
        assert TASK.answers[token] in (bars[0][0], "\x03", "\x02")


def test_the_vector_is_all_of_the_first_state():
    vector = parsed(figures.words(ONE, TASK.answers)).one(".vector")
    assert "made of the 64 cells in one step: 128 numbers" in vector.text
    assert len(vector.all(".strip")) == 2
