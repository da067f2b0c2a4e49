"""rnnviz export and rnnviz import."""

from contextlib import closing

import pytest
from support.exported import MADE, told, trained
from support.stored_loops import train

from rnnviz.__main__ import main
from rnnviz.experiments.store import Store
from rnnviz.storage.ownership import MACHINE


@pytest.fixture
def refused(capsys):
    """What is said of arguments that make no sense."""

    def go(*arguments):
        with pytest.raises(SystemExit):
            main(list(map(str, arguments)))
        return capsys.readouterr().err

    return go


def test_a_training_goes_from_one_store_to_another(store, tmp_path, capsys):
    id = trained(store, MADE["echo"]())
    path, other = tmp_path / "x.zip", tmp_path / "other.sqlite"
    main(["export", "mine", str(path), "--store", str(store.path)])
    assert f"Written to {path}: {path.stat().st_size:,} bytes." in capsys.readouterr().out
    main(["import", str(path), "--store", str(other)])
    said = capsys.readouterr().out
    with closing(Store(other)) as second:
        (row,) = second.experiments()
        assert said == f"What x.zip holds is here now. Training {row.id}.\n"
        assert row.owner == MACHINE
        assert told(second, row.id) == told(store, id)
    main(["import", str(path), "--store", str(other)])
    assert "is here already" in capsys.readouterr().out


def test_a_loop_is_found_by_its_name_and_by_its_id(store, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("RNNVIZ_STORE", str(store.path))
    id = train(updates=2)._writer.id
    main(["export", "mine", str(tmp_path / "a.csv")])
    main(["export", id, str(tmp_path / "b.csv")])
    assert (tmp_path / "a.csv").read_text() == (tmp_path / "b.csv").read_text()
    main(["export", id, str(tmp_path / "x.zip")])
    main(["import", str(tmp_path / "x.zip"), "--store", str(tmp_path / "other.sqlite")])
    assert "What x.zip holds is here now. Watched loop " in capsys.readouterr().out


def test_what_cannot_be_is_said(store, tmp_path, refused):
    where = ("--store", store.path)
    store.add(MADE["echo"](), "twice")
    store.add(MADE["echo"](), "twice")
    assert "There is no training, no watched loop and no curve none." in refused(
        "export", "none", tmp_path / "x.csv", *where
    )
    assert "2 trainings, loops or curves are called twice: " in refused(
        "export", "twice", tmp_path / "x.csv", *where
    )
    assert "allowed are" in refused("export", "twice", tmp_path / "x.txt", *where)
    assert "cannot be used" in refused(
        "export", store.experiments()[0].id, tmp_path / "no" / "x.csv", *where
    )
    (tmp_path / "x.zip").write_bytes(b"no zip")
    assert "x.zip is no zip, or is cut off" in refused("import", tmp_path / "x.zip", *where)
    assert "none.zip cannot be read" in refused("import", tmp_path / "none.zip", *where)
