"""Files of strangers: a sentence about each, nothing executed or written, time and memory bounded."""

import os
import re
import time
from pathlib import Path

import pytest
from support import strangers

from rnnviz.__main__ import main
from rnnviz.nn.network import Network
from rnnviz.text.message import Refusal
from rnnviz.ui.network.uploaded_network import Uploaded, network_of

SECONDS, MEGABYTES, LETTERS = 5, 100, 1000


@pytest.fixture
def path(tmp_path, monkeypatch):
    """Where a file lies, as the only one in the folder that everything happens in."""
    monkeypatch.chdir(tmp_path)
    return lambda name, data: (tmp_path / name, (tmp_path / name).write_bytes(data))[0]


def highest():
    """The most memory that this process has had, in MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith("VmHWM"))


@pytest.mark.parametrize(("name", "made", "said"), strangers.FILES.values(), ids=strangers.FILES)
def test_a_file_of_strangers_is_refused_with_a_sentence(name, made, said, path, tmp_path):
    there = path(name, made())
    began, before = time.process_time(), highest()
    with pytest.raises(Refusal, match=said) as refused:
        Network.open(there)
    assert time.process_time() - began < SECONDS
    assert highest() < before + MEGABYTES
    sentence = str(refused.value)
    assert (
        len(sentence) < LETTERS and "\x1b" not in sentence and "weights_only argument" not in sentence
    )
    assert os.listdir(tmp_path) == [name]  # nothing was written


@pytest.mark.parametrize(("name", "made", "said"), strangers.FILES.values(), ids=strangers.FILES)
def test_an_upload_is_refused_in_the_same_words_without_a_path(name, made, said, path, tmp_path):
    with pytest.raises(Refusal, match=said) as refused:
        network_of([Uploaded(name, made())], {})
    assert not re.search(r"opened\.\w", str(refused.value))  # as the folder is called
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(("files", "said"), [*strangers.folders()])
def test_a_folder_of_strangers_is_refused(files, said, tmp_path):
    for name, text in files.items():
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(Refusal, match=said):
        Network.open(tmp_path)
    if len(files) > 1:
        with pytest.raises(Refusal, match=said):
            network_of([Uploaded(name, Path(tmp_path, name).read_bytes()) for name in files], {})


@pytest.mark.parametrize("kind", ["a.pt", "a.safetensors", "a.onnx", "a.keras", "a.h5"])
def test_a_file_cut_anywhere_is_refused(kind, path):
    made = {
        "a.pt": lambda: strangers.torch_file(strangers.STATE),
        "a.safetensors": lambda: strangers.save(strangers.STATE),
        "a.onnx": lambda: strangers.onnx(*strangers.layer()[1]),
        "a.keras": lambda: strangers.keras(strangers.lstm_of(3)),
        "a.h5": lambda: strangers.hdf5(data=strangers.np.zeros((3, 12), "f4")),
    }[kind]()
    for length in range(0, len(made) - 1, max(1, len(made) // 40)):
        with pytest.raises(Refusal):
            Network.open(path(kind, made[:length]))


def test_the_command_line_says_the_same_sentence(path, capsys):
    there = path("a.pt", strangers.torch_file({"w": strangers.Code("written")}))
    with pytest.raises(SystemExit):
        main(["open", str(there)])
    assert re.search("needs io.open, and to load that may run any code", capsys.readouterr().err)
