from support.reader import Reader


def test_a_step_is_opened_with_its_answer():
    page = Reader("app.py", net="srn", step="2")
    assert "Step 2, number by number" in page.headings
    assert len(page.arithmetic) == 2
    concatenated = page.arithmetic[0].text
    page.choose(form="concatenated")
    assert page.arithmetic[0].text != concatenated
    assert len(page.arithmetic) == 2


def test_what_two_decimals_cannot_tell_apart_gets_more_by_itself_and_by_a_control():
    page = Reader(
        "app.py", net="srn", activation="tanh"
    )  # 1 1; 1 1; 2 2: y of 1.92806, 1.99845, 1.99998
    said = [[words for _, _, words in step] for step in page.picture["predictions"]]
    assert said == [["1.92806"] * 2, ["1.99845"] * 2, ["1.99998"] * 2]
    assert page.picture["numbers"] == ["0.96403"] * 2 + ["0.99923"] * 2 + ["0.99999"] * 2
    assert "1.99998" in page.arithmetic[1].text
    assert "1.00000" not in page.arithmetic[0].text
    page.choose(digits="2")
    assert page.picture["numbers"] == []
    assert page.picture["predictions"][2][0][2] == "2.00"
    page.choose(digits="8")
    assert "0.99998767" in page.arithmetic[0].text
    assert page.address == {"net": "srn", "activation": "tanh", "digits": "8"}


def test_a_network_whose_numbers_differ_keeps_two_decimals():
    page = Reader("app.py", net="srn")
    assert page.picture["numbers"] == []
    assert page.picture["predictions"][2][0][2] == "32.00"
    assert "16.00" in page.arithmetic[0].text


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
