"""The training of an encoder and a decoder as code, in PyTorch and in NumPy alone."""

from rnnviz.code.cells import CELL_CODES, numpy_cell
from rnnviz.code.script import ScriptPart
from rnnviz.code.training_numpy import loss_part as numpy_loss
from rnnviz.code.training_numpy import optimizer_part as numpy_optimizer
from rnnviz.code.training_torch import loss_part as torch_loss
from rnnviz.code.training_torch import optimizer_part as torch_optimizer
from rnnviz.code.training_torch import update_lines
from rnnviz.code.unrolling import equations
from rnnviz.nn.encoder_decoder import EncoderDecoder
from rnnviz.nn.network import Network
from rnnviz.runs.run import Run
from rnnviz.text.language import _
from rnnviz.text.message import Refusal

PARTS = ("encoder", "decoder")


def check_writable(model: EncoderDecoder, run: Run) -> None:
    """Raise Refusal for what these scripts do not do."""
    if not CELL_CODES[model.decoder.cell].module or run.forcing < 1.0:
        raise Refusal(
            "An encoder and a decoder have a script for tanh, relu, GRU and LSTM, and where the "
            "decoder is fed the right tokens."
        )


# -- PyTorch ---------------------------------------------------------------------------------------


def torch_parts(model: EncoderDecoder, run: Run, of_numbers: bool) -> list[ScriptPart]:
    """The modules, the loss, the loop."""
    return [
        _modules(model, run, of_numbers),
        torch_optimizer(run),
        torch_loss(model.decoder, run, tokens=True),
        _torch_loop(model, run),
    ]


def _modules(model: EncoderDecoder, run: Run, of_numbers: bool) -> ScriptPart:
    lines = ['model = nn.ModuleDict({part: nn.ModuleDict() for part in ("encoder", "decoder")})']
    for part, net in zip(PARTS, (model.encoder, model.decoder), strict=True):
        if net.embedding is not None:
            lines.append(f'model["{part}"]["embedding"] = nn.Embedding({net.inputs}, {net.embedding})')
        lines.append(f'model["{part}"]["rnn"] = {_recurrent(net)}')
    decoder = model.decoder
    lines += [
        f'model["decoder"]["readout"] = nn.Linear({decoder.hidden}, {decoder.outputs})',
        f"model = model.to(torch.{run.dtype})",
        "model.load_state_dict(weights)",
        'moved = [p for name, p in model.named_parameters() if "readout." in name]  # the others stay'
        if run.readout_only
        else "moved = list(model.parameters())",
        "",
        "",
        _torch_reads(model, of_numbers),
    ]
    return ScriptPart(_("Both networks, with the weights that the page starts from."), "\n".join(lines))


def _recurrent(net: Network) -> str:
    code = CELL_CODES[net.cell]
    given = [str(net.width(0)), str(net.hidden)]
    given += [f"num_layers={net.layers}"] if net.layers > 1 else []
    given += [f'nonlinearity="{code.nonlinearity}"'] if net.cell == "relu" else []
    return f"nn.{code.module}({', '.join(given)})"


def _torch_reads(model: EncoderDecoder, of_numbers: bool) -> str:
    kind = "next(model.parameters()).dtype"
    found = []
    for part, net in zip(PARTS, (model.encoder, model.decoder), strict=True):
        if part == "encoder" and of_numbers:
            body = f"    return torch.as_tensor(x, dtype={kind})"
        elif net.embedding is not None:
            body = (
                "    x = torch.as_tensor(x)\n"
                f'    return model["{part}"]["embedding"](x.clamp(min=0)) * (x >= 0)[..., None]'
            )
        else:
            body = (
                "    x = torch.as_tensor(x)\n"
                f"    one_hot = F.one_hot(x.clamp(min=0), {net.inputs}) * (x >= 0)[..., None]\n"
                f"    return one_hot.to({kind})"
            )
        found.append(f"def read_{part}(x):  # -1 is read as zeros\n{body}")
    return "\n\n\n".join(found)


def _torch_loop(model: EncoderDecoder, run: Run) -> ScriptPart:
    memory = CELL_CODES[model.decoder.cell].has_memory
    lines = [
        "from torch.nn.utils.rnn import pack_padded_sequence",
        "",
        "losses, norms = [], []",
        "for update in range(updates):",
        "    x, y, lengths = batch(update)",
        "    lengths = torch.as_tensor(lengths)",
        "    packed = pack_padded_sequence(read_encoder(x), lengths, enforce_sorted=False)",
        '    _read, state = model["encoder"]["rnn"](packed)  # all that the decoder gets to know',
        "    fed = np.concatenate([np.zeros_like(y[:1]), y[:-1]])  # START, then each right token",
        "    fed = read_decoder(fed)",
    ]
    if model.decoder.context:
        h = "state[0]" if memory else "state"
        lines.append(f"    fed = torch.cat([fed, {h}[-1].expand(len(fed), -1, -1)], dim=-1)  # and c")
    lines += [
        '    top, _last = model["decoder"]["rnn"](fed, state)',
        '    logits = model["decoder"]["readout"](top)',
        update_lines(run),
    ]
    return ScriptPart(
        _("Update by update: read it all, then write, fed the right tokens."), "\n".join(lines)
    )


# -- NumPy -----------------------------------------------------------------------------------------


def numpy_parts(model: EncoderDecoder, run: Run, of_numbers: bool) -> list[ScriptPart]:
    """The passes, the loss, the optimizer, the loop."""
    decoder = model.decoder
    begin = "weights = {name: np.array(values) for name, values in weights.items()}  # to be moved"
    return [
        ScriptPart("", begin),
        ScriptPart(equations(decoder), numpy_cell(decoder.cell)),
        ScriptPart(_("Forward and back through all layers of one of both networks."), _passes(decoder)),
        ScriptPart(_("What both read of tokens, or of numbers."), _numpy_reads(model, of_numbers)),
        numpy_loss(decoder, run, tokens=True),
        numpy_optimizer(run, list(model.parameters)),
        _numpy_loop(model, of_numbers),
    ]


def _passes(net: Network) -> str:
    return f'''NAMES = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")


def forward(part, x, first, lengths):
    tapes = []  # for each layer
    for layer in range({net.layers}):
        names = [f"{{part}}.rnn.{{name}}_l{{layer}}" for name in NAMES]
        own = [weights[name] for name in names]
        (h, c), tape = first[layer], []
        for t in range(len(x)):
            before = h, c
            h, c, kept = step(x[t], h, c, *own)
            there = (t < lengths)[:, None]  # behind a sequence's end its state stays
            h, c = np.where(there, h, before[0]), np.where(there, c, before[1])
            tape.append((x[t], before[0], kept, h, c))
        tapes.append((names, own, tape))
        x = np.stack([one[3] for one in tape])
    return x, tapes


def backward(tapes, above, last, lengths, gradients):
    """Also from those by the last state; returns those by what was read and by the first one."""
    first = []
    for (names, own, tape), (dh, dc) in reversed(list(zip(tapes, last))):
        below = np.zeros((*above.shape[:2], own[0].shape[1]), above.dtype)
        for t in reversed(range(len(tape))):
            x, before, kept, _h, _c = tape[t]
            there = (t < lengths)[:, None]
            dh = dh + above[t]
            stay = dh * ~there, dc * ~there
            da, da_h, dh, dc = back(dh * there, dc * there, before, kept, own[1])
            shares = da.T @ x, da_h.T @ before, da.sum(axis=0), da_h.sum(axis=0)
            for name, share in zip(names, shares):
                gradients[name] += share
            below[t] = da @ own[0]
            dh, dc = dh + stay[0], dc + stay[1]
        first.insert(0, (dh, dc))
        above = below
    return above, first'''


def _numpy_reads(model: EncoderDecoder, of_numbers: bool) -> str:
    found = []
    for part, net in zip(PARTS, (model.encoder, model.decoder), strict=True):
        if part == "encoder" and of_numbers:
            body = f"    return np.asarray(x, np.{net.dtype})"
        elif net.embedding is not None:
            body = f'    return weights["{part}.embedding.weight"][x] * (x >= 0)[..., None]'
        else:
            body = f"    return (x[..., None] == np.arange({net.inputs})).astype(np.{net.dtype})"
        found.append(f"def read_{part}(x):  # -1 is read as zeros\n{body}")
    return "\n\n\n".join(found)


def _numpy_loop(model: EncoderDecoder, of_numbers: bool) -> ScriptPart:
    decoder, encoder = model.decoder, model.encoder
    zeros = f"np.zeros((len(lengths), {decoder.hidden}), np.{decoder.dtype})"
    lines = [
        "losses, norms = [], []",
        "for update in range(updates):",
        "    x, y, lengths = batch(update)",
        f"    nothing = [({zeros},) * 2] * {decoder.layers}",
        '    read, read_tapes = forward("encoder", read_encoder(x), nothing, lengths)',
        "    state = [tape[-1][3:] for _names, _own, tape in read_tapes]  # all that is handed over",
        "    tokens = np.concatenate([np.zeros_like(y[:1]), y[:-1]])  # START, then each right token",
        "    fed, ends = read_decoder(tokens), np.full(len(lengths), len(y))",
    ]
    if decoder.context:
        lines += [
            "    c = np.broadcast_to(state[-1][0], (*fed.shape[:2], state[-1][0].shape[1]))",
            "    fed = np.concatenate([fed, c], axis=-1)  # c at every step, too",
        ]
    lines += [
        '    top, tapes = forward("decoder", fed, state, ends)',
        '    logits = top @ weights["decoder.readout.weight"].T + weights["decoder.readout.bias"]',
        "    loss, slopes = loss_of(logits, y)",
        "    gradients = {name: np.zeros_like(values) for name, values in weights.items()}",
        '    gradients["decoder.readout.weight"] += np.einsum("tbv,tbh->vh", slopes, top)',
        '    gradients["decoder.readout.bias"] += slopes.sum(axis=(0, 1))',
        '    above = slopes @ weights["decoder.readout.weight"]',
        "    by_fed, first = backward(tapes, above, nothing, ends, gradients)",
    ]
    if decoder.context:
        width = decoder.own_width
        lines += [
            f"    first[-1] = first[-1][0] + by_fed[..., {width}:].sum(axis=0), first[-1][1]",
            f"    by_fed = by_fed[..., :{width}]",
        ]
    if decoder.embedding is not None:
        lines.append(_looked_up("decoder", "tokens", "by_fed"))
    lines.append(
        "    by_x, _first = backward(read_tapes, np.zeros_like(read), first, lengths, gradients)"
    )
    if encoder.embedding is not None and not of_numbers:
        lines.append(_looked_up("encoder", "x", "by_x"))
    lines += [
        "    norms.append(learn(gradients))",
        "    losses.append(float(loss))",
        '    print(update + 1, f"{losses[-1]:.4f}")',
    ]
    return ScriptPart(
        _("Update by update: read it all, then write, fed the right tokens."), "\n".join(lines)
    )


def _looked_up(part: str, tokens: str, by: str) -> str:
    name = f"{part}.embedding.weight"
    return f'    np.add.at(gradients["{name}"], {tokens}[{tokens} >= 0], {by}[{tokens} >= 0])'
