"""Execute in a real browser: a program typed and run, and one with a syntax error."""

import re

from playwright.sync_api import expect

from rnnviz.pretrained.task_networks import opening


def test_a_program_is_typed_and_run(visit):
    page = visit("tasks", task="execute")
    box, run = page.get_by_label("Type a program"), page.get_by_role("button", name="Run", exact=True)
    verdict, made = page.locator(".verdict"), opening("execute")
    for text in ("print(9-4)", "a=3\nprint(a+4)"):
        done = made.task.answer(made.model, text)
        box.fill(text)
        run.click()
        expect(verdict).to_contain_text("✓ right" if done.right else "✗ wrong")
        expect(verdict).to_contain_text(f"answers {done.text}")
        rows = page.locator(".js-plotly-plot").first.locator(".yaxislayer-above .ytick")
        expect(rows).to_have_count(len(done.tokens))
    before = verdict.text_content()
    box.fill("a=3\nprint(a+")
    run.click()
    expect(page.locator(".notice")).to_contain_text("Line 2 is no Python: '(' was never closed.")
    assert verdict.text_content() == before
    expect(box).to_have_value("a=3\nprint(a+")
    expect(page).to_have_url(re.compile("program="))
