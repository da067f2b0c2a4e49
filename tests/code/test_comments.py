"""What stands beside lines is known, so that it is translated; all that readers type stays as it is."""

import io
import re
import tokenize

import pytest
from support import every_code

import rnnviz
from rnnviz.code import training, training_data
from rnnviz.code.comments import COMMENTS, DOCSTRINGS, in_words
from rnnviz.code.training import training_code
from rnnviz.tasks import TASKS
from rnnviz.text import language

WORDS = re.compile(r"[a-z]{3,} [a-z]{2,}")


def said_in(code):
    """The comments and docstrings of both scripts."""
    for part in (*code.pytorch, *code.numpy):
        for token in tokenize.generate_tokens(io.StringIO(part.code).readline):
            if token.type == tokenize.COMMENT:
                yield token.string.removeprefix("# ")
            if token.type == tokenize.STRING and token.string.startswith('"""'):
                yield " ".join(token.string.strip('"').split())


@pytest.mark.parametrize("name", ["echo", "labelling", "sentiment", "words", "translate"])
def test_all_that_trainings_say_is_known(name, monkeypatch):
    monkeypatch.setattr(training_data, "MOST_UPDATES", 1)
    monkeypatch.setattr(training, "_prints", lambda *given: "")
    found = set()
    for _more, run in every_code.runs(name):
        samples = run.batch * (run.truncation.every or 6)
        experiment = rnnviz.Experiment(task=TASKS[name](), runs=(run,), samples=samples)
        code = training_code(experiment, 0)
        found |= set(said_in(code))
        lines = [line for part in (*code.pytorch, *code.numpy) for line in part.code.splitlines()]
        assert (
            max(len(line) for line in lines if not line.startswith((" " * 8 + "[", " " * 4 + '"')))
            < 105
        )
    assert len(found) > 10
    unknown = found - {*COMMENTS, *DOCSTRINGS}
    assert {one for one in unknown if WORDS.search(one)} == set()


def test_they_are_in_the_reader_s_language(monkeypatch):
    code = 'def f():\n    """The baseline at x, NaN\n    beyond its ends."""\n    return 1  # the coins'
    assert in_words(code) == code
    monkeypatch.setattr(language, "_found", lambda: "zh")
    assert (
        in_words(code)
        == 'def f():\n    """基线在 x 处的值，两端之外为 NaN。"""\n    return 1  # 抛硬币'
    )


def test_what_is_not_known_stays():
    for code in ('text = "# the coins"', "x = 1  # mine", '"""mine"""', 'text = \'"""\''):
        assert in_words(code) == code
