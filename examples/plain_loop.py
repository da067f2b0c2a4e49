"""A character network in a plain PyTorch loop, watched: what the loop really does, said at its end.

    python examples/plain_loop.py --updates 400 --out english.pt

(in a checkout with `PYTHONPATH=.` before it). Open the dashboard's page Watch meanwhile; Ctrl-C ends it
early, and what it has learned is saved. The lines that have to do with rnnviz are marked; the loop
itself knows nothing of being watched.
"""

import argparse
import contextlib
import json
from pathlib import Path
from pydoc_data.topics import topics

import torch
from torch import nn

import rnnviz

BATCH, WINDOW, HIDDEN = 16, 25, 64
TEXT = "".join(letter for letter in topics["for"] + topics["while"] + topics["try"] if letter.isascii())
LETTERS = sorted(set(TEXT))


class Characters(nn.Module):
    """Reads one letter after the other, and says what it expects of the next."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(len(LETTERS), 16)
        self.rnn = nn.LSTM(16, HIDDEN, batch_first=True)
        self.readout = nn.Linear(HIDDEN, len(LETTERS))

    def forward(self, tokens, state=None):
        """Logits (B, T, V), and the state after the last step."""
        output, state = self.rnn(self.embedding(tokens), state)
        return self.readout(output), state


def columns():
    """The text as so many columns side by side, (B, steps): each goes on in the next window."""
    tokens = torch.tensor([LETTERS.index(letter) for letter in TEXT])
    return tokens[: len(tokens) // BATCH * BATCH].view(BATCH, -1)


def train(model, updates, say):
    """The loop, until it is done or Ctrl-C ends it."""
    data, state = columns(), None
    optimizer = torch.optim.Adam(model.parameters(), 3e-3)
    windows = (data.shape[1] - 1) // WINDOW
    for update in range(updates):
        begin = update % windows * WINDOW
        if begin == 0:
            state = None  # the text begins anew
        read, aims = (data[:, at : at + WINDOW] for at in (begin, begin + 1))
        logits, state = model(read, state)
        loss = nn.functional.cross_entropy(logits.flatten(0, 1), aims.flatten())
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        state = tuple(part.detach() for part in state)
        if update % 100 == 99:
            say(f"update {update + 1}: {loss.item():.2f} nats")


def main(updates=400, out=None, every=100, say=print):
    """Train, and return what was watched."""
    torch.manual_seed(0)
    model = Characters()
    watch = rnnviz.watch(model, name="characters", every=every)  # rnnviz
    with contextlib.suppress(KeyboardInterrupt):
        train(model, updates, say)
    watch.close()  # rnnviz
    say(watch.truncation)  # rnnviz
    say(watch.truncation.left_out or watch.truncation.why_not)
    if out is not None:
        torch.save(model.state_dict(), out)
        Path(out).with_suffix(".json").write_text(json.dumps(LETTERS))  # its vocabulary
    return watch


if __name__ == "__main__":
    options = argparse.ArgumentParser(description="Train on a text that comes with Python, watched.")
    options.add_argument("--updates", type=int, default=400)
    options.add_argument("--out", help="where to save the state_dict, and beside it the vocabulary")
    main(**vars(options.parse_args()))
