"""The training of an encoder and a decoder as code, in NumPy alone."""

from rnnviz.code.encoder_decoder_torch import fed_words
from rnnviz.code.numpy_passes import by_recurrent, looked_up, read, trained_cell
from rnnviz.code.script import ScriptPart
from rnnviz.code.training_numpy import loss_part, optimizer_part
from rnnviz.code.unrolling import cell_part
from rnnviz.nn.encoder_decoder import PARTS, EncoderDecoder
from rnnviz.nn.network import Network
from rnnviz.runs.run import Run
from rnnviz.text.language import _


def numpy_parts(model: EncoderDecoder, run: Run, seed: int, of_numbers: bool) -> list[ScriptPart]:
    """The passes, what the decoder is fed, the loss, the optimizer, the loop."""
    decoder = model.decoder
    reads = [
        f"def read_{part}(x):\n{read(part + '.', net, of_numbers and part == 'encoder')}"
        for part, net in zip(PARTS, (model.encoder, decoder), strict=True)
    ]
    return [
        cell_part(decoder, trained_cell(decoder.cell)),
        ScriptPart(_("Forward and back through all layers of one of both networks."), _passes(decoder)),
        ScriptPart(_("What both read of tokens, or of numbers."), "\n\n\n".join(reads)),
        _decoding(model, run, seed),
        loss_part(decoder, run, padded=True),
        optimizer_part(run, list(model.parameters)),
        _loop(model, run, of_numbers),
    ]


def _passes(net: Network) -> str:
    return f'''NAMES = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")


def forward(part, x, first, lengths):
    """The top states, the last state of each layer, and a tape of what the backward pass needs."""
    tapes, last = [], []
    for layer in range({net.layers}):
        names = [f"{{part}}.rnn.{{name}}_l{{layer}}" for name in NAMES]
        own = [weights[name] for name in names]
        (h, c), tape, states = first[layer], [], []
        for t in range(len(x)):
            before = h, c
            h, c, kept = step(x[t], h, c, *own)
            there = (t < lengths)[:, None]  # behind a sequence's end its state stays
            h, c = np.where(there, h, before[0]), np.where(there, c, before[1])
            tape.append((x[t], before[0], kept))
            states.append(h)
        tapes.append((names, own, tape))
        last.append((h, c))
        x = np.stack(states)
    return x, last, tapes


def backward(tapes, above, last, lengths, gradients):
    """Also from the derivatives by the last state; returns those by what was read and by the first."""
    first = []
    for (names, own, tape), (dh, dc) in reversed(list(zip(tapes, last))):
        below = np.zeros((*above.shape[:2], own[0].shape[1]), above.dtype)
        for t in reversed(range(len(tape))):
            x, before, kept = tape[t]
            there = (t < lengths)[:, None]
            dh = dh + above[t]
            stay = dh * ~there, dc * ~there
            da, da_h, dh, dc = back(dh * there, dc * there, before, kept, own[1])
            by_hh = {by_recurrent(net.cell)}
            shares = da.T @ x, by_hh, da.sum(axis=0), da_h.sum(axis=0)
            for name, share in zip(names, shares):
                gradients[name] += share
            below[t] = da @ own[0]
            dh, dc = dh + stay[0], dc + stay[1]
        first.insert(0, (dh, dc))
        above = below
    return above, first'''


def _decoding(model: EncoderDecoder, run: Run, seed: int) -> ScriptPart:
    decoder = model.decoder
    context = ""
    if decoder.context:
        context = """
    c = np.broadcast_to(c, (*x.shape[:2], c.shape[-1]))
    x = np.concatenate([x, c], axis=-1)  # c at every step, too"""
    c = ", c" if decoder.context else ""
    code = f"""def decode(tokens, state{c}):
    x, ends = read_decoder(tokens), np.full(tokens.shape[1], len(tokens)){context}
    top, state, tapes = forward("decoder", x, state, ends)
    logits = top @ weights["decoder.readout.weight"].T + weights["decoder.readout.bias"]
    return logits, state, top, tapes"""
    if run.forcing < 1.0:
        code += f"""


def with_its_own(fed, update, state{c}):
    rng = np.random.default_rng(np.random.SeedSequence({seed}, spawn_key=(3, update)))
    right = rng.random(fed.shape) < {run.forcing!r}  # the coins
    for t in range(len(fed) - 1):
        logits, state, _top, _tapes = decode(fed[t : t + 1], state{c})
        own = logits[0].argmax(axis=-1)
        fed[t + 1] = np.where(right[t + 1] | (fed[t + 1] < 0), fed[t + 1], own)
    return fed"""
    return ScriptPart(fed_words(run), code)


def _loop(model: EncoderDecoder, run: Run, of_numbers: bool) -> ScriptPart:
    decoder, encoder = model.decoder, model.encoder
    zeros = f"np.zeros((len(lengths), {decoder.hidden}), np.{decoder.dtype})"
    c = ", c" if decoder.context else ""
    lines = [
        "losses, norms = [], []",
        "for update in range(updates):",
        "    x, y, lengths = batch(update)",
        f"    nothing = [({zeros},) * 2] * {decoder.layers}",
        '    read, state, read_tapes = forward("encoder", read_encoder(x), nothing, lengths)',
        *(["    c = state[-1][0]  # of the top layer"] if c else []),
        "    fed = np.concatenate([np.zeros_like(y[:1]), y[:-1]])  # START is token 0",
        *([f"    fed = with_its_own(fed, update, state{c})"] if run.forcing < 1.0 else []),
        f"    logits, _state, top, tapes = decode(fed, state{c})",
        "    loss, slopes = loss_of(logits, y)",
        "    gradients = {name: np.zeros_like(values) for name, values in weights.items()}",
        '    gradients["decoder.readout.weight"] += np.einsum("tbv,tbh->vh", slopes, top)',
        '    gradients["decoder.readout.bias"] += slopes.sum(axis=(0, 1))',
        '    above, ends = slopes @ weights["decoder.readout.weight"], np.full(len(lengths), len(y))',
        "    by_fed, first = backward(tapes, above, nothing, ends, gradients)",
    ]
    if decoder.context:
        width = decoder.own_width
        lines += [
            f"    first[-1] = first[-1][0] + by_fed[..., {width}:].sum(axis=0), first[-1][1]",
            f"    by_fed = by_fed[..., :{width}]",
        ]
    if decoder.embedding is not None:
        lines.append(f"    {looked_up('decoder.', 'fed', 'by_fed')}")
    lines.append(
        "    by_x, _first = backward(read_tapes, np.zeros_like(read), first, lengths, gradients)"
    )
    if encoder.embedding is not None and not of_numbers:
        lines.append(f"    {looked_up('encoder.', 'x', 'by_x')}")
    lines += [
        "    norms.append(learn(gradients))",
        "    losses.append(float(loss))",
        '    print(update + 1, f"{losses[-1]:.4f}")',
    ]
    return ScriptPart(_("Update by update: read it all, then write."), "\n".join(lines))
