"""A curve comes from a file, with the columns, the floors and the name that its reader chooses."""

from contextlib import closing

import numpy as np
import pytest
from support.own_lists import small, trained
from support.runs_page import curves, names

from rnnviz.experiments.store import Store
from rnnviz.exports.bundle import bundle
from rnnviz.exports.tables import losses_csv
from rnnviz.storage import own_curves
from rnnviz.storage.ownership import MACHINE
from rnnviz.text.message import Refusal
from rnnviz.ui.runs import bring_curve
from rnnviz.ui.runs.bring_curve import called

GOOD = b"step,train,val\n1,0.9,0.8\n2,0.7,0.6\n"


def bring(page, data, name="mine.csv"):
    page.at.file_uploader[0].set_value((name, data, "text/csv"))
    page.run()


def put(page, columns):
    """Choose columns of losses, and put their curves on the list."""
    (values,) = [one for one in page.at.multiselect if one.label == "Losses"]
    values.set_value(columns)
    page.run()
    page.press("Put it on the list")


def curve_of(store):
    (one,) = own_curves.curves(store, (MACHINE,))
    return one, own_curves.points_of(store, one.id)


def test_it_lies_on_the_chart_over_the_floors(opened, store):
    page = opened(bring="yes")
    before = curves(page)
    assert len(before) == 2
    bring(page, GOOD)
    put(page, [2])
    one, points = curve_of(store)
    np.testing.assert_array_equal(points, [[1, 2], [0.8, 0.6]])
    assert (one.name, one.per_step) == ("mine", 1)
    # beside what was drawn without having been chosen
    assert page.address["runs"].split(",")[-1] == f"curve.{one.id}"
    assert curves(page) == [*before, "mine"]
    assert page.figure("runs chart")["layout"]["shapes"]  # of the task that was drawn before


def test_several_columns_are_several_curves(opened, store):
    page = opened(bring="yes")
    bring(page, GOOD)
    put(page, [1, 2])
    assert curves(page)[-2:] == ["mine · train", "mine · val"]
    assert {len(one.name) for one in own_curves.curves(store, (MACHINE,))} == {10, 12}


def test_none_is_entered_where_one_is_no_curve_or_has_no_room(opened, store, monkeypatch):
    page = opened(bring="yes")
    bring(page, b"step,good,bad\n1,0.9,0.8\n2,0.7,x\n3,0.6,0.5\n")
    put(page, [1, 2])
    assert any("Line 3, column “bad”" in one for one in page.notices), page.notices
    assert own_curves.curves(store, (MACHINE,)) == []

    full = iter([None, Refusal("There is no more room.")])

    def check(*of):
        if problem := next(full):
            raise problem

    monkeypatch.setattr(own_curves, "check_count", check)
    page = opened(bring="yes")
    bring(page, GOOD)
    put(page, [1, 2])
    assert "There is no more room." in page.notices
    assert own_curves.curves(store, (MACHINE,)) == []


def test_a_name_has_room_for_its_column():
    assert called("n" * 60, "") == "n" * 60
    assert len(called("n" * 60, "c" * 99)) == own_curves.LONGEST_NAME
    assert called("mine", "loss") == "mine · loss"


def test_rows_are_counted_where_there_are_no_steps(opened, store):
    page = opened(bring="yes")
    bring(page, b"loss\n0.9\n0.8\n0.7\n", "<b>.csv")
    page.press("Put it on the list")
    one, points = curve_of(store)
    assert one.name == "<b>"
    assert points[0].tolist() == [1.0, 2.0, 3.0]
    assert "<b>" in names(page)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "The file is empty"),
        (b"a,b\nc,d\n", "No column of the file holds numbers"),
        (b"\0\1\2", "The file is no text"),
    ],
)
def test_what_is_no_curve_is_said_and_the_rest_stays(opened, store, data, says):
    page = opened(bring="yes")
    before = curves(page)
    bring(page, data)
    assert any(one.startswith(says) for one in page.notices), page.notices
    assert curves(page) == before
    assert own_curves.curves(store, (MACHINE,)) == []


def test_what_is_wrong_with_its_rows_is_said_when_it_is_entered(opened, store):
    page = opened(bring="yes")
    bring(page, b"step,loss\n2,1\n1,1\n")
    page.press("Put it on the list")
    assert any(one.startswith("Line 3: step 1 comes after 2") for one in page.notices), page.notices
    bring(page, GOOD)
    assert page.notices == []


def test_a_store_without_room_is_said(opened, store, monkeypatch):
    monkeypatch.setattr(type(store), "used_bytes", lambda self: 10**15)
    page = opened(bring="yes")
    bring(page, GOOD)
    page.press("Put it on the list")
    assert any("This server holds" in one for one in page.notices)
    assert bring_curve.COUNTED < 0


def test_a_zip_of_another_rnnviz_opens_and_is_drawn(opened, store, tmp_path):
    with closing(Store(tmp_path / "other")) as other:
        id = trained(other, small(), title="from elsewhere")
        data = bundle(other, id)
        losses = [run.loss for run in other.last_frame(id).runs]
    page = opened(bring="yes")
    bring(page, data, "saved.zip")
    page.run()
    (row,) = store.experiments()
    assert [run.loss for run in store.last_frame(row.id).runs] == losses
    assert page.address["runs"].split(",")[-2:] == [f"run.{row.id}.1", f"run.{row.id}.2"]
    assert any("saved.zip" in one for one in page.captions)
    bring(page, data[: len(data) // 2], "half.zip")
    assert any("half.zip" in one for one in page.notices), page.notices
    assert len(store.experiments()) == 1


LONG = b"run,step,loss\n" + b"".join(
    b"%s,%d,%r\n" % (name, step, 0.7 - step / 100) for name in (b"a", b"b") for step in range(1, 4)
)


def test_curves_below_each_other_are_told_apart(opened, store):
    page = opened(bring="yes")
    bring(page, LONG)
    (by,) = [one for one in page.at.multiselect if one.label == "A curve for each"]
    assert by.value == [0]
    page.press("Put it on the list")
    assert curves(page)[-2:] == ["mine · a", "mine · b"]


def test_without_what_tells_them_apart_it_is_one_curve_with_its_line(opened, store):
    page = opened(bring="yes")
    bring(page, LONG)
    (by,) = [one for one in page.at.multiselect if one.label == "A curve for each"]
    by.set_value([])
    page.run()
    page.press("Put it on the list")
    assert any("Line 5: step 1 comes after 3 on line 4" in one for one in page.notices), page.notices
    assert own_curves.curves(store, (MACHINE,)) == []


def test_a_file_of_one_curve_does_not_ask(opened, store):
    page = opened(bring="yes")
    bring(page, b"kind,step,loss\na,1,0.7\na,2,0.6\nb,3,0.5\n")
    assert not [one for one in page.at.multiselect if one.label == "A curve for each"]


def test_too_many_at_once_are_none(opened, store):
    page = opened(bring="yes")
    rows = [f"{run},{step},0.5,0.4" for run in range(50) for step in (1, 2)]
    bring(page, ("run,step,loss,val_loss\n" + "\n".join(rows)).encode())
    put(page, [2, 3])
    assert any("That would be 100 curves" in one for one in page.notices), page.notices
    assert own_curves.curves(store, (MACHINE,)) == []


def test_the_losses_that_a_training_has_exported_come_back(opened, store):
    id = trained(store, small(seeds=2), steps=40)
    page = opened(bring="yes")
    bring(page, losses_csv(store, id).encode(), "losses.csv")
    page.press("Put it on the list")
    found = own_curves.curves(store, (MACHINE,))
    whole = store.curves_of_seeds(id, 10**9)
    assert len(found) == sum(map(len, whole)) > 1
    points = [own_curves.points_of(store, one.id) for one in found]
    wanted = [curve for of in whole for curve in of]
    for curve in wanted:
        assert any(np.array_equal(curve.loss, own[1]) for own in points)


def test_the_tasks_are_called_as_they_are_read(opened, store):
    trained(store, small(), steps=20)
    page = opened(bring="yes")
    bring(page, GOOD)
    (box,) = [one for one in page.at.selectbox if one.label == "Over the floors of"]
    assert box.options == ["no task", "Echo, all lags learned 0.454"]
