"""What each page stands on, and where many know it from: a short list at its foot."""

import html
from dataclasses import dataclass

import streamlit as st

from rnnviz.text.language import N_, _
from rnnviz.ui.components.html import markup
from rnnviz.ui.components.section import section
from rnnviz.ui.session import presenter_session, sections

WORD = "references"  # of their section


@dataclass(frozen=True)
class Reference:
    """A paper or a text, as it is cited, and what the page has of it."""

    cited: str
    address: str
    what: str


def _doi(cited: str, number: str, what: str) -> Reference:
    return Reference(cited, f"https://doi.org/{number}", what)


def _arxiv(cited: str, number: str, what: str) -> Reference:
    return Reference(cited, f"https://arxiv.org/abs/{number}", what)


ELMAN = _doi(
    "Elman (1990). Finding structure in time. Cognitive Science 14(2), 179–211.",
    "10.1207/s15516709cog1402_1",
    N_("the simple recurrent network"),
)
LSTM = _doi(
    "Hochreiter & Schmidhuber (1997). Long short-term memory. Neural Computation 9(8), 1735–1780.",
    "10.1162/neco.1997.9.8.1735",
    N_("the LSTM"),
)
FORGET = _doi(
    "Gers, Schmidhuber & Cummins (2000). Learning to forget: continual prediction with LSTM. Neural "
    "Computation 12(10), 2451–2471.",
    "10.1162/089976600300015015",
    N_("its forget gate"),
)
GRU = _arxiv(
    "Cho et al. (2014). Learning phrase representations using RNN encoder–decoder for statistical "
    "machine "
    "translation. EMNLP 2014, 1724–1734.",
    "1406.1078",
    N_("the GRU, and encoder and decoder"),
)
BOTH = _doi(
    "Schuster & Paliwal (1997). Bidirectional recurrent neural networks. IEEE Transactions on Signal "
    "Processing 45(11), 2673–2681.",
    "10.1109/78.650093",
    N_("both directions"),
)
WERBOS = _doi(
    "Werbos (1990). Backpropagation through time: what it does and how to do it. Proceedings of the "
    "IEEE "
    "78(10), 1550–1560.",
    "10.1109/5.58337",
    N_("backpropagation through time"),
)
BACKPROPAGATION = _doi(
    "Rumelhart, Hinton & Williams (1986). Learning representations by back-propagating errors. "
    "Nature 323, "
    "533–536.",
    "10.1038/323533a0",
    N_("backpropagation"),
)
LONG = _doi(
    "Bengio, Simard & Frasconi (1994). Learning long-term dependencies with gradient descent is "
    "difficult. "
    "IEEE Transactions on Neural Networks 5(2), 157–166.",
    "10.1109/72.279181",
    N_("why gradients vanish"),
)
CLIPPING = _arxiv(
    "Pascanu, Mikolov & Bengio (2013). On the difficulty of training recurrent neural networks. "
    "ICML 2013, "
    "PMLR 28(3), 1310–1318.",
    "1211.5063",
    N_("the bound, and clipping by the norm"),
)
RELU = _arxiv(
    "Le, Jaitly & Hinton (2015). A simple way to initialize recurrent networks of rectified linear "
    "units.",
    "1504.00941",
    N_("ReLU with the identity as its start"),
)
TRUNCATION = _doi(
    "Williams & Peng (1990). An efficient gradient-based algorithm for on-line training of recurrent "
    "network trajectories. Neural Computation 2(4), 490–501.",
    "10.1162/neco.1990.2.4.490",
    N_("truncation: an update every k₁ steps, k₂ steps back"),
)
ECHO = Reference(
    "R2RT (2016). Recurrent neural networks in Tensorflow I.",
    "https://r2rt.com/recurrent-neural-networks-in-tensorflow-i.html",
    N_("the task of the lags 3 and 8, and 0.66, 0.52, 0.45"),
)
MEMORY = _doi(
    "Jaeger (2001). Short term memory in echo state networks. GMD Report 152.",
    "10.24406/publica-fhg-291107",
    N_("recall and memory capacity; training the readout alone"),
)
LYAPUNOV = _doi(
    "Benettin, Galgani, Giorgilli & Strelcyn (1980). Lyapunov characteristic exponents for smooth "
    "dynamical systems and for Hamiltonian systems. Meccanica 15, 9–20.",
    "10.1007/BF02128236",
    N_("how the largest Lyapunov exponent is found"),
)
SOMPOLINSKY = _doi(
    "Sompolinsky, Crisanti & Sommers (1988). Chaos in random neural networks. Physical Review Letters "
    "61, 259–262.",
    "10.1103/PhysRevLett.61.259",
    N_("the gain at which a random network becomes chaotic"),
)
STYLES = Reference(
    "R2RT (2016). Styles of truncated backpropagation.",
    "https://r2rt.com/styles-of-truncated-backpropagation.html",
    N_("windows against an even cut"),
)
LSTM_DRAWN = Reference(
    "Olah (2015). Understanding LSTM networks.",
    "https://colah.github.io/posts/2015-08-Understanding-LSTMs/",
    N_("the picture of the LSTM that many know"),
)
SHAPES = Reference(
    "Karpathy (2015). The unreasonable effectiveness of recurrent neural networks.",
    "https://karpathy.github.io/2015/05/21/rnn-effectiveness/",
    N_("the shapes of sequences, and texts written letter by letter"),
)
ENCODER = _arxiv(
    "Sutskever, Vinyals & Le (2014). Sequence to sequence learning with neural networks. NIPS 2014, "
    "3104–3112.",
    "1409.3215",
    N_("the encoder’s last state as the decoder’s first"),
)
FORCING = _doi(
    "Williams & Zipser (1989). A learning algorithm for continually running fully recurrent neural "
    "networks. Neural Computation 1(2), 270–280.",
    "10.1162/neco.1989.1.2.270",
    N_("teacher forcing"),
)
EXECUTE = _arxiv(
    "Zaremba & Sutskever (2014). Learning to execute.",
    "1410.4615",
    N_("programs, and the order of the hard and the easy"),
)

REFERENCES: dict[str, tuple[Reference, ...]] = {
    "unroll": (ELMAN, LSTM, FORGET, GRU, BOTH, LSTM_DRAWN),
    "backpropagate": (BACKPROPAGATION, WERBOS, TRUNCATION),
    "vanish": (LONG, CLIPPING, RELU, LSTM),
    "truncate": (TRUNCATION, WERBOS, MEMORY, ECHO, STYLES),
    "phase": (TRUNCATION, ECHO, MEMORY, LYAPUNOV, SOMPOLINSKY),
    "tasks": (SHAPES, GRU, ENCODER, FORCING, EXECUTE),
    "watch": (WERBOS, TRUNCATION, LONG),
    "runs": (ECHO, TRUNCATION),
}


def references(page: str) -> None:
    """The list of a page by its word, folded; a class that follows does without, unless its scene shows
    nothing else."""
    if presenter_session.current() is None or sections.only() == WORD:
        section(WORD, _unfolding, page)


def _unfolding(page: str) -> None:
    alone = sections.only() == WORD
    with st.expander(_("References"), expanded=alone):
        markup(listed_html(REFERENCES[page]), to_class=alone)


def listed_html(found: tuple[Reference, ...]) -> str:
    """The references as a list of links, each with what the page has of it."""
    items = "".join(
        f'<li><a href="{html.escape(one.address, quote=True)}" rel="noreferrer">'
        f'<bdi lang="en">{html.escape(one.cited)}</bdi></a> {html.escape(_(one.what))}</li>'
        for one in found
    )
    return f'<ul class="references">{items}</ul>'
