"""Tables of what recurrence costs: parameters by formula and number, and what grows with the length."""

import math
from collections.abc import Sequence

from rnnviz.analysis.parameter_count import COMPARED, Counted, blocks_of, counted_as, total
from rnnviz.analysis.recurrence_costs import Costs
from rnnviz.figures.base.html import ValuedText, cells, valued
from rnnviz.figures.base.numbers import power, whole
from rnnviz.nn.network import NetworkSettings
from rnnviz.runs.run_words import cell_name
from rnnviz.text.language import _, _n


def compared_name(cell: str) -> str:
    """A cell as the tables name it: all that have no gates cost the same."""
    return "RNN" if cell == "tanh" else cell_name(cell)


def counted_sentence(net: NetworkSettings, parts: Sequence[Counted]) -> str:
    """What came of the counting."""
    own = total(tuple(parts), counted_as(net.cell))
    return _(
        "This network has {count} parameters, however long the text is. In its layers a GRU has 3 "
        "times and an LSTM 4 times as many as an RNN of the same size: so many blocks of rows."
    ).format(count=whole(own))


def counted_html(net: NetworkSettings, parts: Sequence[Counted]) -> str:
    """A row for each part: its formula, and the count with each cell; the network's own is bold."""
    own = counted_as(net.cell)
    heads = ["", _("by formula"), *map(compared_name, COMPARED)]
    rows = []
    for part in parts:
        counts = [_times(part, cell) for cell in COMPARED]
        rows.append([_part_name(part), _formula(part), *counts])
    sums = [_whole(total(tuple(parts), cell)) for cell in COMPARED]
    rows.append([_("all"), "", *sums])
    own_column = 2 + COMPARED.index(own)
    body = "".join(f"<tr>{_row(row, own_column)}</tr>" for row in rows)
    blocks = ", ".join(f"{compared_name(cell)} {blocks_of(cell)}" for cell in COMPARED)
    said = _(
        "H units, D inputs, E numbers in a row of the embedding, V tokens or answers; G blocks: "
        "{blocks}. 2·H are PyTorch’s two biases."
    ).format(blocks=blocks)
    return (
        f'<div class="checked"><table><tr>{cells(heads, "th")}</tr>{body}</table>'
        f'<p class="caption">{said}</p></div>'
    )


def _row(row: Sequence[str], own: int) -> str:
    """A row of cells, the network's own bold."""
    inner = [_bold(text) if place == own else text for place, text in enumerate(row[1:], 1)]
    return f'<th scope="row">{row[0]}</th>{cells(inner)}'


def _whole(value: float) -> ValuedText:
    return valued(whole(value), value)


def _bold(text: str) -> str:
    made = f"<b>{text}</b>"
    return ValuedText.of(made, text) if isinstance(text, ValuedText) else made


def _part_name(part: Counted) -> str:
    if part.part == "layer":
        return _("layer {layer}").format(layer=part.layer + 1)
    return {"embedding": _("the embedding"), "readout": _("the readout")}[part.part]


def _formula(part: Counted) -> str:
    """The part in letters and in numbers."""
    letters = " + ".join(part.letters)
    numbers = " + ".join("·".join(map(str, factors)) for factors in part.sizes)
    if part.part != "layer":
        return f"{letters} = {numbers}"
    twice = "2·" if part.directions == 2 else ""
    return f"{twice}G·({letters}) = {twice}G·({numbers}) = {twice}G·{part.block:,}"


def _times(part: Counted, cell: str) -> str:
    """A count, as a product of blocks where it is one."""
    count = whole(part.by_cell[cell])
    times = part.directions * blocks_of(cell)
    alone = part.part != "layer" or times == 1
    return valued(count if alone else f"{times}·{part.block:,} = {count}", part.by_cell[cell])


# what it is, a number a length, and what that says
_CostLine = tuple[str, Sequence[float], str]


def costs_html(net: NetworkSettings, costs: Costs) -> str:
    """What a recurrent network is good at and what it costs, each with this network's numbers."""
    lengths = costs.lengths
    heads = [
        "",
        *(
            _n("{count} step", "{count} steps", length).format(count=whole(length))
            for length in lengths
        ),
        "",
    ]
    table = [*_size_and_time(costs), *_what_it_needs(net, costs)]
    body = "".join(
        f'<tr><th scope="row">{name}</th>{cells([*map(_whole, values), said])}</tr>'
        for name, values, said in table
    )
    return (
        f'<div class="checked"><table class="costs"><tr>{cells(heads, "th")}</tr>{body}</table>'
        f'<p class="caption">{memory_sentence(net, costs)}</p></div>'
    )


def _size_and_time(costs: Costs) -> list[_CostLine]:
    lengths = costs.lengths
    return [
        (
            _("parameters"),
            [costs.parameters] * len(lengths),
            _("＋ the size does not depend on the length: the same weights stand at every step"),
        ),
        (
            _("multiplications"),
            costs.multiplications,
            _("＋ time grows in proportion to the length"),
        ),
        (
            _("the same for a Transformer’s attention"),
            costs.attention,
            _("its square: every step looks at every other, 2·T²·H a layer"),
        ),
        (
            _("steps one after another"),
            lengths,
            _("− serial: h_t waits for h_t−1; a Transformer reads all steps at once"),
        ),
    ]


def _what_it_needs(net: NetworkSettings, costs: Costs) -> list[_CostLine]:
    lengths = costs.lengths
    return [
        (
            _("numbers kept to read on"),
            [costs.kept] * len(lengths),
            _("− the whole sequence must be there: the direction from right to left begins at its end")
            if net.bidirectional
            else _("＋ streaming: the state is all that the next step needs"),
        ),
        (
            _("the same for a Transformer"),
            costs.keys,
            _("the keys and values of every step so far"),
        ),
        (
            _("steps read before the first answer, in both directions"),
            lengths,
            _("− both directions need the whole sequence; from left to right alone it is 1 step"),
        ),
    ]


def memory_sentence(net: NetworkSettings, costs: Costs) -> str:
    """How much of the first step is left in the last state."""
    if costs.left is None or not math.isfinite(costs.left):
        return ""
    values = {"steps": whole(costs.lengths[0]), "left": power(costs.left)}
    if net.kind.has_memory:
        return _(
            "− Memory: a small change of the cell state c at step 1 arrives at step {steps} multiplied "
            "by up to {left} (1 would be all of it). The forget gates are there to keep it near 1."
        ).format(**values)
    return _(
        "− Memory: a small change of h at step 1 arrives at step {steps} multiplied by up to {left} (1 "
        "would be all of it). Without gates it is short; Backpropagate compares RNN, GRU and LSTM."
    ).format(**values)
