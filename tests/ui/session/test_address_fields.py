"""What a field writes it reads again; what cannot be is refused with what is allowed."""

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.nn.cells import CELLS
from rnnviz.nn.network import MOST_FORGET_BIAS, MOST_LAYERS
from rnnviz.nn.tokenizer import MODES, MOST_TOKENS
from rnnviz.pretrained import registry
from rnnviz.runs.run import STARTS
from rnnviz.ui.network import chooser, first_state, selection
from rnnviz.ui.session import address_fields

few = settings(deadline=None, derandomize=True)
FIELDS = {field.name: field for field in chooser.FIELDS}
TYPED = st.text(max_size=40)
VALUES = {
    "net": st.sampled_from([*selection.NETWORKS, "task.addition", "task.translate.decoder"]),
    "frame": st.integers(0, chooser.MOST_FRAMES),
    "mode": st.sampled_from(MODES),
    "cell": st.sampled_from(list(CELLS)),
    "hidden": st.integers(1, chooser.MOST_HIDDEN),
    "layers": st.integers(1, MOST_LAYERS),
    "both": st.booleans(),
    "seed": st.integers(0, 999_999),
    "gain": st.floats(0.0, 4.0),
    "start": st.sampled_from(STARTS),
    "forget": st.floats(-MOST_FORGET_BIAS, MOST_FORGET_BIAS),
    "vectors": st.integers(0, chooser.MOST_VECTOR),
    "activation": st.sampled_from(chooser.ELMAN),
    "weights": st.lists(st.floats(-1e6, 1e6), min_size=18, max_size=18),
    "text": TYPED,
    "with": TYPED,
    "target": TYPED,
    "source": TYPED,
    "first": st.sampled_from(list(first_state.KINDS)),
    "first_seed": st.integers(0, 999_999),
    "first_numbers": TYPED,
    "first_text": TYPED,
    "step": st.integers(1, MOST_TOKENS),
}


def test_every_field_is_tried():
    assert VALUES.keys() == FIELDS.keys()


@pytest.mark.parametrize("name", VALUES)
@few
@given(data=st.data())
def test_what_a_field_writes_it_reads(name, data):
    field, value = FIELDS[name], data.draw(VALUES[name])
    written = field.write(value)
    assert isinstance(written, str)
    assert field.read(written) == value


@few
@given(st.lists(st.integers(1, 9), max_size=9))
def test_several_values_are_joined_by_commas(values):
    assert address_fields.many(address_fields.whole(1, 9), 99)(address_fields.join(values)) == values


@pytest.mark.parametrize("value", [True, False])
def test_yes_and_no(value):
    assert address_fields.flag(address_fields.write_flag(value)) is value


WRONG = [
    (address_fields.choice(("ab", "cd")), ["", "x", "AB", "ab ", "ab,cd"], "ab, cd"),
    (
        address_fields.whole(2, 30),
        ["", "x", "1", "31", "2.0", "1e1", "nan", "-5"],
        "whole numbers from 2 to 30",
    ),
    (
        address_fields.real(0.5, 4.0),
        ["", "x", "0.4", "4.1", "nan", "inf", "-inf", "1,0"],
        "numbers from 0.5 to 4",
    ),
    (address_fields.text(3), ["abcd", "    "], "texts of up to 3 characters"),
    (address_fields.flag, ["", "Yes", "true", "1"], "yes, no"),
    (
        address_fields.many(address_fields.whole(1, 3), 6),
        ["0", "1,4", "1,x", "1;2"],
        "whole numbers from 1 to 3",
    ),
]


@pytest.mark.parametrize(
    ("read", "text", "allowed"),
    [(read, text, allowed) for read, texts, allowed in WRONG for text in texts],
    ids=lambda value: repr(value) if isinstance(value, str) else "",
)
def test_what_cannot_be_is_refused_with_what_is_allowed(read, text, allowed):
    with pytest.raises(ValueError, match=f"^{re.escape(allowed)}$"):
        read(text)


@few
@given(st.text(), st.sampled_from(list(FIELDS)))
def test_any_text_is_read_or_refused_with_words(text, name):
    try:
        value = FIELDS[name].read(text)
    except ValueError as allowed:
        words = str(allowed)  # it follows "allowed are"
    else:
        words = "numbers"
        if isinstance(value, float):
            assert math.isfinite(value)
    assert words
    assert not re.search("invalid literal|could not convert|digits", words)


def test_limits_are_those_of_the_network():
    assert FIELDS["hidden"].read("128") == 128
    assert FIELDS["step"].read("2000") == 2000
    assert FIELDS["net"].read("english-lstm") == "english-lstm"
    assert FIELDS["weights"].read(",".join(["-2.5"] * 17) + ",1e3") == [-2.5] * 17 + [1000.0]
    assert len(FIELDS["text"].read("x" * chooser.MOST_TYPED)) == 20_000


def test_a_networks_text_is_its_example_unless_something_is_typed():
    for name, recipe in registry.RECIPES.items():
        assert FIELDS["text"].default({"net": name}) == recipe.example
    for mode, example in selection.EXAMPLES.items():
        assert FIELDS["text"].default({"net": "random", "mode": mode}) == example
    assert FIELDS["text"].default({"net": "srn", "mode": "words"}) == "1 1; 1 1; 2 2"


@pytest.mark.parametrize("name", chooser.SCENES)
def test_every_scene_can_be_set(name):
    scene = dict(chooser.SCENES[name])
    for own in ("show", "anatomy", "writing", "edges"):  # fields of the page itself
        scene.pop(own, None)
    assert scene.keys() <= FIELDS.keys()
    for field, text in scene.items():
        assert FIELDS[field].write(FIELDS[field].read(text)) == text


def test_a_field_that_is_yes_or_no():
    plain, named = (
        address_fields.flag_field("open"),
        address_fields.flag_field("open", "page open", True),
    )
    assert (plain.key, named.key) == ("open", "page open")
    assert (plain.default({}), named.default({})) == (False, True)
    assert [plain.write(value) for value in (True, False)] == ["yes", "no"]
    assert [plain.read(word) for word in ("yes", "no")] == [True, False]
    with pytest.raises(ValueError, match="yes, no"):
        plain.read("1")
