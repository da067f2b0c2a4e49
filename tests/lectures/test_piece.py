import gzip
import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rnnviz.lectures.piece import Piece, gzip_lines, lines, pack

TEXTS = some.text(max_size=200)


def test_a_piece_is_one_line_of_kind_and_data():
    piece = Piece.of("html", "<p>one\ntwo 好</p>")
    assert piece.plain.count(b"\n") == 1 and piece.plain.startswith(b"\n")
    assert piece.content == {"kind": "html", "data": "<p>one\ntwo 好</p>"}


def test_the_same_has_the_same_digest_and_anything_else_another():
    assert Piece.of("html", "a") == Piece.of("html", "a")
    others = [("html", "a"), ("html", "b"), ("arrivals", "a"), ("html", ["a"])]
    assert len({Piece.of(kind, data).digest for kind, data in others}) == len(others)


@given(TEXTS)
def test_a_piece_is_the_same_again_from_what_is_stored_of_it(text):
    piece = Piece.of("html", text)
    assert Piece.stored(piece.digest, piece.packed) == piece


@given(some.binary(max_size=300), some.lists(TEXTS, max_size=5))
def test_packed_pieces_written_one_after_the_other_are_one_gzip_file(head, texts):
    pieces = [Piece.of("html", text) for text in texts]
    packed = gzip_lines(head, pieces)
    assert gzip.decompress(packed) == lines(head, pieces)
    one = zlib.decompressobj(31)  # browsers take a single member and nothing after it
    assert one.decompress(packed) == lines(head, pieces)
    assert one.eof and not one.unused_data


def test_packing_is_worth_it():
    text = "<p>the same again</p>" * 1000
    assert len(pack(text.encode())) < len(text) / 50


def test_figures_keep_six_digits_of_each_number_and_texts_every_letter():
    figure = {"data": [{"x": [0, 1234567, 0.123456789, None], "text": ["3.14159265358979"]}]}
    shown = Piece.of("figure", {"figure": json.dumps(figure), "alt": "1.23456789"}).content["data"]
    assert shown["alt"] == "1.23456789"
    (trace,) = shown["figure"]["data"]
    assert trace == {"x": [0, 1234567, 0.123457, None], "text": ["3.14159265358979"]}
    text = "<p>3.14159265358979</p>"
    assert Piece.of("html", text).content["data"] == text


@pytest.mark.parametrize(
    ("number", "sent"), [("1e-300", 1e-300), ("-2.5", -2.5), ("123456.789e3", 123457000.0), ("7", 7)]
)
def test_numbers_of_every_size_are_rounded_alike(number, sent):
    shown = Piece.of("figure", {"figure": f'{{"x": [{number}]}}'}).content["data"]["figure"]["x"]
    assert shown == [sent] and type(shown[0]) is type(sent)
