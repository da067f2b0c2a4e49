"""Encoder-decoders of every kind."""

from rnnviz.nn.encoder_decoder import (
    END,
    START,
    EncoderDecoder,
)

ANSWERS = (START, END, "a", "b", "c")


def make(cell, seed=0, dtype="float64", **settings):
    return EncoderDecoder.random(
        **{"cell": cell, "inputs": 6, "hidden": 4, "answers": ANSWERS, "seed": seed, "dtype": dtype}
        | settings
    )
