"""The example of a plain loop: it trains, is watched, says what it does, and saves what others read."""

import json
import runpy
from pathlib import Path

import numpy as np
import torch

ROOT = Path(__file__).parents[2]


def test_it_says_what_it_does_and_saves_what_it_has_learned(tmp_path):
    said, file = [], tmp_path / "characters.pt"
    main = runpy.run_path(str(ROOT / "examples" / "plain_loop.py"))["main"]
    watch = main(updates=20, out=file, every=5, say=lambda text: said.append(str(text)))
    assert said[0] == "windows of 25, state carried, cut at every window"
    assert said[1].startswith("Over 3 windows in a row (75 steps, calls ")
    layer = watch.frames[-1].layers["rnn"]
    assert layer.exact
    assert layer.hidden.shape == (1, 25, 64)
    assert np.all(layer.gradient > 0.0)
    assert json.loads(file.with_suffix(".json").read_text())[0] == "\n"
    saved = torch.load(file, weights_only=True)
    assert saved["rnn.weight_hh_l0"].shape == (256, 64)


def test_all_of_its_text_is_read_with_the_letters_that_it_knows():
    example = runpy.run_path(str(ROOT / "examples" / "plain_loop.py"))
    assert len(example["TEXT"]) > 5000
    assert int(example["columns"]().max()) < len(example["LETTERS"])
