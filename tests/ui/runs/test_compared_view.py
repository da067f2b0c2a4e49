"""What differs between the drawn lines stands in a table, and can be copied."""

from support.own_lists import small, trained


def test_it_is_shown_and_handed_out(opened, store):
    one, other = trained(store, small()), trained(store, small(hidden=3))
    page = opened(runs=f"run.{one}.1,run.{other}.1")
    (table,) = [one.value for one in page.at.get("html") if '<table class="runs">' in one.value]
    assert "<th>hidden units</th>" in table
    assert "<th>truncation</th>" not in table
    texts = [one.value for one in page.at.code]
    assert texts[0].startswith("name,about,loss_mean,loss_deviation,n,")
    assert texts[1].startswith("| run | loss | hidden units | floor | status |\n| --- |")
