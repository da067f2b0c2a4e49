"""Greedy answers and beams, against exact enumeration."""

import itertools

import numpy as np
import pytest
import torch
from support.encoder_decoder_kinds import ANSWERS, make
from torch.nn import functional

from rnnviz.nn.decoding import END_TOKEN, beam, blindly, greedy
from rnnviz.nn.encoder_decoder import (
    encode,
)
from rnnviz.nn.propagation import State
from rnnviz.nn.propagation import forward as unrolled

LENGTHS = np.array([3, 5, 1, 4])


def log_probability(model, state, tokens):
    """The decoder's own logits in PyTorch's softmax, step by step."""
    fed = np.array([0, *tokens[:-1]])[:, None]
    logits = torch.tensor(unrolled(model.decoder, fed, state).logits[..., 0])
    logs = functional.log_softmax(logits, dim=1)
    return float(logs[range(len(tokens)), list(tokens)].sum())


def every_answer(model, state, most):
    """All answers of at most so many tokens with their log-probabilities, likeliest first."""
    letters = [token for token in range(len(ANSWERS)) if token != END_TOKEN]
    found = {}
    for size in range(most + 1):
        for body in itertools.product(letters, repeat=size):
            if size < most:
                found[body, True] = log_probability(model, state, (*body, END_TOKEN))
            else:
                found[body, False] = log_probability(model, state, body)
    return sorted(found.items(), key=lambda item: -item[1])


@pytest.mark.parametrize("cell", ["tanh", "lstm"])
@pytest.mark.parametrize("seed", range(3))
def test_a_beam_wide_enough_finds_the_likeliest_of_all_answers(cell, seed):
    model = make(cell, seed)
    state = encode(model, np.array([[1], [4], [2]]))
    best = every_answer(model, state, 3)[:6]
    found = beam(model, state, 200, 3)[:6]
    for answer, ((tokens, ended), logs) in zip(found, best, strict=True):
        assert answer.tokens == tokens
        assert answer.ended == ended
        assert answer.log_probability == pytest.approx(logs, abs=1e-10)


@pytest.mark.parametrize("seed", range(8))
def test_a_beam_of_one_is_the_greedy_answer(seed):
    model = make("gru", seed)
    state = encode(model, np.array([[1], [4], [2]]))
    (answer,) = beam(model, state, 1, 7)
    tokens = greedy(model, state, 7).tokens[:, 0]
    assert [*answer.tokens, *[END_TOKEN] * answer.ended] == tokens.tolist()
    assert answer.log_probability == pytest.approx(
        log_probability(model, state, tokens.tolist()), abs=1e-10
    )


@pytest.mark.parametrize("width", [1, 2, 3, 5])
def test_what_a_beam_says_of_an_answer_is_so(width):
    for seed in range(5):
        model = make("tanh", seed)
        state = encode(model, np.array([[3], [3]]))
        answers = beam(model, state, width, 6)
        assert 1 <= len(answers) <= width
        assert len({(answer.tokens, answer.ended) for answer in answers}) == len(answers)
        logs = [answer.log_probability for answer in answers]
        assert logs == sorted(logs, reverse=True)
        for answer in answers:
            whole = [*answer.tokens, *[END_TOKEN] * answer.ended]
            assert log_probability(model, state, whole) == pytest.approx(
                answer.log_probability, abs=1e-10
            )


def test_a_batch_is_answered_as_its_sequences_one_by_one(rng):
    model = make("lstm", 3, layers=2)
    here = np.arange(LENGTHS.max())[:, None] < LENGTHS
    inputs = np.where(here, rng.integers(6, size=here.shape), -1)
    whole = greedy(model, encode(model, inputs, LENGTHS), 8)
    for row, length in enumerate(LENGTHS):
        alone = greedy(model, encode(model, inputs[:length, row, None]), 8)
        steps = len(alone.tokens)
        np.testing.assert_array_equal(whole.tokens[:steps, row], alone.tokens[:, 0])
        assert (whole.tokens[steps:, row] == -1).all()
        np.testing.assert_allclose(
            whole.probabilities[:steps, :, row], alone.probabilities[..., 0], atol=1e-12
        )


def test_a_beam_needs_a_width():
    model = make("tanh")
    state = State(np.zeros((1, 4, 1)), None)
    with pytest.raises(ValueError, match="width is 0"):
        beam(model, state, 0, 3)


@pytest.mark.parametrize("blank", [2, 4])
def test_fed_blanks_it_answers_what_its_decoder_says_step_by_step(rng, blank):
    model = make("tanh")
    state = encode(model, rng.integers(0, model.encoder.inputs, (4, 1)))
    found = blindly(model, state, 6, blank)
    token, after = 0, state
    for step, (chosen, chances) in enumerate(zip(found.tokens, found.probabilities, strict=True)):
        done = unrolled(model.decoder, np.array([[token]]), after)
        expected = functional.softmax(torch.tensor(done.logits[0, :, 0]), dim=0).numpy()
        np.testing.assert_allclose(chances[:, 0], expected, atol=1e-12)
        assert chosen[0] == expected.argmax()
        assert (chosen[0] == END_TOKEN) <= (step == len(found.tokens) - 1)
        token, after = blank, done.state
    assert len(found.tokens) == 6 or found.tokens[-1, 0] == END_TOKEN
