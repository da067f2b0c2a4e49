"""What is done against gradients that vanish or explode: clipping, other starts, gates."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from rnnviz.analysis.chain_backward import both_passes
from rnnviz.analysis.matrix_chain import MOST_HIDDEN, Chain, draw, orthogonal
from rnnviz.analysis.norms import norm
from rnnviz.nn.cells.base import Array, Weights
from rnnviz.runs.optimizers import clip_norm, clip_value
from rnnviz.text.message import Message, Refusal

MOST_REMEDY_DRAWS = 40  # six networks are run where the chain is one
LARGEST = 1e150  # of a gradient whose squares can still be summed
LEAST_LIMIT, MOST_LIMIT, USUAL_LIMIT = 1e-6, 1e6, 1.0


@dataclass(frozen=True)
class Clipped:
    """A gradient before and after clipping; `which` are the two components (from 0) that are shown."""

    which: tuple[int, ...]
    before: Array  # (2,)
    by_norm: Array  # (2,)
    by_value: Array  # (2,)
    turned: tuple[float, float]  # degrees in the plane, by norm and by value
    turned_whole: tuple[float, float]  # degrees among all components
    norms: tuple[float, float, float]  # of all components: before, by norm, by value


def clip_both(gradient: Array, limit: float) -> Clipped:
    """A gradient `(H,)` clipped in both ways, and a plane of two of its components (the largest and the
    one of middle size), which are clipped there as if there were no others; raises ValueError if it is
    too large for its squares."""
    if not norm(gradient) < LARGEST:
        raise Refusal(
            "This gradient is too large for its own squares to be summed: its norm, which clipping "
            "needs, has overflowed. Choose a smaller distance."
        )
    falling = np.argsort(-np.abs(gradient), kind="stable")
    # the second largest is often about as large, and then even a turn to the corner is none
    which = tuple(int(place) for place in falling[[0, len(falling) // 2]][: len(falling)])
    pair = np.zeros(2)
    pair[: len(which)] = gradient[list(which)]
    by_norm, by_value = _clip(pair, limit)
    whole = _clip(gradient, limit)
    return Clipped(
        which,
        pair,
        by_norm,
        by_value,
        turned=(angle(pair, by_norm), angle(pair, by_value)),
        turned_whole=(angle(gradient, whole[0]), angle(gradient, whole[1])),
        norms=(float(norm(gradient)), float(norm(whole[0])), float(norm(whole[1]))),
    )


def _clip(gradient: Array, limit: float) -> tuple[Array, Array]:
    by_norm, by_value = gradient.copy(), gradient.copy()
    clip_norm({"gradient": by_norm}, limit)
    clip_value({"gradient": by_value}, limit)
    return by_norm, by_value


def telling_limit(gradient: Array) -> float:
    """A limit, in round figures, at which both kinds of clipping change a gradient `(H,)`: about half
    of its largest component, as far as limits go."""
    largest = float(np.nan_to_num(np.abs(gradient), nan=MOST_LIMIT).max())
    return min(max(float(f"{0.55 * largest:.1g}"), LEAST_LIMIT), MOST_LIMIT)


def angle(one: Array, other: Array) -> float:
    """Degrees between two vectors, 0 if one of them is zero; 2 atan(|u - v| / |u + v|) of the unit
    vectors, which is exact for small angles, too (Kahan 2006, "How futile are mindless assessments of
    roundoff", section 12)."""
    sizes = norm(one), norm(other)
    if not min(sizes) > 0.0:
        return 0.0
    u, v = one / sizes[0], other / sizes[1]
    return float(np.degrees(2.0 * np.arctan2(norm(u - v), norm(u + v))))


@dataclass(frozen=True)
class Remedy:
    """One network's gradient norms against distance, `(T + 1, draws)`, and what it is."""

    name: Message
    norms: Array
    what: Message


def remedies(chain: Chain, limit: float, forget: float) -> list[Remedy]:
    """Norms of a plain tanh network with the chain's gain, then of the same clipped, and of what is
    done instead; all with its H (up to MOST_HIDDEN), T, inputs and seed, and a random direction as
    dL/dh_T.

    Le, Jaitly & Hinton (2015), "A simple way to initialize recurrent networks of rectified linear
    units"; Saxe, McClelland & Ganguli (2014), "Exact solutions to the nonlinear dynamics of learning in
    deep linear neural networks"; Gers, Schmidhuber & Cummins (2000), "Learning to forget", and
    Jozefowicz, Zaremba & Sutskever (2015), "An empirical exploration of recurrent network
    architectures", whose forget bias is 1.
    """
    same = replace(
        chain,
        matrix="random",
        hidden=min(chain.size, MOST_HIDDEN),
        start="direction",
        table=None,
        draws=min(chain.draws, MOST_REMEDY_DRAWS),
    )
    plain, factors = _plain(same, limit)
    # moving the chain's gain moves the plain network only: the others are run once
    calm = replace(same, gain=1.0, activation="identity")
    return [
        Remedy(
            Message("plain tanh, gain {gain:g}", gain=chain.gain),
            plain,
            Message("normal weights times the gain"),
        ),
        Remedy(
            Message("the same, clipped at {limit:g}", limit=limit),
            plain * factors,
            Message(
                "its whole gradient scaled so that the norm by all parameters is at most the limit"
            ),
        ),
        Remedy(Message("ReLU, identity start"), _rectified(calm), Message("Le, Jaitly & Hinton 2015")),
        Remedy(
            Message("tanh, orthogonal start"),
            _turning(calm),
            Message("Saxe, McClelland & Ganguli 2014"),
        ),
        *_lstms(calm, forget),
    ]


def _lstms(chain: Chain, forget: float) -> list[Remedy]:
    """An LSTM whose forget bias starts at 1, and one with the given bias if that is another."""
    source = Message("Gers et al. 2000, Jozefowicz et al. 2015")
    usual = Remedy(Message("LSTM, forget bias 1"), _gated(chain, 1.0), source)
    if forget == 1.0:
        return [usual]
    name = Message("LSTM, forget bias {forget:g}", forget=forget)
    return [usual, Remedy(name, _gated(chain, forget), Message("the same, with your bias"))]


def _plain(chain: Chain, limit: float) -> tuple[Array, Array]:
    """Norms of the plain network and by what clipping multiplies each draw's gradient."""
    recurrent = chain.matrices()
    (weight_ih, inputs), start = draw(chain, len(recurrent))
    done = both_passes("tanh", Weights(weight_ih, recurrent, None, None), inputs, start)
    # by all four parameters at once, summed over the steps in one product a draw
    by_step = done.rows[..., 0].transpose(1, 2, 0)  # (M, H, T)
    whole = by_step @ done.tape.slab[:-1, ..., 0].swapaxes(0, 1)  # (M, H, H + 2 + D)
    return done.norms(), np.array([_factor(gradient, limit) for gradient in whole])


def _factor(gradient: Array, limit: float) -> float:
    with np.errstate(over="ignore"):
        before = clip_norm({"parameters": gradient}, limit)
    return min(1.0, limit / before) if before > 0.0 else 1.0


@lru_cache(maxsize=8)
def _rectified(chain: Chain) -> Array:
    (weight_ih, inputs), start = draw(chain, chain.draws)
    recurrent = np.tile(np.eye(chain.size), (chain.draws, 1, 1))
    return both_passes("relu", Weights(weight_ih, recurrent, None, None), inputs, start).norms()


@lru_cache(maxsize=8)
def _turning(chain: Chain) -> Array:
    (weight_ih, inputs), start = draw(chain, chain.draws)
    recurrent = orthogonal(chain.random("matrix"), chain.draws, chain.size)
    return both_passes("tanh", Weights(weight_ih, recurrent, None, None), inputs, start).norms()


@lru_cache(maxsize=8)
def _gated(chain: Chain, forget: float) -> Array:
    """An LSTM whose W_hh starts as PyTorch's, uniform in +-1/sqrt(H), with a forget bias."""
    size = chain.size
    (weight_ih, inputs), start = draw(chain, chain.draws, blocks=4)
    reach = size**-0.5
    recurrent = chain.random("matrix").uniform(-reach, reach, (chain.draws, 4 * size, size))
    bias = np.zeros((chain.draws, 4 * size))
    bias[:, size : 2 * size] = forget
    return both_passes("lstm", Weights(weight_ih, recurrent, bias, None), inputs, start).norms()
