"""Readout, embedding and vocabulary of a layer, matched by shape, by name, or chosen."""

import json
import re

import numpy as np
import pytest

from rnnviz.formats.arrays import NamedArrays, StoredArray, Told
from rnnviz.nn.opened.opened import look
from rnnviz.text.message import Refusal

LSTM = {"rnn.weight_ih_l0": (16, 3), "rnn.weight_hh_l0": (16, 4)}


def named(shapes, seed=0, **more):
    rng = np.random.default_rng(seed)
    arrays = {name: StoredArray.of(rng.standard_normal(shape)) for name, shape in shapes.items()}
    return NamedArrays("kept", arrays, **more)


def matched(shapes, metadata=None, told=None, **choices):
    found = look(named(LSTM | shapes, metadata=metadata or {}, told=told or {}), **choices)
    return tuple(one.name if one else None for one in (found.embedding, found.readout))


@pytest.mark.parametrize(
    ("shapes", "embedding", "readout"),
    [
        ({}, None, None),
        ({"a.weight": (7, 3)}, "a.weight", None),
        ({"a.weight": (7, 4)}, None, "a.weight"),
        ({"a.weight": (7, 4), "a.bias": (7,)}, None, "a.weight"),
        # an embedding has no bias
        ({"a.weight": (7, 3), "a.bias": (7,)}, None, None),
        (
            {"encoder.weight": (7, 3), "decoder.weight": (7, 4), "decoder.bias": (7,)},
            "encoder.weight",
            "decoder.weight",
        ),
        # what is no matrix, or fits neither
        ({"norm.weight": (4,), "conv.weight": (7, 4, 2), "a.weight": (4, 7)}, None, None),
        # a square matrix of no such name
        ({"a.weight": (3, 3)}, None, None),
        ({"embed.weight": (3, 3)}, "embed.weight", None),
        # of two that are alike in all but their names
        ({"x.weight": (7, 4), "x.bias": (7,), "fc.weight": (9, 4), "fc.bias": (9,)}, None, "fc.weight"),
        ({"x.weight": (7, 4), "x.bias": (7,), "y.weight": (9, 4), "y.bias": (9,)}, None, None),
        # what another one reads is no last one
        ({"fc1.weight": (7, 4), "fc1.bias": (7,), "fc2.weight": (9, 7), "fc2.bias": (9,)}, None, None),
    ],
)
def test_a_readout_and_an_embedding_are_matched_by_shape(shapes, embedding, readout):
    assert matched(shapes) == (embedding, readout)


EVEN = {"rnn.weight_ih_l0": (16, 4), "rnn.weight_hh_l0": (16, 4)}


@pytest.mark.parametrize(
    ("shapes", "embedding", "readout"),
    [
        ({"tok_emb.weight": (7, 4), "head.weight": (7, 4)}, "tok_emb.weight", "head.weight"),
        ({"x.weight": (7, 4), "y.weight": (7, 4), "y.bias": (7,)}, "x.weight", "y.weight"),
        ({"encoder.weight": (7, 4), "decoder.weight": (7, 4)}, "encoder.weight", "decoder.weight"),
        ({"emb.weight": (7, 4)}, "emb.weight", None),
    ],
)
def test_where_both_have_as_many_columns_the_bias_and_the_names_decide(shapes, embedding, readout):
    assert matched(EVEN | shapes) == (embedding, readout)


BOTH = {
    f"{part}.gru.weight_{kind}_l0": (12, 4) for part in ("encoder", "decoder") for kind in ("ih", "hh")
}
AROUND = {
    "encoder.embedding.weight": (30, 4),
    "decoder.embedding.weight": (40, 4),
    "decoder.attention.weight": (10, 8),
    "decoder.out.weight": (40, 4),
    "decoder.out.bias": (40,),
}


@pytest.mark.parametrize(
    ("layer", "embedding", "readout"),
    [
        ("encoder.gru", "encoder.embedding.weight", None),
        ("decoder.gru", "decoder.embedding.weight", "decoder.out.weight"),
    ],
)
def test_what_stands_in_the_module_of_another_layer_belongs_to_that(layer, embedding, readout):
    found = look(named(BOTH | AROUND), layer=layer)
    assert found.embedding.name == embedding
    assert (found.readout.name if found.readout else None) == readout


def test_tied_weights_are_both():
    assert matched(EVEN | {"emb.weight": (7, 4)}, {"tie_word_embeddings": True}) == ("emb.weight",) * 2
    assert matched(EVEN | {"emb.weight": (7, 4)}, readout="emb") == ("emb.weight",) * 2


def test_a_module_that_was_saved_under_two_names_is_one():
    arrays = named(LSTM | {"encoder.weight": (7, 3), "dp.emb.weight": (7, 3)})
    assert look(arrays).embedding is None
    arrays.arrays["dp.emb.weight"] = arrays.arrays["encoder.weight"]
    assert look(arrays).embedding.name == "encoder.weight"


def test_of_two_alike_that_cannot_be_read_none_is_taken():
    def unread():
        raise Refusal("No.")

    alike = {name: StoredArray((7, 3), "float64", unread) for name in ("a.weight", "b.weight")}
    arrays = named(LSTM)
    assert look(NamedArrays("kept", {**arrays.arrays, **alike})).embedding is None


def test_a_file_says_which_they_are():
    shapes = {"x.weight": (7, 4), "y.weight": (9, 4), "u.weight": (5, 3), "v.weight": (6, 3)}
    told = {"rnn": Told("lstm", embedding="v", readout="y.weight")}
    assert matched(shapes, told=told) == ("v.weight", "y.weight")


def test_names_choose_and_false_chooses_none():
    shapes = {"emb.weight": (7, 3), "fc.weight": (7, 4), "other.weight": (5, 4), "table": (6, 3)}
    assert matched(shapes, readout="other") == ("emb.weight", "other.weight")
    assert matched(shapes, readout=False, embedding="table") == ("table", None)
    assert matched(shapes, readout="fc.weight", embedding=False) == (None, "fc.weight")


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        (
            {"readout": "none"},
            "readout is 'none'; allowed are False and the names of matrices that fit: fc.weight.",
        ),
        (
            {"embedding": True},
            "embedding is True; allowed are False and the names of matrices that fit: -.",
        ),
        (
            {"embedding": "fc"},
            "fc.weight has 4 columns; as the embedding of this layer it must have 3.",
        ),
        ({"vocabulary": "/none"}, "/none cannot be read"),
    ],
)
def test_what_does_not_fit_is_refused(choices, sentence):
    with pytest.raises(Refusal, match=re.escape(sentence)):
        matched({"fc.weight": (7, 4)}, **choices)


TOKENS = ("a", "b", "c", "d", "e")


@pytest.mark.parametrize(
    "metadata",
    [
        {"chars": list(TOKENS)},
        {"hyper_parameters": {"stoi": dict(zip(TOKENS, range(5), strict=True))}},
        {"itos": {str(number): token for number, token in enumerate(TOKENS)}},
    ],
    ids=str,
)
def test_a_vocabulary_in_the_file_is_found_by_its_length(metadata):
    shapes = LSTM | {"emb.weight": (5, 3)}
    assert look(named(shapes, metadata=metadata)).vocabulary == TOKENS
    assert look(named(LSTM, metadata=metadata)).vocabulary is None
    assert look(named(shapes, metadata=metadata), vocabulary=False).vocabulary is None


@pytest.mark.parametrize(
    "metadata", [{"epoch": 0, "x": 4}, {"names": ["a"] * 5}, {"d": {"a": 4}}], ids=str
)
def test_other_values_are_no_vocabulary(metadata):
    assert look(named(LSTM | {"emb.weight": (5, 3)}, metadata=metadata)).vocabulary is None


def test_a_vocabulary_is_given_or_lies_beside(tmp_path):
    (tmp_path / "vocab.json").write_text(json.dumps(TOKENS))
    (tmp_path / "tokenizer.json").write_text("{}")
    shapes = LSTM | {"emb.weight": (5, 3)}
    beside = {"beside": [str(tmp_path / "tokenizer.json"), str(tmp_path / "vocab.json")]}
    assert look(named(shapes, metadata=beside)).vocabulary == TOKENS
    assert look(named(shapes), vocabulary=tmp_path / "vocab.json").vocabulary == TOKENS
    assert look(named(shapes), vocabulary=list(TOKENS)).vocabulary == TOKENS
    own = named(LSTM, vocabulary=("x", "y", "z"))
    assert look(own).vocabulary == ("x", "y", "z")
