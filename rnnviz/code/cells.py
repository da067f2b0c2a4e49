"""One step of every cell forward and back, as a script has it: the equations, in NumPy and in PyTorch.

All work on vectors `(D,)` as on batches of rows `(B, D)`. A step gives h_t, c_t and what its backward
step needs; that gives the derivatives by both sums of the cell, by h_{t-1} and by c_{t-1}.
"""

from dataclasses import dataclass

SIGMOID = """def sigmoid(a):
    return 1.0 / (1.0 + np.exp(-a))"""


@dataclass(frozen=True)
class CellCode:
    """The equations of a cell and its functions."""

    equations: str  # each behind a semicolon
    numpy: str  # step and back
    pytorch: str  # step
    module: str = ""  # PyTorch's own, "" where it has none
    nonlinearity: str = ""
    gates: bool = False  # whether it needs σ

    @property
    def has_memory(self) -> bool:
        """Whether there is a c."""
        return self.module == "LSTM"


def _elman(function: str, numpy: str, slope: str, torch: str, **more: str) -> CellCode:
    return CellCode(
        f"h_t = {function.format(sum='W_ih x_t + b_ih + W_hh h_(t-1) + b_hh')}",
        f"""def step(x, h, c, W_ih, W_hh, b_ih, b_hh):
    a = x @ W_ih.T + b_ih + h @ W_hh.T + b_hh
    h = {numpy}
    return h, c, h


def back(dh, dc, h, kept, W_hh):
    da = dh * {slope}  # through the activation
    return da, da, da @ W_hh, dc""",
        f"""def step(x, h, c, W_ih, W_hh, b_ih, b_hh):
    a = x @ W_ih.T + b_ih + h @ W_hh.T + b_hh
    return {torch}, c""",
        gates="σ" in function,
        **more,
    )


CELL_CODES = {
    "tanh": _elman(
        "tanh({sum})",
        "np.tanh(a)",
        "(1.0 - kept**2)",
        "torch.tanh(a)",
        module="RNN",
        nonlinearity="tanh",
    ),
    "relu": _elman(
        "max(0, {sum})",
        "np.maximum(a, 0.0)",
        "(kept > 0.0)",
        "torch.relu(a)",
        module="RNN",
        nonlinearity="relu",
    ),
    "sigmoid": _elman("σ({sum})", "sigmoid(a)", "kept * (1.0 - kept)", "torch.sigmoid(a)"),
    "identity": _elman("{sum}", "a", "1.0", "a"),
    "lstm": CellCode(
        "i, f, o = σ(W_ih x_t + b_ih + W_hh h_(t-1) + b_hh); g = tanh(…); "
        "c_t = f c_(t-1) + i g; h_t = o tanh(c_t)",
        """def step(x, h, c, W_ih, W_hh, b_ih, b_hh):
    i, f, g, o = np.split(x @ W_ih.T + b_ih + h @ W_hh.T + b_hh, 4, axis=-1)
    i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
    before, c = c, f * c + i * g
    return o * np.tanh(c), c, (i, f, g, o, before, c)


def back(dh, dc, h, kept, W_hh):
    i, f, g, o, before, c = kept
    dc = dc + dh * o * (1.0 - np.tanh(c) ** 2)
    da = np.concatenate(
        [
            dc * g * i * (1.0 - i),
            dc * before * f * (1.0 - f),
            dc * i * (1.0 - g**2),
            dh * np.tanh(c) * o * (1.0 - o),
        ],
        axis=-1,
    )
    return da, da, da @ W_hh, dc * f""",
        """def step(x, h, c, W_ih, W_hh, b_ih, b_hh):
    i, f, g, o = (x @ W_ih.T + b_ih + h @ W_hh.T + b_hh).chunk(4, dim=-1)
    c = f.sigmoid() * c + i.sigmoid() * g.tanh()
    return o.sigmoid() * c.tanh(), c""",
        module="LSTM",
        gates=True,
    ),
    "gru": CellCode(
        "r, z = σ(W_ih x_t + b_ih + W_hh h_(t-1) + b_hh); "
        "n = tanh(W_in x_t + b_in + r (W_hn h_(t-1) + b_hn)); h_t = (1 - z) n + z h_(t-1)",
        """def step(x, h, c, W_ih, W_hh, b_ih, b_hh):
    r_x, z_x, n_x = np.split(x @ W_ih.T + b_ih, 3, axis=-1)
    r_h, z_h, n_h = np.split(h @ W_hh.T + b_hh, 3, axis=-1)
    r, z = sigmoid(r_x + r_h), sigmoid(z_x + z_h)
    n = np.tanh(n_x + r * n_h)
    return (1.0 - z) * n + z * h, c, (r, z, n, n_h)


def back(dh, dc, h, kept, W_hh):
    r, z, n, n_h = kept
    dn = dh * (1.0 - z) * (1.0 - n**2)
    dz = dh * (h - n) * z * (1.0 - z)
    dr = dn * n_h * r * (1.0 - r)
    da_x = np.concatenate([dr, dz, dn], axis=-1)
    da_h = np.concatenate([dr, dz, dn * r], axis=-1)
    return da_x, da_h, dh * z + da_h @ W_hh, dc""",
        """def step(x, h, c, W_ih, W_hh, b_ih, b_hh):
    r_x, z_x, n_x = (x @ W_ih.T + b_ih).chunk(3, dim=-1)
    r_h, z_h, n_h = (h @ W_hh.T + b_hh).chunk(3, dim=-1)
    r, z = (r_x + r_h).sigmoid(), (z_x + z_h).sigmoid()
    n = (n_x + r * n_h).tanh()
    return (1.0 - z) * n + z * h, c""",
        module="GRU",
        gates=True,
    ),
    "gru_before": CellCode(
        "r, z = σ(W_ih x_t + b_ih + W_hh h_(t-1) + b_hh); "
        "n = tanh(W_in x_t + b_in + W_hn (r h_(t-1)) + b_hn); h_t = (1 - z) n + z h_(t-1)",
        """def step(x, h, c, W_ih, W_hh, b_ih, b_hh):
    size = h.shape[-1]
    r_x, z_x, n_x = np.split(x @ W_ih.T + b_ih, 3, axis=-1)
    r_h, z_h = np.split(h @ W_hh[: 2 * size].T + b_hh[: 2 * size], 2, axis=-1)
    r, z = sigmoid(r_x + r_h), sigmoid(z_x + z_h)
    n = np.tanh(n_x + (r * h) @ W_hh[2 * size :].T + b_hh[2 * size :])
    return (1.0 - z) * n + z * h, c, (r, z, n)


def back(dh, dc, h, kept, W_hh):
    r, z, n = kept
    size = h.shape[-1]
    dn = dh * (1.0 - z) * (1.0 - n**2)
    dz = dh * (h - n) * z * (1.0 - z)
    drh = dn @ W_hh[2 * size :]  # by r h_(t-1)
    dr = drh * h * r * (1.0 - r)
    da = np.concatenate([dr, dz, dn], axis=-1)
    return da, da, dh * z + drh * r + da[..., : 2 * size] @ W_hh[: 2 * size], dc""",
        """def step(x, h, c, W_ih, W_hh, b_ih, b_hh):
    size = h.shape[-1]
    r_x, z_x, n_x = (x @ W_ih.T + b_ih).chunk(3, dim=-1)
    r_h, z_h = (h @ W_hh[: 2 * size].T + b_hh[: 2 * size]).chunk(2, dim=-1)
    r, z = (r_x + r_h).sigmoid(), (z_x + z_h).sigmoid()
    n = (n_x + (r * h) @ W_hh[2 * size :].T + b_hh[2 * size :]).tanh()
    return (1.0 - z) * n + z * h, c""",
        gates=True,
    ),
}


def numpy_cell(cell: str) -> str:
    """Its functions in NumPy."""
    code = CELL_CODES[cell]
    return f"{SIGMOID}\n\n\n{code.numpy}" if code.gates else code.numpy


def numpy_step(cell: str) -> str:
    """The same without the backward step."""
    return numpy_cell(cell).split("\n\n\ndef back(")[0]
