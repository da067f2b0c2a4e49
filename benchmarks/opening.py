"""How long a file of another program takes to be opened, and how much memory: a state_dict of 200 MB.

Each opening is a process of its own that has PyTorch loaded, whose own start is a row by itself. The
file has been written just before, so that it is read from the system's cache.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import torch
from safetensors.torch import save_file

LAYER = {"input_size": 1500, "hidden_size": 1500, "num_layers": 2}
TOKENS = 4700  # with them embedding and readout bring it to 50 million numbers
REPEATED = 5
OPEN = """
import json, sys, time
{first}
from rnnviz.nn.network import Network

def peak():
    with open("/proc/self/status") as status:  # the highest that this process has come to, in kB
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024

before, begun = peak(), time.perf_counter()
net = Network.open(sys.argv[1])
took = time.perf_counter() - begun
assert sum(array.size for array in net.parameters.values()) > 50e6
print(json.dumps([took, peak() - before]))
"""
START = """
import json, time
begun = time.perf_counter()
import torch
print(json.dumps([time.perf_counter() - begun, 0.0]))
"""


def tables() -> Iterator[str]:
    """One table, a row for each kind of file."""
    with tempfile.TemporaryDirectory() as folder:
        rows = list(_rows(Path(folder)))
    yield "\n".join(
        [
            f"Opening 50 million numbers of a file ({REPEATED} processes each, median and slowest):",
            "",
            "| file | MB | median (s) | slowest (s) | memory on top (MB) |",
            "|---|---|---|---|---|",
            *rows,
        ]
    )


def _rows(folder: Path) -> Iterator[str]:
    state = _state()
    halves = {name: tensor.bfloat16() for name, tensor in state.items()}
    kinds: tuple[tuple[str, dict[str, torch.Tensor], Callable[..., None], str], ...] = (
        ("state_dict.pt", state, torch.save, "import torch"),
        ("bfloat16.pt", halves, torch.save, "import torch"),
        ("model.safetensors", state, save_file, ""),
        ("bfloat16.safetensors", halves, save_file, ""),
    )
    for name, tensors, save, first in kinds:
        path = folder / name
        save(tensors, path)
        yield _row(name, path.stat().st_size, [OPEN.format(first=first), str(path)])
        path.unlink()
    yield _row("import torch, by itself", 0, [START])


def _state() -> dict[str, torch.Tensor]:
    torch.manual_seed(0)
    model = torch.nn.ModuleDict(
        {
            "embed": torch.nn.Embedding(TOKENS, LAYER["input_size"]),
            "rnn": torch.nn.LSTM(**LAYER),
            "fc": torch.nn.Linear(LAYER["hidden_size"], TOKENS),
        }
    )
    return model.state_dict()


def _row(name: str, size: int, command: list[str]) -> str:
    ran = [
        subprocess.run([sys.executable, "-c", *command], capture_output=True, text=True, check=True)
        for _ in range(REPEATED)
    ]
    found = [json.loads(one.stdout) for one in ran]
    seconds = sorted(one[0] for one in found)
    memory = max(one[1] for one in found)
    middle = statistics.median(seconds)
    return f"| {name} | {size / 1e6:.0f} | {middle:.2f} | {seconds[-1]:.2f} | {memory:.0f} |"
