"""The arithmetic of a step as HTML, parsed again: all numbers, names and shapes, nothing of the user's
as markup."""

import numpy as np
import pytest
from scipy import special
from support.figure_readers import made, parsed, spoken, tags
from support.network_kinds import cells

from rnnviz.analysis.forward_step import concatenated, forward_arithmetic, readout_term
from rnnviz.figures.base.equations import LARGEST_PARTS
from rnnviz.figures.base.numbers import number, short
from rnnviz.figures.base.style import SMALL_COLUMNS, SMALL_ROWS
from rnnviz.figures.unroll.forward_step import is_small, readout_html, step_html
from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll
from rnnviz.pretrained import registry

TOKENS = ("<i>", "&amp;", '"', "</p>", "<script>")
READ = np.array([0, 3, 1, 2, 4])
joined_or_not = pytest.mark.parametrize("joined", [False, True], ids=["sum", "joined"])


def small(cell="tanh", **kind):
    """A network over tokens that look like markup, whose numbers all fit, and a trace of them all."""
    net = Network.random(cell, **{"hidden": 3, "inputs": 5, "outputs": 5, "seed": 1} | kind)
    return net, unroll(net, READ)


def large(cell, **kind):
    return small(cell, **{"hidden": 40, "gain": 2.0} | kind)


def tables(tree):
    """Every matrix drawn: its name as text, its shape as written, and all its numbers exactly."""
    found = []
    for box in tree.all(".matrix"):
        rows = [row.all("td") for row in box.all("tr")]
        titles = [[cell.attributes["data-value"] for cell in row] for row in rows if row]
        for row in rows:
            assert [cell.text for cell in row] == [
                short(float(c.attributes["data-value"])) for c in row
            ]
        found.append((box.one(".name").text, box.children[-1].text, titles))
    return found


def expected(name, values):
    grid = np.atleast_2d(values.T).T
    shape = "×".join(map(str, values.shape))
    return name.replace("_", ""), shape, [[repr(float(value)) for value in row] for row in grid]


# small networks


@cells
@joined_or_not
def test_a_small_network_shows_all_its_numbers_to_the_last_digit(cell, joined):
    net, trace = small(cell, layers=2, bidirectional=True)
    for layer, backwards in ((0, False), (0, True), (1, False), (1, True)):
        opened = forward_arithmetic(net, trace, 2, layer, backwards)
        assert is_small(opened)
        wanted = []
        for line in opened.lines:
            one = concatenated(line) if joined else None
            for term in line.terms if one is None else (one,):
                if term.factor is not None:
                    wanted.append(expected(term.factor_name, term.factor))
                wanted.append(expected(term.matrix_name, term.matrix))
                wanted.append(expected(term.vector_name, term.vector))
                wanted.append(expected(term.bias_name, term.bias))
            wanted.append(expected("sum", line.total))
            wanted.append(expected(line.name, line.value))
        for mix in opened.mixes:
            wanted += [expected(name, value) for name, value in (*mix.parts, (mix.name, mix.value))]
        tree = parsed(step_html(opened, 0, joined, TOKENS if layer == 0 else None))
        assert tables(tree) == wanted


@cells
def test_the_numbers_are_the_networks_and_the_traces(cell):
    net, trace = small(cell)
    shown = set()
    for box in parsed(step_html(forward_arithmetic(net, trace, 2), 0)).all("td"):
        shown.add(box.attributes["data-value"])
    own = [array for name, array in net.parameters.items() if name.startswith("rnn")]
    own += [values[2] for values in trace.quantities(0).values()]
    own += [trace.read[0][2], trace.hidden[0, 1]]
    if trace.memory is not None:
        own.append(trace.memory[0, 1])
    assert {repr(float(value)) for array in own for value in array.flat} <= shown


def test_without_biases_none_are_shown():
    net, trace = small("lstm", bias=False)
    names = {name for name, _, _ in tables(parsed(step_html(forward_arithmetic(net, trace, 0), 0)))}
    assert {"Wii", "Whi", "xt", "ht−1", "it", "ct−1"} <= names
    assert not {name for name in names if name.startswith("b")}


@pytest.mark.parametrize(
    ("cell", "formulas"),
    [
        ("tanh", ["ht = tanh(Wih xt + bih + Whh ht−1 + bhh)"]),
        ("identity", ["ht = Wih xt + bih + Whh ht−1 + bhh"]),
        (
            "gru",
            [
                "rt = σ(Wir xt + bir + Whr ht−1 + bhr)",
                "zt = σ(Wiz xt + biz + Whz ht−1 + bhz)",
                "nt = tanh(Win xt + bin + rt ⊙ (Whn ht−1 + bhn))",
                "ht = (1 − zt) ⊙ nt + zt ⊙ ht−1",
            ],
        ),
        (
            "gru_before",
            [
                "rt = σ(Wir xt + bir + Whr ht−1 + bhr)",
                "zt = σ(Wiz xt + biz + Whz ht−1 + bhz)",
                "nt = tanh(Win xt + bin + Whn (rt ⊙ ht−1) + bhn)",
                "ht = (1 − zt) ⊙ nt + zt ⊙ ht−1",
            ],
        ),
        (
            "lstm",
            [
                "it = σ(Wii xt + bii + Whi ht−1 + bhi)",
                "ft = σ(Wif xt + bif + Whf ht−1 + bhf)",
                "gt = tanh(Wig xt + big + Whg ht−1 + bhg)",
                "ot = σ(Wio xt + bio + Who ht−1 + bho)",
                "ct = ft ⊙ ct−1 + it ⊙ gt",
                "ht = ot ⊙ tanh(ct)",
            ],
        ),
    ],
)
@pytest.mark.parametrize("make", [small, large])
def test_the_equations_stand_above_their_numbers(cell, formulas, make):
    net, trace = make(cell)
    heads = parsed(step_html(forward_arithmetic(net, trace, 1), 0)).all("h3")
    assert [head.before("small") for head in heads] == formulas


def test_names_have_their_subscripts():
    net, trace = small("lstm", bidirectional=True)
    html = step_html(forward_arithmetic(net, trace, 1, backwards=True), 0)
    for name in ("W<sub>hi</sub>", "h<sub>t+1</sub>", "c<sub>t+1</sub>", "x<sub>t</sub>"):
        assert name in html
    joined = step_html(forward_arithmetic(net, trace, 1), 0, joined=True)
    assert "[W<sub>ii</sub> W<sub>hi</sub>]" in joined
    assert "[x<sub>t</sub>; h<sub>t−1</sub>]" in joined


@joined_or_not
@pytest.mark.parametrize("hidden", [2, 30])
def test_where_the_reset_stands_is_said(joined, hidden):
    net = Network.random("gru_before", inputs=3, hidden=hidden, outputs=3)
    opened = forward_arithmetic(net, unroll(net, np.array([0, 2])), 1)
    tree = parsed(step_html(opened, 0, joined))
    (aside,) = tree.all(".aside")
    assert "PyTorch’s GRU first multiplies by Whn and adds bhn, and r comes after." in aside.text
    assert ("[Win Whn] [xt; (rt ⊙ ht−1)]" in tree.text) == joined


def test_one_product_is_refused_where_there_is_none():
    net, trace = small("gru")
    tree = parsed(step_html(forward_arithmetic(net, trace, 1), 0, joined=True))
    (aside,) = tree.all(".aside")
    assert "r multiplies only the part from the state" in aside.text
    assert {"[Wir Whr]", "[Wiz Whz]", "Win", "Whn"} <= {name for name, _, _ in tables(tree)}
    assert not parsed(step_html(forward_arithmetic(net, trace, 1), 0)).all(".aside")


@joined_or_not
def test_the_column_that_a_token_picks_is_named_and_framed(joined):
    net, trace = small()
    for step, token in enumerate(READ):
        tree = parsed(step_html(forward_arithmetic(net, trace, step), 0, joined, TOKENS))
        box = tree.all(".matrix")[0]
        heads = [cell.text for cell in box.all("tr")[0].all("th")]
        width = 3 if joined else 0
        # the columns of the state have no names: they are counted for who hears the table
        assert heads == [*TOKENS, *(f"\xa0{len(TOKENS) + place + 1}" for place in range(width))]
        for row in box.all("tr")[1:]:
            framed = [i for i, cell in enumerate(row.all("td")) if cell.attributes.get("class")]
            assert token in framed
            if not joined:
                assert framed == [token]


@cells
@joined_or_not
@pytest.mark.parametrize("make", [small, large])
def test_user_text_is_never_markup(cell, joined, make):
    net, trace = make(cell)
    said = ""
    for step in range(len(READ)):
        opened = forward_arithmetic(net, trace, step)
        tree = parsed(step_html(opened, 1, joined, TOKENS))
        readout = parsed(
            readout_html(readout_term(net, trace, step), trace.logits[step], "softmax", TOKENS)
        )
        said += tree.text + readout.text
        known = {"div", "section", "h3", "small", "sub", "span", "p", "b"}
        assert tags(tree) <= known | {"table", "tr", "th", "td"}
    assert all(token in said for token in TOKENS)
    assert "&lt;" not in said
    assert "&amp;amp;" not in said


@pytest.mark.parametrize(
    ("hidden", "inputs", "fits"),
    [
        (SMALL_ROWS, SMALL_COLUMNS, True),
        (SMALL_ROWS + 1, 4, False),
        (4, SMALL_COLUMNS + 1, False),
        (1, 1, True),
    ],
)
def test_what_counts_as_small(hidden, inputs, fits):
    net = Network.random("gru", inputs=inputs, hidden=hidden, outputs=2, output="linear")
    _, trace = made(net, " ".join("1" * inputs), "numbers")
    opened = forward_arithmetic(net, trace, 0)
    assert is_small(opened) == fits
    assert bool(tables(parsed(step_html(opened, 0)))) == fits


@pytest.mark.parametrize("hidden", [2, 40])
def test_numbers_that_overflowed_are_shown_as_such(hidden):
    net = Network.random("identity", inputs=1, hidden=hidden, outputs=1, output="linear", gain=4.0)
    _, trace = made(net, "; ".join(["1e308"] * 5), "numbers")
    assert not np.isfinite(trace.hidden).all()
    for step in range(5):
        tree = parsed(step_html(forward_arithmetic(net, trace, step), 0))
        parsed(readout_html(readout_term(net, trace, step), trace.logits[step], "linear", None))
        if hidden == 2:
            shown = {cell.attributes["data-value"] for cell in tree.all("td")}
            assert {repr(float(value)) for value in trace.hidden[0, step]} <= shown
        else:
            assert number(trace.hidden[0, step, 0]) in tree.one(".sum").text


# large networks


def written(text):
    """A number as it stands there, and by how much rounding may have moved it."""
    value = spoken(text)
    digits = text.replace("−", "-")
    if "·10" in digits:
        mantissa, _, _power = digits.partition("·10")
        places = len(mantissa.partition(".")[2])
        # of a power of ten it is known by how much it was moved
        return value, 0.5001 * 10.0**-places * spoken(f"1{digits.removeprefix(mantissa)}")
    return value, 0.5001 * 10.0 ** -len(digits.partition(".")[2])


def summands(tree):
    """Every summand of a unit: its label, the numbers written in it, and the sum it is said to have."""
    for paragraph in tree.all(".summand"):
        label = paragraph.one(".label").text
        yield label, paragraph.all(".part"), paragraph.children[-1].text, paragraph


@cells
@joined_or_not
def test_the_parts_of_one_unit_add_up_to_what_is_written(cell, joined):
    net, trace = large(cell)
    opened, unit = forward_arithmetic(net, trace, 3), 17
    tree = parsed(step_html(opened, unit, joined, TOKENS))
    terms = [term for line in opened.lines for term in line.terms]
    found = list(summands(tree))
    assert len(found) == len(terms)
    for (label, parts, total, paragraph), term in zip(found, terms, strict=True):
        rows, columns = term.matrix.shape
        assert label.endswith(f"({rows}×{columns})({columns})")
        value, slack = 0.0, 0.0
        for part in parts:
            said = part.text
            if said.startswith("the other "):
                move, error = written(said.partition(": ")[2])
            else:
                said = said.replace(part.children[0].text, "", 1)
                (a, da), (b, db) = map(written, said.strip().split(" × "))
                move, error = a * b, abs(a) * db + abs(b) * da + da * db
            value, slack = value + move, slack + error
        bias, error = written(number(term.bias[unit]))
        assert f"{term.bias_name.replace('_', '')} {number(term.bias[unit])} = " in paragraph.text
        value, slack = value + bias, slack + error
        if term.factor is not None:
            factor, error = written(number(term.factor[unit]))
            assert f"rt {number(term.factor[unit])} × " in paragraph.text
            value, slack = factor * value, factor * slack + error * (abs(value) + slack)
        shown, error = written(total)
        assert abs(value - shown) <= slack + error + 1e-12
        assert shown == pytest.approx(term.value[unit], abs=error + 1e-12)


@cells
def test_the_largest_products_of_a_unit_are_shown_the_rest_is_added_up(cell):
    net, trace = large(cell)
    opened, unit = forward_arithmetic(net, trace, 3), 5
    tree = parsed(step_html(opened, unit, tokens=TOKENS))
    from_input, from_state, *_ = summands(tree)
    # a token picks one column, named by the token
    (only,), column = from_input[1], READ[3]
    first, second = opened.lines[0].terms
    assert only.text == f"“{TOKENS[column]}” {number(first.matrix[unit, column])} × 1.00"
    products = second.matrix[unit] * second.vector
    order = sorted(range(40), key=lambda place: -abs(products[place]))
    *shown, rest = (part.text for part in from_state[1])
    assert shown == [
        f"{place + 1} {number(second.matrix[unit, place])} × {number(second.vector[place])}"
        for place in order[:LARGEST_PARTS]
    ]
    others = np.count_nonzero(products) - LARGEST_PARTS
    assert rest == f"the other {others}: {number(products[order[LARGEST_PARTS:]].sum())}"


@cells
def test_the_equation_of_a_unit_has_its_two_sums_and_its_value(cell):
    net, trace = large(cell)
    opened, unit = forward_arithmetic(net, trace, 2), 39
    sums = parsed(step_html(opened, unit)).all(".sum")
    assert len(sums) == len(opened.lines) + len(opened.mixes)
    squash = {"tanh": "tanh", "sigmoid": "σ", "relu": "relu", "identity": ""}
    for said, line in zip(sums, opened.lines, strict=False):
        a, b = (number(term.value[unit]) for term in line.terms)
        outer, total = squash[line.activation], number(line.total[unit])
        result = f"{outer}({total})" if outer else total
        assert said.text == (
            f"{line.name.replace('_', '')}[40] = {outer}( {a} + {b} ) = {result} = "
            f"{number(line.value[unit])}"
        )
    for said, mix in zip(sums[len(opened.lines) :], opened.mixes, strict=True):
        assert said.one("b").text == number(mix.value[unit])
        for name, values in mix.parts:
            assert f"{name.replace('_', '')} = {number(values[unit])}" in said.one("small").text


def test_a_step_that_reads_and_remembers_nothing_says_so():
    net, _ = large("tanh")
    trace = unroll(net, np.array([-1]))
    tree = parsed(step_html(forward_arithmetic(net, trace, 0), 0, tokens=TOKENS))
    assert [parts[0].text for _, parts, _, _ in summands(tree)] == ["all zero", "all zero"]


# the answer


def answers(html):
    """The table of logits: its head and its rows as text."""
    table = parsed(html).one(".answers")
    head, *rows = ([cell.text for cell in row.children] for row in table.all("tr"))
    return head, rows


def test_the_readout_shows_its_product_and_what_it_says():
    net, trace = small()
    for step in range(5):
        html = readout_html(readout_term(net, trace, step), trace.logits[step], "softmax", TOKENS)
        top = trace.hidden[0, step]
        assert tables(parsed(html)) == [
            expected("Why", net.parameters["readout.weight"]),
            expected("ht", top),
            expected("by", net.parameters["readout.bias"]),
        ]
        head, rows = answers(html)
        assert head == ["answer", "z", "exp(z − max z)", "p"]
        powers = np.exp(trace.logits[step] - trace.logits[step].max())
        chances = special.softmax(trace.logits[step])
        assert rows == [
            [token, number(z), number(power), f"{p:.4f}"]
            for token, z, power, p in zip(TOKENS, trace.logits[step], powers, chances, strict=True)
        ]
        assert f"/ {number(powers.sum())}" in parsed(html).one("caption").text
        assert "zt = Why ht + by,  p = softmax(z)" in parsed(html).one("h3").text


def test_of_many_tokens_the_most_likely_are_shown():
    net = registry.load("english-gru")
    _, trace = made(net, "the")
    html = readout_html(readout_term(net, trace, 2), trace.logits[2], "softmax", net.vocabulary)
    _, rows = answers(html)
    order = np.argsort(-special.softmax(trace.logits[2]))[:SMALL_ROWS]
    assert [row[0] for row in rows] == [net.vocabulary[v].replace(" ", "␣") for v in order]
    assert f"the 8 most likely of {net.outputs} tokens" in parsed(html).text
    # the sum below the fraction is still that of all
    total = np.exp(trace.logits[2] - trace.logits[2].max()).sum()
    assert f"/ {number(total)}" in parsed(html).one("caption").text


def test_a_bit_is_said_by_the_logistic_function():
    net = registry.load("addition")
    _, trace = made(net, "11 + 01", "bits")
    html = readout_html(readout_term(net, trace, 1), trace.logits[1], "sigmoid", None)
    z = trace.logits[1, 0]
    assert answers(html) == (["answer", "z", "p"], [["y1", number(z), f"{special.expit(z):.4f}"]])
    assert "p = σ(z)" in parsed(html).one("h3").text


def test_numbers_are_the_logits_themselves_with_or_without_a_readout():
    net = Network.random(
        inputs=1, hidden=2, outputs=2, readout=False, readout_bias=False, output="linear"
    )
    _, trace = made(net, "1; 2", "numbers")
    html = readout_html(readout_term(net, trace, 1), trace.logits[1], "linear", None)
    head, rows = answers(html)
    assert head == ["answer", "z"]
    assert rows == [["y1", number(trace.logits[1, 0])], ["y2", number(trace.logits[1, 1])]]
    assert parsed(html).one("h3").text.startswith("zt = ht ")
    assert tables(parsed(html)) == []
