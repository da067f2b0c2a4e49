"""How the ready-trained networks are made: the same again, and from the command line."""

import re

import numpy as np
import pytest

from rnnviz.__main__ import main
from rnnviz.nn.network import Network
from rnnviz.pretrained.registry import FOLDER, RECIPES

ENGLISH = [name for name in RECIPES if name.startswith("english")]


SHORT = [name for name in RECIPES if name not in ENGLISH]  # trained whole in a second


@pytest.mark.parametrize("name", RECIPES)
def test_a_trial_from_the_command_line(name, tmp_path, capsys):
    main(["models", name, "--updates", "3", "--out", str(tmp_path / "new")])
    path = tmp_path / "new" / RECIPES[name].file
    net, committed = Network.load(path), Network.load(FOLDER / RECIPES[name].file)
    assert net.about["updates"] == 3
    assert {k: v.shape for k, v in net.parameters.items()} == {
        k: v.shape for k, v in committed.parameters.items()
    }
    said = capsys.readouterr().out
    assert re.search(rf"{name}: 3 updates, \d\.\d+ nats, \d+\.\d s, written to ", said)
    assert str(path) in said


@pytest.mark.parametrize("name", SHORT)
def test_made_again_it_is_the_same(name, tmp_path):
    for folder in ("one", "two"):
        main(["models", name, "--out", str(tmp_path / folder)])
    one, two = ((tmp_path / folder / RECIPES[name].file) for folder in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()
    net, committed = Network.load(one), Network.load(FOLDER / RECIPES[name].file)
    for key, array in net.parameters.items():  # another machine may round another way
        np.testing.assert_allclose(array, committed.parameters[key], atol=0.02)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (["models", "hallo", "--out", "x"], "no model hallo"),
        (["models", "--updates", "0", "--out", "x"], "--updates is 0"),
    ],
)
def test_the_command_line_refuses_in_a_sentence(wrong, sentence, capsys):
    with pytest.raises(SystemExit):
        main(wrong)
    assert sentence in capsys.readouterr().err
