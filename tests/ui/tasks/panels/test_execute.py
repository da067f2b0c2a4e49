"""Execute on the page Tasks: a program typed, its answer and its shares, and what is refused."""

import re

import pytest
from support.figure_readers import parsed

from rnnviz.figures.base.numbers import percent
from rnnviz.pretrained.task_networks import opening
from rnnviz.runs.run import Run
from rnnviz.tasks import Execute
from rnnviz.tasks.execute import TESTED, exam
from rnnviz.training.experiment import Experiment
from rnnviz.ui.tasks.panels.execute import EXAMPLE, PANEL
from rnnviz.ui.training.run_notation import SHARED, read_run, write_run

pytestmark = pytest.mark.usefixtures("only_tasks")


def verdict(reader):
    (found,) = (e.value for e in reader.at.get("html") if 'class="verdict"' in e.value)
    return parsed(found).text


def put(reader, text):
    reader.at.text_area(key="execute program").set_value(text)
    reader.run()


def test_the_answer_is_what_the_network_gives(read):
    made = opening("execute")
    reader = read("pages/tasks.py", task="execute")
    for text in (EXAMPLE, "print(9-4)", "a=3\nprint(a)"):
        if text != EXAMPLE:
            put(reader, text)
        done = made.task.answer(made.model, text)
        said = f"the network answers {done.text.replace('-', '−')}"
        assert said in verdict(reader)
        assert verdict(reader).startswith("✓ right" if done.right else "✗ wrong")
        heat = reader.figure("execute letters")["data"][0]
        assert heat["z"][0][0] == pytest.approx(done.probabilities[0, 2])
        assert len(heat["z"]) == len(done.tokens)
    assert reader.notices == []
    assert reader.address == {"task": "execute", "program": "a=3\nprint(a)"}


def test_the_bars_are_the_measured_shares(read):
    made = opening("execute")
    chart = read("pages/tasks.py", task="execute").figure("execute chart")
    shares = made.task.measures(made.model.astype("float32"))
    assert chart["data"][0]["y"] == pytest.approx(list(shares.values()))
    assert [line["y0"] for line in chart["layout"]["shapes"]] == list(made.task.baseline().values())


def test_what_is_no_program_is_told_and_the_last_answer_stays(read):
    reader = read("pages/tasks.py", task="execute", program="print(2+2)")
    before = reader.figure("execute letters")
    for wrong, words in (
        ("a=3\nprint(a", "Line 2 is no Python: '(' was never closed."),
        ("a=3\nprint(<b>)", "Line 2 is no Python"),
        ("print(b)", "Line 1 uses “b”, which has no value by then."),
        ("print(2*2)", "Line 1 has “*”, which no program here has"),
        ("print(1" + "+1" * 200 + ")", "The program has 408 characters; at most 200 are read."),
    ):
        put(reader, wrong)
        (said,) = reader.notices
        assert said.startswith(words)
        assert reader.figure("execute letters") == before
        assert reader.at.text_area(key="execute program").value == wrong
    put(reader, "")
    assert reader.notices == []
    assert reader.address == {"task": "execute"}


def test_examples_are_test_programs_one_after_the_other(read):
    reader = read("pages/tasks.py", task="execute")
    seen = []
    for _ in range(3):
        reader.press("Another")
        seen.append(reader.at.text_area(key="execute program").value)
    assert seen == list(exam(2, 1)[:3])
    reader.choose(**{"execute level": 5})
    assert reader.at.text_area(key="execute program").value == exam(5, 1)[0]
    assert reader.notices == []
    assert reader.address["level"] == "5"
    put(reader, exam(5, 1)[TESTED - 1])
    reader.press("Another")
    assert reader.at.text_area(key="execute program").value == exam(5, 1)[0]


def test_longer_numbers_than_were_trained_on_are_told(read):
    reader = read("pages/tasks.py", task="execute", program="print(12+3)")
    (said,) = (said for said in reader.captions if "longer" in said)
    assert "those have one digit at most" in said


def test_settings_from_an_address_are_checked(read):
    reader = read("pages/tasks.py", task="execute", levels="9", digits="2")
    (said,) = reader.notices
    assert "levels = “9”; allowed are whole numbers from 1 to 5. It stays at 3" in said
    assert reader.state("execute digits") == 2


def test_presets_can_be_trained_and_are_written_as_the_page_writes_them():
    shared = {name: Run(**Execute.usual).model_dump()[name] for name in SHARED}
    assert len(PANEL.presets) == 5
    for preset in PANEL.presets:
        runs = [read_run(word, shared) for word in preset.asked["runs"].split(",")]
        assert ",".join(write_run(run, shared) for run in runs) == preset.asked["runs"]
        experiment = Experiment(task=Execute(), samples=int(preset.asked["samples"]), runs=runs)
        assert [run.cell for run in experiment.runs] in (
            ["tanh", "gru", "lstm"],
            ["lstm"] * 3,  # of the orders
            ["gru"] * 2,  # with c at every step and without
        )


def test_both_kinds_of_program_are_compared_and_one_can_be_trained_on(read):
    reader = read("pages/tasks.py", task="execute")
    made = opening("execute")
    found = made.task.by_kind(made.model.astype("float32"))
    shown = " ".join(e.value for e in reader.at.get("html"))
    text = re.sub("<[^>]*>", " ", shown)
    assert re.search(rf"loops\s+{re.escape(percent(found['loops']))}", text)
    assert re.search(rf"parsing\s+{re.escape(percent(found['parsing']))}", text)
    reader.choose(**{"execute kind": "loops"})
    assert reader.address["kind"] == "loops"
