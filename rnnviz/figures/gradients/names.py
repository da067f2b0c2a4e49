"""Everything that the page writes with a letter: its name in columns and in rows, its shape and what it
is, as an HTML table."""

from typing import NamedTuple

from rnnviz.figures.base.equations import subscripted
from rnnviz.figures.base.html import cells
from rnnviz.nn.network import Network
from rnnviz.text.language import N_, _

LSTM, GRU, RESET, GATES, PLAIN, BIAS, READOUT, OUT_BIAS, TABLE = (
    *("lstm", "gru", "reset", "gates", "plain", "bias", "readout", "readout bias", "embedding"),
)


class Name(NamedTuple):
    """One line of the table: letters in column form and in row form for a batch, the shape's letters in
    column form, what it is, and what a network needs to have it ("" if nothing)."""

    column: str
    row: str
    shape: str
    meaning: str
    needs: str = ""


COUNTS = (
    ("T", N_("time steps of the text")),
    ("N", N_("rows of a batch: sequences that are read side by side")),
    ("D", N_("numbers that a step reads")),
    ("H", N_("units of the layer")),
    ("G", N_("blocks of H rows in the weights: one for each gate and what is written")),
    ("V", N_("numbers that a step puts out, one for each token or target")),
    ("t", N_("the step of a loss")),
    ("k", N_("an earlier step that the loss reaches")),
    ("j", N_("the steps between, from k + 1 to t")),
)
FORWARD = (
    Name("x_k", "X", "D", N_("what step k reads")),
    Name("E", "E", "V_E D", N_("the embedding: a row of D numbers for each token"), TABLE),
    Name("h_k", "h_k", "H", N_("the hidden state after step k")),
    Name("h_k−1", "h_k−1", "H", N_("the state before")),
    Name("c_k", "c_k", "H", N_("the cell state after step k"), LSTM),
    Name("i_k, f_k, g_k, o_k", "i_k, f_k, g_k, o_k", "H", N_("the gates, and what is written"), LSTM),
    Name("r_k, z_k, n_k", "r_k, z_k, n_k", "H", N_("reset gate, update gate, new state"), GRU),
    Name("r_k ⊙ h_k−1", "r_k ⊙ h_k−1", "H", N_("what W_hn reads in the place of h_k−1"), RESET),
    Name("W_ih", "W_x = W_ih^T", "GH D", N_("input weights")),
    Name("W_hh", "W_h = W_hh^T", "GH H", N_("recurrent weights: the same at every step")),
    Name("b_ih, b_hh", "b = b_ih + b_hh", "GH", N_("biases; PyTorch keeps two"), BIAS),
    Name("a_k", "a", "GH", N_("the sums before the activation: W_ih x_k + W_hh h_k−1 + b")),
    Name("f, f′", "f, f′", "", N_("the activation and its slope"), PLAIN),
    Name("W_hy", "W_hy^T", "V H", N_("the readout’s weights"), READOUT),
    Name("b_y", "b_y", "V", N_("the readout’s bias"), OUT_BIAS),
    Name("z_t", "z_t", "V", N_("the logits, what is put out; in the one-line formula y_t")),
    Name("p_t", "p_t", "V", N_("what is predicted from the logits, such as probabilities")),
    Name("y_t", "y_t", "V", N_("the target; of a token its one-hot vector")),
    Name("L_t, L", "L_t, L", "", N_("the loss of step t, and the sum of all")),
)
BACK = (
    Name("dz_t", "dz_t", "V", N_("∂L/∂z_t = p_t − y_t: where the derivation begins")),
    Name(
        "dh_k", "dh_k", "H", N_("∂L/∂h_k: what arrives at the state, from its own loss and from later")
    ),
    Name("dc_k", "dc_k", "H", N_("∂L/∂c_k: what arrives at the cell state"), LSTM),
    Name("dt_k", "da", "GH", N_("∂L/∂a_k: the same behind the activation, dh_k ⊙ f′"), PLAIN),
    Name("di_k, df_k, …", "di_k, df_k, …", "H", N_("what arrives at each gate and its sum"), GATES),
    Name("dx_k", "dX", "D", N_("what goes on to what was read")),
    Name("dh_k−1", "dh_k−1", "H", N_("what goes on to the state before: W_hh^T dt_k"), PLAIN),
    Name("dh_k−1", "dh_k−1", "H", N_("what goes on to the state before, through every gate"), GATES),
    Name("∂h_j/∂h_j−1", "", "H H", N_("the Jacobian of one step: diag(f′) W_hh"), PLAIN),
    Name("∂s_j/∂s_j−1", "", "2H 2H", N_("the Jacobian of one step; s is h above c"), LSTM),
    Name("∂h_j/∂h_j−1", "", "H H", N_("the Jacobian of one step"), GRU),
    Name("dW_ih", "dW_x", "GH D", N_("summed over steps and rows: dt_k x_k^T, in rows X^T da"), PLAIN),
    Name("dW_hh", "dW_h", "GH H", N_("summed over steps and rows: dt_k h_k−1^T"), PLAIN),
    Name("dW_ih", "dW_x", "GH D", N_("summed over steps and rows, gate by gate"), GATES),
    Name("dW_hh", "dW_h", "GH H", N_("summed over steps and rows, gate by gate"), GATES),
    Name(
        "db_ih, db_hh", "db", "GH", N_("what arrives at the sums, added up over steps and rows"), BIAS
    ),
    Name("dW_hy", "dW_hy^T", "V H", N_("summed over steps and rows: dz_t h_t^T"), READOUT),
    Name("db_y", "db_y", "V", N_("the sum of dz_t over steps and rows"), OUT_BIAS),
    Name("dE", "dE", "V_E D", N_("rows of tokens that were read get dx_k, the others none"), TABLE),
)


def names_html(net: Network, layer: int, steps: int) -> str:
    """The table for a layer (from 0) of a network over so many steps."""
    sizes = sizes_of(net, layer, steps)
    there = _has(net)
    body = [_head(N_("Counts and places"))]
    for letter, meaning in COUNTS:
        if letter == "G" and letter not in sizes:
            continue
        size = f"{letter} = {sizes[letter]}" if letter in sizes else ""
        body.append(f"<tr>{cells([letter, _(meaning), size, letter, ''])}</tr>")
    for title, names in ((N_("Forward"), FORWARD), (N_("Back, from the loss"), BACK)):
        body.append(_head(title))
        body += [_line(name, sizes) for name in names if not name.needs or name.needs in there]
    heads = [_("in columns"), _("what it is"), _("shape"), _("in rows"), _("shape")]
    return (
        f'<div class="scrolled" tabindex="0"><table class="names">'
        f"<tr>{cells(heads, 'th')}</tr>{''.join(body)}</table></div>"
    )


def sizes_of(net: Network, layer: int, steps: int) -> dict[str, int]:
    """The counts by their letters; V_E are the rows of E, and a cell without gates has no G."""
    width, size = net.width(layer), net.hidden
    found = {"T": steps, "D": width, "H": size, "2H": 2 * size, "V": net.outputs}
    if net.kind.gates:
        found |= {"G": net.kind.blocks, "GH": net.kind.blocks * size}
    if net.embedding is not None:
        found["V_E"] = len(net.parameters["embedding.weight"])
    return found


def _has(net: Network) -> frozenset[str]:
    """What the network has of what a name may need."""
    gated = bool(net.kind.gates)
    there = {
        LSTM: net.kind.has_memory,
        GRU: gated and not net.kind.has_memory,
        RESET: net.cell == "gru_before",
        GATES: gated,
        PLAIN: not gated,
        BIAS: net.bias,
        READOUT: net.readout,
        OUT_BIAS: net.readout and net.readout_bias,
        TABLE: net.embedding is not None,
    }
    return frozenset(word for word, has in there.items() if has)


def _head(title: str) -> str:
    return f'<tr><th colspan="5" scope="rowgroup">{_(title)}</th></tr>'


def _line(name: Name, sizes: dict[str, int]) -> str:
    column, row, meaning = map(subscripted, (name.column, name.row, _(name.meaning)))
    line = [column, meaning, _shape(name, sizes), row, _in_rows(name, sizes)]
    return f"<tr>{cells(line)}</tr>"


def _shape(name: Name, sizes: dict[str, int]) -> str:
    """In column form: (G, D) = 8×4."""
    letters = _letters(name, sizes)
    if not all(letter in sizes for letter in letters):
        return ""
    return _written(letters, sizes) if letters else ""


def _in_rows(name: Name, sizes: dict[str, int]) -> str:
    """In row form a vector is a row of each sequence, and a matrix is turned round."""
    letters = _letters(name, sizes)
    if not letters or not name.row or not all(letter in sizes for letter in letters):
        return ""
    if name.column.startswith(("b", "db")):
        return _written(letters, sizes)
    if len(letters) == 1:
        return f"(N, {letters[0]})"
    return _written(letters if name.column.endswith("E") else letters[::-1], sizes)


def _letters(name: Name, sizes: dict[str, int]) -> list[str]:
    """The letters of a shape; without gates GH is H."""
    return ["H" if letter == "GH" and letter not in sizes else letter for letter in name.shape.split()]


def _written(letters: list[str], sizes: dict[str, int]) -> str:
    joined = ", ".join(subscripted(letter) for letter in letters)
    return f"({joined}) = {'×'.join(str(sizes[letter]) for letter in letters)}"
