"""What the page Watch shows before there is a loop: how to attach one, in three lines."""

import streamlit as st

from rnnviz.text.language import _
from rnnviz.ui.components.html import caption, caption_html
from rnnviz.ui.session import watched_loops as loops
from rnnviz.ui.session.recording import record

EVERY = 1.0  # seconds between two looks for a first loop
LINES = """import rnnviz

watch = rnnviz.watch(model, name="my run", every=100)
# here your loop as it is: there is nothing else to call"""
WHOLE = """import rnnviz
import torch
from torch import nn

lstm, readout = nn.LSTM(1, 32), nn.Linear(32, 1)
model = nn.ModuleList([lstm, readout])
watch = rnnviz.watch(model, name="what came first?", every=20)
optimizer = torch.optim.Adam(model.parameters(), 0.01)
for step in range(5000):
    x = torch.randn(30, 16, 1)  # steps, sequences, numbers
    states, _ = lstm(x)
    loss = (readout(states[-1]) - x[0]).square().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
watch.close()"""


def how_to() -> None:
    """The lines, and what comes of them, until a loop has something to be seen."""
    if loops.may_come():
        _until_there_is_one()
    else:
        _lines(
            _(
                "Loops are seen where they train: install rnnviz there, add these lines to your own "
                "PyTorch loop or notebook, and open this page on that computer:"
            )
        )


@st.fragment(run_every=EVERY)
def _until_there_is_one() -> None:
    if loops.newest():
        st.rerun()
    _lines(
        _(
            "No training loop is watched yet. Add these lines to your own PyTorch loop or notebook, on "
            "this computer, and what its recurrent layers do is seen here while it trains:"
        )
    )


def _lines(words: str) -> None:
    # a class has no loop to add lines to: it waits for its lecturer's
    record("html", "", caption_html(_("The training loop that is shown here has not begun yet.")))
    st.markdown(words)
    _code(LINES, "lines to add")
    caption(
        _(
            "The loop itself stays as it is: weights, losses and random numbers are the same bit for "
            "bit. You see the gradient at every step inside nn.RNN, nn.LSTM and nn.GRU, where "
            "retain_grad on the output shows 0, and what your loop really does with its windows."
        ),
        to_class=False,
    )
    with st.expander(_("No loop at hand? A whole one to try it with")):
        st.markdown(_("Save it as loop.py, and run it by python loop.py while this page stands open:"))
        _code(WHOLE, "lines of a loop")


def _code(lines: str, key: str) -> None:
    with st.container(key=key):
        # colours would be too pale for a coloured ground
        st.code(lines, language=None, wrap_lines=True)
