"""A loop in a notebook: one output that keeps up with it, and nothing that the loop hears of."""

import threading

import torch
from support.small_loop import Trained
from support.waiting import until

from rnnviz.plot.live_display import draw_in_notebook
from rnnviz.watch.showing import LoopMoment, ShowWish


def said(outputs):
    return [one["data"]["text/plain"].split("\n")[0] for one in outputs[1:]]


def test_the_newest_frame_takes_the_place_of_the_older(trained, outputs):
    trained.watch.show()
    assert "Plotly" in outputs[0]["data"]["text/html"]
    assert said(outputs) == ["Of mine there is nothing to be seen yet."]
    for step in range(3):
        trained.update()
        until(lambda step=step: said(outputs)[-1] == f"mine runs: step {step}.")
    trained.watch.close()
    assert said(outputs)[-1] == "mine has ended; its last frame is of step 2."
    assert len({one["transient"]["display_id"] for one in outputs[1:]}) == 1
    assert [one["update"] for one in outputs[:3]] == [False, False, True]
    html = outputs[-1]["data"]["text/html"]
    assert html.count('role="img"') == 3
    assert "Step 1 still gets" in html


def test_a_loop_that_is_shown_trains_as_one_that_is_not(outputs):
    def weights(shown):
        made = Trained()
        if shown:
            made.watch.show(matrix=True)
        for _ in range(50):
            made.update()
        made.watch.close()
        found = torch.cat([one.detach().flatten() for one in made.model.parameters()])
        return found, torch.get_rng_state()

    for shown, not_shown in zip(weights(True), weights(False), strict=True):
        assert torch.equal(shown, not_shown)
    assert said(outputs)[-1].startswith("mine has ended")


def test_what_has_ended_is_shown_as_it_is(trained, outputs):
    trained.update()
    trained.watch.close()
    trained.watch.show(layer="rnn", matrix=True, dark=True)
    assert said(outputs) == ["mine has ended; its last frame is of step 0."]
    assert outputs[-1]["data"]["text/html"].count('role="img"') == 4


def test_a_second_cell_takes_over(trained, outputs):
    trained.update()
    trained.watch.show()
    trained.watch.show()
    first = outputs[1]["transient"]
    trained.update()
    until(lambda: said(outputs)[-1] == "mine runs: step 1.")
    assert said(outputs)[:3] == ["mine runs: step 0.", "", "mine runs: step 0."]
    assert outputs[-1]["transient"] == outputs[3]["transient"] != first
    assert not any("has ended" in one for one in said(outputs))


def test_what_fails_while_it_draws_is_said_once_and_nothing_to_the_loop(trained, outputs, caplog):
    trained.watch.show()
    before = [weight.clone() for weight in trained.model.parameters()]
    showing = trained.watch._showing._drawing
    showing.output.publisher = None
    trained.update()
    until(showing._over.is_set)
    trained.update()
    trained.watch.close()
    assert caplog.text.count("mine is not drawn in this notebook any more.") == 1
    assert len(said(outputs)) == 1
    assert len(trained.watch.frames) == 2
    after = trained.model.parameters()
    assert not any(torch.equal(old, new) for old, new in zip(before, after, strict=True))


def test_a_loop_that_is_faster_waits_for_no_picture(trained, outputs, monkeypatch):
    draws, may_go_on = threading.Event(), threading.Event()
    display = draw_in_notebook(ShowWish(), LoopMoment("mine"))

    def slow(moment, draw=display._draw):
        draws.set()
        assert may_go_on.wait(20)
        draw(moment)

    monkeypatch.setattr(display, "_draw", slow)
    trained.update()
    moments = [LoopMoment(f"loop {n}", tuple(trained.watch.frames)) for n in range(9)]
    display.put(moments[0])
    assert draws.wait(20)
    for moment in moments[1:]:
        display.put(moment)
    may_go_on.set()
    display.close()
    display.put(moments[0])
    assert said(outputs)[1:] == ["loop 0 runs: step 0.", "loop 8 runs: step 0."]
    assert not display._thread.is_alive()


def test_outside_of_a_notebook_nothing_is_begun():
    assert draw_in_notebook(ShowWish(), LoopMoment("mine")) is None
