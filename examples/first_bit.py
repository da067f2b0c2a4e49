"""Remember the first of 12 bits: one loss, at the last step, and a loop that is watched.

    python examples/first_bit.py --updates 600

(in a checkout with `PYTHONPATH=.` before it). Open the dashboard's page Watch meanwhile. The output of
the layer alone has no gradient before the last step; the recurrence has, or nothing could be learned.
"""

import argparse

import torch
from torch import nn

import rnnviz

STEPS, BATCH, HIDDEN = 12, 64, 24


class FirstBit(nn.Module):
    """Reads bits, and says at the end what the first one was."""

    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(1, HIDDEN)
        self.readout = nn.Linear(HIDDEN, 1)

    def forward(self, bits):
        """Logits (B,) from bits (T, B, 1)."""
        output, _ = self.rnn(bits)
        return self.readout(output[-1])[:, 0]


def main(updates=600, every=20, say=print):
    """Train, and return what was watched and the share of right answers at the end."""
    torch.manual_seed(0)
    model = FirstBit()
    optimizer = torch.optim.Adam(model.parameters(), 1e-2)
    right = 0.0
    with rnnviz.watch(model, name="first bit", every=every) as watch:  # rnnviz
        for update in range(updates):
            bits = torch.randint(2, (STEPS, BATCH, 1)).float()
            logits = model(2.0 * bits - 1.0)
            loss = nn.functional.binary_cross_entropy_with_logits(logits, bits[0, :, 0])
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            right = float(((logits > 0.0) == (bits[0, :, 0] > 0.0)).float().mean())
            if update % 100 == 99:
                say(f"update {update + 1}: {loss.item():.2f} nats, {100 * right:.0f} % right")
    say(watch.truncation)  # rnnviz
    return watch, right


if __name__ == "__main__":
    options = argparse.ArgumentParser(description="Train to remember the first of many bits, watched.")
    options.add_argument("--updates", type=int, default=600)
    main(**vars(options.parse_args()))
