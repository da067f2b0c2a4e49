import csv
import math
import os
from functools import partial

import numpy as np
import pytest
import torch
from support.damaged_stores import small_store
from support.torch_models import VOCABULARY, Reader, assert_answers

from rnnviz.__main__ import main
from rnnviz.nn.network import Network
from rnnviz.runs.run import Run
from rnnviz.server import launch
from rnnviz.settings import sources
from rnnviz.settings.sources import load
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import train

SHORT = Experiment(
    samples=50_000,
    runs=[Run(hidden=3, batch=20), Run(optimizer="sgd", cell="identity", rate=1000.0, batch=50)],
)


def test_it_writes_every_network_and_every_update(tmp_path, capsys):
    file = tmp_path / "race.json"
    file.write_text(SHORT.to_json(), "utf-8")
    main(["train", str(file), "--out", str(tmp_path / "out")])
    said = capsys.readouterr().out
    assert "50,000 samples" in said
    assert "diverged at update" in said
    frames = list(train(SHORT, every=0.0))
    for place, run in enumerate(frames[-1].runs):
        net = Network.load(tmp_path / "out" / f"race-run{place + 1}.safetensors")
        for name, value in run.network.parameters.items():
            np.testing.assert_array_equal(net.parameters[name], value)
        with (tmp_path / "out" / f"race-run{place + 1}.csv").open(newline="") as opened:
            head, *rows = csv.reader(opened)
        assert head == ["samples", "update", "loss_nats", "gradient_norm"]
        losses = np.concatenate([frame.runs[place].update_losses for frame in frames])
        np.testing.assert_array_equal([float(row[2]) for row in rows], losses)
        assert [int(row[1]) for row in rows] == list(range(1, len(losses) + 1))
        assert int(rows[-1][0]) == len(losses) * 5 * SHORT.runs[place].batch


def test_of_several_seeds_it_says_the_median_and_the_spread_and_writes_each(
    tmp_path, capsys, monkeypatch
):
    once = partial(train, every=math.inf)  # one frame, so that its losses are of the same updates
    monkeypatch.setattr("rnnviz.__main__.train", once)
    experiment = SHORT.model_copy(update={"seed": 5, "seeds": 3, "samples": 20_000})
    file, out = tmp_path / "race.json", tmp_path / "out"
    file.write_text(experiment.to_json(), "utf-8")
    main(["train", str(file), "--out", str(out)])
    *_, line, median, where = capsys.readouterr().out.splitlines()
    (last,) = once(experiment)
    first, second = last.runs
    spread = f"3 seeds from {first.losses.min():.4f} to {first.losses.max():.4f}"
    assert (
        f"{np.median(first.losses):.4f} ({spread}), all 3 seeds diverged, the median at update" in line
    )
    assert median == f"The median seed is {5 + first.seed} for run 1, {5 + second.seed} for run 2."
    assert "each seed of each run" in where
    for place, run in enumerate(last.runs, 1):
        for seed, one in enumerate(run.seeds, 5):
            net = Network.load(out / f"race-run{place}-seed{seed}.safetensors")
            for name, value in one.network.parameters.items():
                np.testing.assert_array_equal(net.parameters[name], value)
            with (out / f"race-run{place}-seed{seed}.csv").open(newline="") as opened:
                _, *rows = csv.reader(opened)
            np.testing.assert_array_equal([float(row[2]) for row in rows], one.update_losses)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "invalid JSON"),
        ('{"runs": [{"rate": -1}]}', "rate is -1"),
        ('{"task": {"name": "echo", "tune": 3}}', "echo has no 'tune'; allowed are lags, base"),
        ('{"task": {"name": "echo", "lags": [3]}}', "lags are [3]"),
    ],
)
def test_what_is_no_experiment_is_said(tmp_path, capsys, text, sentence):
    file = tmp_path / "race.json"
    file.write_text(text, "utf-8")
    with pytest.raises(SystemExit):
        main(["train", str(file)])
    said = capsys.readouterr().err
    assert "race.json is no experiment" in said
    assert sentence in said


def test_what_cannot_be_read_or_written_is_said(tmp_path, capsys):
    with pytest.raises(SystemExit):
        main(["train", str(tmp_path / "none.json")])
    assert "none.json" in capsys.readouterr().err
    file = tmp_path / "race.json"
    file.write_text(SHORT.to_json(), "utf-8")
    with pytest.raises(SystemExit):
        main(["train", str(file), "--out", str(file)])
    assert "race.json" in capsys.readouterr().err
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SystemExit):
        main(["train", str(file)])
    assert "no text" in capsys.readouterr().err


def test_a_server_reads_the_settings_that_it_is_told_of(tmp_path, monkeypatch):
    started = []
    monkeypatch.setattr(launch, "serve", started.append)
    monkeypatch.setenv("RNNVIZ_CONFIG", "")  # what is set is set back
    (tmp_path / "own.toml").write_text("layers = 3", "utf-8")
    monkeypatch.chdir(tmp_path)
    main(["serve", "--config", "own.toml"])
    assert load(os.environ).layers == 3
    assert os.environ["RNNVIZ_CONFIG"] == str(tmp_path / "own.toml")  # from wherever it goes on
    assert len(started) == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("layers = 0", "layers is 0"), ("depth = 3", "no setting depth"), (None, "cannot be read")],
)
def test_no_server_starts_with_settings_that_cannot_be(tmp_path, monkeypatch, capsys, text, sentence):
    monkeypatch.setattr(launch, "serve", lambda _: pytest.fail("it was started"))
    monkeypatch.setenv("RNNVIZ_CONFIG", "")
    file = tmp_path / "own.toml"
    if text is not None:
        file.write_text(text, "utf-8")
    with pytest.raises(SystemExit):
        main(["serve", "--config", str(file)])
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_an_experiment_may_be_saved_as_other_programs_save_text(tmp_path, capsys, encoding):
    file, tiny = tmp_path / "race.json", Experiment(samples=1000, runs=[Run(hidden=2, batch=10)])
    file.write_text(tiny.to_json(), encoding)
    main(["train", str(file), "--out", str(tmp_path)])
    assert "Written to" in capsys.readouterr().out


def test_a_store_is_kept_and_restored(tmp_path, capsys, monkeypatch):
    store = small_store(tmp_path / "data" / "store.sqlite")
    monkeypatch.setenv("RNNVIZ_STORE", str(store))
    archive = str(tmp_path / "kept.zip")
    main(["backup", archive])
    assert "1 experiments, 0 sweeps, 1 lectures and 0 datasets" in capsys.readouterr().out
    main(["restore", archive])
    said = capsys.readouterr().out
    (kept,) = store.parent.glob("store.before-*.sqlite")
    assert f"The store that was there before is {kept} now." in said
    with pytest.raises(SystemExit):
        main(["restore", str(tmp_path / "none.zip")])
    assert "none.zip cannot be used" in capsys.readouterr().err


def test_settings_that_cannot_be_used_are_said_before_anything_is_served(tmp_path, capsys, monkeypatch):
    served = []
    monkeypatch.setattr(launch, "serve", served.append)
    monkeypatch.setenv(sources.FILE, "")
    sources.current.cache_clear()
    file = tmp_path / "own.toml"
    for text, sentence in (
        ("publick = true", "There is no setting publick"),
        ("layers = 99", "layers is 99"),
        ("layers = ", "are no TOML"),
        (None, "cannot be read"),
    ):
        file.write_text(text, "utf-8") if text else file.unlink()
        with pytest.raises(SystemExit):
            main(["serve", "--config", str(file)])
        assert sentence in capsys.readouterr().err
    assert served == []
    file.write_text("layers = 2", "utf-8")
    main(["serve", "--config", str(file)])
    assert len(served) == 1
    assert sources.current().layers == 2
    sources.current.cache_clear()


def test_it_says_what_a_file_of_another_program_has(tmp_path, capsys):
    model = Reader("gru", layers=2)
    torch.save({"state_dict": model.state_dict()}, tmp_path / "last.ckpt")
    (tmp_path / "vocab.txt").write_text("".join(VOCABULARY))
    out = tmp_path / "own.safetensors"
    given = [
        str(tmp_path / "last.ckpt"),
        "--vocabulary",
        str(tmp_path / "vocab.txt"),
        "--out",
        str(out),
    ]
    main(["open", *given])
    said = capsys.readouterr().out
    assert "rnn: GRU, layers: 2, one direction, units: 4, numbers read at each step: 3." in said
    assert "Readout: fc.weight, outputs: 7." in said
    assert "Vocabulary: 7 tokens." in said
    assert_answers(Network.load(out), model)


def test_a_terminal_is_told_nothing_by_a_file(tmp_path, capsys):
    path = tmp_path / "net.pt"
    torch.save(Reader().state_dict() | {"\x1b]0;title\x07": torch.ones(2)}, path)
    main(["open", str(path)])
    said = capsys.readouterr().out
    assert "Left over: ]0;title (2,)." in said
    assert "\x1b" not in said


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (["none.pt"], "none.pt cannot be read"),
        (["a.pt"], "no recurrent layer"),
        (["net.pt", "--layer", "b"], "layer is 'b'"),
        (["net.pt", "--out", "none/net"], "could not be written"),
    ],
)
def test_a_file_that_cannot_be_opened_is_said(tmp_path, capsys, monkeypatch, given, sentence):
    monkeypatch.chdir(tmp_path)
    torch.save({"a": torch.ones(2)}, "a.pt")
    torch.save(Reader().state_dict(), "net.pt")
    with pytest.raises(SystemExit):
        main(["open", *given])
    assert sentence in capsys.readouterr().err
