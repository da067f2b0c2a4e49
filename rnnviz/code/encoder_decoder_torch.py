"""The training of an encoder and a decoder as code, in PyTorch."""

from rnnviz.code.cells import CELL_CODES
from rnnviz.code.script import ScriptPart
from rnnviz.code.torch_modules import dictionary, module_of, read, recurrent, trained, zeros
from rnnviz.code.training_torch import loss_part, optimizer_part, update_lines
from rnnviz.nn.encoder_decoder import PARTS, EncoderDecoder
from rnnviz.runs.run import Run
from rnnviz.text.language import _


def torch_parts(model: EncoderDecoder, run: Run, seed: int, of_numbers: bool) -> list[ScriptPart]:
    """The modules, what the decoder is fed, the loss, the loop."""
    return [
        *recurrent(model.decoder),
        _modules(model, run, of_numbers),
        _decoding(model, run, seed),
        optimizer_part(run),
        loss_part(model.decoder, run, tokens=True),
        _loop(model, run),
    ]


def fed_words(run: Run) -> str:
    """What the decoder is fed, in a sentence."""
    if run.forcing == 1.0:
        return _("The decoder reads START, then each right token: teacher forcing.")
    return _(
        "The decoder reads START, then each right token with a chance of {share}, else what it "
        "found likeliest itself: scheduled sampling. The coins are the page’s."
    ).format(share=f"{run.forcing:g}")


def _modules(model: EncoderDecoder, run: Run, of_numbers: bool) -> ScriptPart:
    lines = []
    for part, net in zip(PARTS, (model.encoder, model.decoder), strict=True):
        made = [f'"embedding": nn.Embedding({net.inputs}, {net.embedding})'] if net.embedding else []
        made.append(f'"rnn": {module_of(net, f"{part}.rnn.")}')
        if net.readout:
            made.append(f'"readout": nn.Linear({net.hidden}, {net.outputs})')
        lines += dictionary(part, made, run.double)
    lines += [
        'model = nn.ModuleDict({"encoder": encoder, "decoder": decoder})',
        "model.load_state_dict(weights)",
        trained(run, list(model.parameters)),
    ]
    for part, net in zip(PARTS, (model.encoder, model.decoder), strict=True):
        body = read(part, net, of_numbers and part == "encoder", True, run.dtype)
        lines += ["", "", f"def read_{part}(x):\n{body}"]
    return ScriptPart(_("Both networks, with the weights that the page starts from."), "\n".join(lines))


def _decoding(model: EncoderDecoder, run: Run, seed: int) -> ScriptPart:
    """The decoder's pass, and what it is fed."""
    context = (
        "\n    x = torch.cat([x, c.expand(len(x), -1, -1)], dim=-1)  # c at every step, too"
        if model.decoder.context
        else ""
    )
    c = ", c" if model.decoder.context else ""
    code = f"""def decode(tokens, state{c}):
    x = read_decoder(tokens){context}
    top, state = decoder["rnn"](x, state)
    return decoder["readout"](top), state"""
    if run.forcing < 1.0:
        code += f"""


@torch.no_grad()
def with_its_own(fed, update, state{c}):
    rng = np.random.default_rng(np.random.SeedSequence({seed}, spawn_key=(3, update)))
    right = rng.random(fed.shape) < {run.forcing!r}  # the coins
    for t in range(len(fed) - 1):
        logits, state = decode(fed[t : t + 1], state{c})
        own = logits[0].argmax(dim=-1).numpy()
        fed[t + 1] = np.where(right[t + 1] | (fed[t + 1] < 0), fed[t + 1], own)
    return fed"""
    return ScriptPart(fed_words(run), code)


def _loop(model: EncoderDecoder, run: Run) -> ScriptPart:
    code = CELL_CODES[model.decoder.cell]
    lines = ["losses, norms = [], []", "for update in range(updates):"]
    lines += ["    x, y, lengths = batch(update)", "    lengths = torch.as_tensor(lengths)"]
    if code.module:
        lines += [
            "    x = read_encoder(x)",
            "    packed = nn.utils.rnn.pack_padded_sequence(x, lengths, enforce_sorted=False)",
            '    _top, state = encoder["rnn"](packed)  # all that the decoder gets to know',
        ]
    else:
        first = zeros(model.encoder, "len(lengths)")
        lines.append(f"    first = {first}")
        lines.append('    _top, state = encoder["rnn"](read_encoder(x), first, lengths)')
    c = ""
    if model.decoder.context:
        c = ", c"
        lines.append(f"    c = {'state[0]' if code.has_memory else 'state'}[-1]  # of the top layer")
    lines += [
        "    fed = np.concatenate([np.zeros_like(y[:1]), y[:-1]])  # START is token 0",
        *([f"    fed = with_its_own(fed, update, state{c})"] if run.forcing < 1.0 else []),
        f"    logits, _state = decode(fed, state{c})",
        update_lines(run, tokens=True),
    ]
    return ScriptPart(_("Update by update: read it all, then write."), "\n".join(lines))
