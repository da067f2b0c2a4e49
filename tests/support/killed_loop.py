"""A watched loop that is killed once its third frame is in the store; run as a process of its own."""

import os
import signal

import torch
from support.stored_loops import written
from torch import nn

import rnnviz

rnn = nn.GRU(3, 4)
watch = rnnviz.watch(rnn, name="killed", every=1)
for _ in range(3):
    rnn(torch.randn(6, 2, 3))[0].sum().backward()
    written(watch)
os.kill(os.getpid(), signal.SIGKILL)
