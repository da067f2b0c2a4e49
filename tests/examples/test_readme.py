"""The lines of the README and of what it refers to are programs, and say what comes of them."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from support.exported import MADE, trained

import rnnviz
from rnnviz.exports.files import training_files, write_file

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)


def blocks(file: str, heading: str) -> list[str]:
    """The programs under a heading of a page."""
    parts = re.split(r"\n##+ ", (ROOT / file).read_text("utf-8"))
    (part,) = (part for part in parts if part.startswith(heading))
    return BLOCK.findall(part)


def run(lines: str, **names) -> dict:
    exec(compile(lines, "README", "exec"), names)
    return names


def checkpoint() -> None:
    """`last.ckpt` and `vocab.json`, as a training of somebody's leaves them in this folder."""
    parts = {
        "embed": torch.nn.Embedding(3, 4),
        "rnn": torch.nn.GRU(4, 5),
        "head": torch.nn.Linear(5, 3),
    }
    weights = {
        f"{name}.{key}": one for name, part in parts.items() for key, one in part.state_dict().items()
    }
    torch.save({"state_dict": weights, "epoch": 3, "pytorch-lightning_version": "2.5.0"}, "last.ckpt")
    Path("vocab.json").write_text(json.dumps({"a": 0, "b": 1, "c": 2}))


def test_the_lines_that_attach_a_loop_run_as_they_stand(capsys):
    lines = blocks("README.md", "Your own loop")[0]
    lines = lines.replace("range(1000)", "range(20)")
    assert "range(20)" in lines
    names = run(lines)
    said = capsys.readouterr().out.splitlines()[0]
    assert f"does: {said}\n" in lines
    assert len(names["watch"].frames) >= 1
    assert np.all(names["layer"].gradient > 0.0)


def test_the_lines_for_a_notebook_give_what_they_say(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    written = blocks("README.md", "In a notebook")
    explain = written[0]
    (opened,) = (lines for lines in written if "Network.open(" in lines)
    names = run(explain)
    for said, shape in re.findall(r"^([\w.\[\]\"]+)  # (\([\d, ]+\))", explain, re.MULTILINE):
        value = eval(said, names)
        assert str(getattr(value, "shape", value)) == shape, said
    assert max(names["rnnviz"].check_gradients(names["net"], names["trace"]).values()) < 1e-5
    assert isinstance(names["rnn"], torch.nn.LSTM)
    assert names["embedding"] is None
    checkpoint()
    assert run(opened, rnnviz=names["rnnviz"])["net"].cell == "gru"


def test_the_lines_about_files_run_with_a_checkpoint(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    checkpoint()
    (lines,) = blocks("docs/files.md", "What a file does not say")
    names = run(lines, rnnviz=rnnviz, tokens=np.array([0, 1, 2]))
    assert names["trace"].probabilities.shape == (3, 3)


def test_the_lines_about_tables_and_the_zip_read_a_race(monkeypatch, tmp_path, store, capsys):
    monkeypatch.chdir(tmp_path)
    id = trained(store, MADE["echo with seeds"](), title="")
    one = trained(store, MADE["echo"](), title="")
    for which, name in ((id, "race.parquet"), (id, "race.csv"), (one, "race.zip")):
        write_file(training_files(store, which), tmp_path / name)
    table, archive = blocks("docs/files.md", "The tables")
    for lines in (table, table.replace('pd.read_parquet("race.parquet")', 'pd.read_csv("race.csv")')):
        names = run(lines)
        assert len(names["last"]) == 6
        curves = store.course(store.row(id)).each
        for (which, seed), mean in names["mean"].items():
            curve = curves[which - 1][seed]
            half = curve.updates >= curve.updates[-1] / 2
            assert mean == pytest.approx(curve.loss[half][1:].mean())
    assert "loss_nats" in capsys.readouterr().out
    names = run(archive)
    assert names["moved"].shape == (3, 3) and names["moved"].any()
    # before the first update there is no loss yet
    assert [*names["shares"].index] == [head.samples for head in store.frames(one)][1:]


def test_the_lines_about_seeds_run_as_they_stand(capsys):
    text = (ROOT / "README.md").read_text("utf-8")
    lines = BLOCK.findall(text[text.index("With several seeds") :])[0].replace("400_000", "20_000")
    assert "20_000" in lines
    names = run(lines)
    one = names["run"]
    loss, statuses = capsys.readouterr().out.splitlines()
    assert loss.startswith(f"{np.median(one.losses)} [")
    assert len(one.losses) == 4
    assert statuses.count("finished") == 4
    assert names["net"] is one.seeds[one.seed].network
