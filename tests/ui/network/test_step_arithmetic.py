from support.reader import Reader


def test_a_step_is_opened_with_its_answer():
    page = Reader("app.py", net="srn", step="2")
    assert "Step 2, number by number" in page.headings
    assert len(page.arithmetic) == 2
    concatenated = page.arithmetic[0].text
    page.choose(form="concatenated")
    assert page.arithmetic[0].text != concatenated
    assert len(page.arithmetic) == 2


def test_a_small_step_shows_all_units_and_a_large_one_the_chosen():
    assert not Reader("app.py", net="srn").has("unit")
    page = Reader("app.py", net="english-lstm", unit="5")
    before = page.arithmetic[0].text
    page.choose(unit=6)
    assert page.arithmetic[0].text != before


def test_of_several_layers_one_is_chosen():
    assert not Reader("app.py").has("row")
    page = Reader("app.py", net="random", layers="2", both="yes")
    assert len(page.control("row").options) == 4
    first = page.arithmetic[0].text
    page.choose(row=3)
    assert page.arithmetic[0].text != first


def test_a_step_after_the_end_of_the_shorter_text_opens_its_last():
    page = Reader("app.py", text="he", **{"with": "hello"})
    assert "Step 2, number by number" in page.headings
