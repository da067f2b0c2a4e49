"""The page Vanish & explode as code: a gradient going back through one matrix, step after step."""

from collections.abc import Mapping

from rnnviz.analysis.matrix_chain import CHANGES, INPUTS, NETWORK, OWN, Chain
from rnnviz.code import numbers
from rnnviz.code.script import PageCode, ScriptPart
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _

FILE = "matrix.npz"
# what each matrix is at gain 1, `(M, H, H)`; those that are drawn have one for every draw
MADE = {
    "random": "rng.standard_normal((draws, H, H)) / np.sqrt(H)",
    "identity": "np.eye(H)[None]",
    "diagonal": "np.diag(np.arange(1, H + 1) / H)[None]",
    "triangular": "(np.eye(H) + np.eye(H, k=1))[None]",
    "example": "np.random.RandomState(3).randn(3, 3).T[None]",
    "half": "0.5 * np.random.RandomState(3).randn(3, 3).T[None]",
    "orthogonal": "q * np.sign(np.diagonal(r, axis1=-2, axis2=-1))[:, None, :]",
}
DRAWN = ("random", "orthogonal")
FORWARD = {"identity": "a", "tanh": "np.tanh(a)", "relu": "np.maximum(a, 0.0)"}
SLOPES = {"identity": "np.ones_like(h)", "tanh": "1.0 - h**2", "relu": "(h > 0.0).astype(float)"}
TORCH = {"identity": "a", "tanh": "a.tanh()", "relu": "a.relu()"}


def chain_code(chain: Chain, distance: int, limit: float) -> PageCode:
    """The norms of a chain's gradients, the spectrum of its matrix, and the gradient of the first draw
    so many steps back, clipped at a limit in both ways."""
    title = _("A gradient going back through the steps of a recurrence: does it vanish or explode?")
    own = _own(chain)
    shared = [ScriptPart("", _imports("numpy")), *_matrix(chain, own), _draws(chain)]
    torch = [ScriptPart("", _imports("pytorch")), *_matrix(chain, own), _draws(chain)]
    return PageCode(
        title,
        [*torch, *_pytorch(chain, distance, limit)],
        [*shared, *_numpy(chain, distance, limit)],
        numbers.files(own, FILE) if own else {},
        _("It prints the median norm against distance, the spectral radius, and a clipped gradient."),
    )


def _own(chain: Chain) -> Mapping[str, Array]:
    """The matrix, where it is nobody's recipe."""
    return {"W_hh": chain.matrices()[0] / 1.0} if chain.matrix in (OWN, NETWORK) else {}


def _imports(kind: str) -> str:
    quiet = 'np.seterr(over="ignore", invalid="ignore")  # what explodes may overflow'
    return f"import numpy as np\n{'import torch' if kind == 'pytorch' else ''}\n\n{quiet}".replace(
        "\n\n\n", "\n\n"
    )


def _matrix(chain: Chain, own: Mapping[str, Array]) -> list[ScriptPart]:
    said = _("The matrix W_hh, one for each draw where it is random, else one for all draws.")
    values = chain.size, chain.steps, chain.draws, chain.seed, chain.gain
    sizes = f"H, T, draws, seed, gain = {', '.join(map(repr, values))}"
    if own:
        part = numbers.weights(own, "numpy", FILE)
        code = 'W = weights["W_hh"][None]  # the gain is within'
        return [ScriptPart(said, f"{sizes}\n{part.code}\n{code}")]
    lines = [sizes]
    if chain.matrix in DRAWN:
        lines.append(f"rng = np.random.default_rng([seed, {CHANGES['matrix']}])")
    if chain.matrix == "orthogonal":
        lines.append("q, r = np.linalg.qr(rng.standard_normal((draws, H, H)))")
    lines.append(f"W = gain * ({MADE[chain.matrix]})")
    return [ScriptPart(said, "\n".join(lines))]


def _draws(chain: Chain) -> ScriptPart:
    batch = "M, B = len(W), draws // len(W)  # matrices, and sequences that each of them reads"
    start = "start = np.ones((M, B, H))"
    if chain.start != "ones":
        start = (
            f"start = np.random.default_rng([seed, {CHANGES['start']}]).standard_normal((M, B, H))\n"
            "start /= np.linalg.norm(start, axis=-1, keepdims=True)"
        )
    code = f"""{batch}
rng = np.random.default_rng([seed, {CHANGES["inputs"]}])
x = {chain.scale!r} * rng.uniform(0.0, 3**0.5, (M, B, T, {INPUTS}))
W_ih = rng.standard_normal((M, H, {INPUTS})) / np.sqrt({INPUTS})
{start}"""
    return ScriptPart(_("What is read, and the gradient at the end, dL/dh_T."), code)


def _numpy(chain: Chain, distance: int, limit: float) -> list[ScriptPart]:
    forward = f"""h, slopes = np.zeros((M, B, H)), []
for t in range(T):
    a = h @ W.mT + x[:, :, t] @ W_ih.mT
    h = {FORWARD[chain.activation]}
    slopes.append({SLOPES[chain.activation]})"""
    back = """gradients = [start]
for slope in reversed(slopes):
    gradients.append((gradients[-1] * slope) @ W)  # dL/dh_(t-1) = W_hh^T (f'(h_t) * dL/dh_t)
gradients = np.stack(gradients)  # (T + 1, M, B, H): [d] is dL/dh_(T-d)"""
    return [
        ScriptPart(_forward_said(chain), forward.replace(".mT", ".swapaxes(-1, -2)")),
        ScriptPart(_("Back: each step multiplies by the slope and by the same matrix."), back),
        _norms(chain, "numpy"),
        _spectrum("numpy"),
        _clipping(distance, limit, "numpy"),
    ]


def _pytorch(chain: Chain, distance: int, limit: float) -> list[ScriptPart]:
    forward = f"""W, W_ih, x, start = map(torch.tensor, (W, W_ih, x, start))
h = torch.zeros(M, B, H, dtype=torch.float64, requires_grad=True)
states = [h]
for t in range(T):
    a = states[-1] @ W.mT + x[:, :, t] @ W_ih.mT
    states.append({TORCH[chain.activation]})
    states[-1].retain_grad()"""
    back = """states[-1].backward(start)
gradients = torch.stack([h.grad for h in reversed(states)])  # (T + 1, M, B, H): [d] is dL/dh_(T-d)"""
    return [
        ScriptPart(_forward_said(chain), forward),
        ScriptPart(_("Back, by autograd: every state keeps what arrives at it."), back),
        _norms(chain, "pytorch"),
        _spectrum("pytorch"),
        _clipping(distance, limit, "pytorch"),
    ]


def _forward_said(chain: Chain) -> str:
    inner = "W_hh h_(t-1) + W_ih x_t"
    law = {"identity": inner, "tanh": f"tanh({inner})", "relu": f"max(0, {inner})"}[chain.activation]
    law = f"h_t = {law}"
    return _("Forward: {law}, from h_0 = 0.").format(law=law)


def _norms(chain: Chain, kind: str) -> ScriptPart:
    measure = " / 2**0.5" if chain.start == "ones" else ""
    said = _("The norm against distance, of every draw.")
    if measure:
        said = _("The norm against distance, of every draw: √(sum of squares) / 2 over two equal rows.")
    norm = "np.linalg.norm(gradients, axis=-1)" if kind == "numpy" else "gradients.norm(dim=-1)"
    middle = "np.median(norms[d])" if kind == "numpy" else "norms[d].quantile(0.5)"
    code = f"""norms = {norm}.reshape(T + 1, -1){measure}  # (T + 1, draws)
for d in range(0, T + 1, max(T // 10, 1)):
    print(f"{{d}} steps back: median {{{middle}:.3e}}")"""
    return ScriptPart(said, code)


def _spectrum(kind: str) -> ScriptPart:
    where = "np" if kind == "numpy" else "torch"
    singular = "np.linalg.svd(W, compute_uv=False)" if kind == "numpy" else "torch.linalg.svdvals(W)"
    code = f"""eigenvalues, singular = {where}.linalg.eigvals(W), {singular}
print("largest eigenvalue", abs(eigenvalues[0]).max(), "largest singular value", singular.max())"""
    return ScriptPart(_("The spectrum of the matrix, which decides in the long run."), code)


def _clipping(distance: int, limit: float, kind: str) -> ScriptPart:
    said = _("The gradient of the first draw {distance} steps back, clipped by norm and by value.")
    limited = "np.clip(gradient, -limit, limit)" if kind == "numpy" else "gradient.clamp(-limit, limit)"
    norm = "np.linalg.norm(gradient)" if kind == "numpy" else "gradient.norm()"
    code = f"""gradient, limit = gradients[{distance}, 0, 0], {limit!r}
by_norm = gradient * min(1.0, limit / {norm})  # shorter
by_value = {limited}  # perhaps somewhere else
print("clipped by norm", by_norm, "and by value", by_value, sep="\\n")"""
    return ScriptPart(said.format(distance=distance), code)
