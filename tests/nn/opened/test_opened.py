"""Networks out of files of others: their outputs are PyTorch's, and what is no network is refused."""

import json
import pickle
import re
import sys
from dataclasses import replace

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from support.torch_models import TOKENS, VOCABULARY, Code, Reader, answers, assert_answers, stacks
from torch import nn
from torch.nn.utils import parametrizations

from rnnviz.formats.registry import read_named_arrays
from rnnviz.nn.network import Network
from rnnviz.nn.opened.opened import look
from rnnviz.nn.propagation import forward
from rnnviz.nn.trace import unroll
from rnnviz.text.message import Refusal


def as_safetensors(model, folder):
    save_file(model.state_dict(), folder / "model.safetensors")
    return folder / "model.safetensors"


def as_hugging_face(model, folder):
    as_safetensors(model, folder)
    (folder / "config.json").write_text('{"vocab_size": 7}')
    vocabulary = {token: number for number, token in enumerate(VOCABULARY)}
    (folder / "tokenizer.json").write_text(json.dumps({"model": {"vocab": vocabulary}}))
    return folder


def as_shards(model, folder):
    names = list(model.state_dict())
    files = {name: f"part-{number % 2}.safetensors" for number, name in enumerate(names)}
    for file in set(files.values()):
        save_file({n: model.state_dict()[n] for n in names if files[n] == file}, folder / file)
    (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": files}))
    return folder


def as_hugging_face_of_old(model, folder):
    torch.save(model.state_dict(), folder / "pytorch_model.bin")
    (folder / "config.json").write_text("{}")
    return folder


def as_state_dict(model, folder):
    torch.save(model.state_dict(), folder / "model.pt")
    return folder / "model.pt"


def as_before_1_6(model, folder):
    torch.save(model.state_dict(), folder / "model.pth", _use_new_zipfile_serialization=False)
    return folder / "model.pth"


def as_lightning(model, folder):
    state = {f"model.{name}": tensor for name, tensor in model.state_dict().items()}
    beside = {"pytorch-lightning_version": "2.5", "epoch": 1, "hyper_parameters": {"rate": 0.1}}
    moments = {"state": {0: {"exp_avg": state["model.fc.weight"]}}, "param_groups": []}
    torch.save({"state_dict": state, "optimizer_states": [moments], **beside}, folder / "last.ckpt")
    return folder / "last.ckpt"


def as_compiled_and_parallel(model, folder):
    state = {f"module._orig_mod.{name}": tensor for name, tensor in model.state_dict().items()}
    torch.save({"epoch": 3, "model_state_dict": state}, folder / "checkpoint.pth.tar")
    return folder / "checkpoint.pth.tar"


FORMS = [
    as_safetensors,
    as_hugging_face,
    as_shards,
    as_hugging_face_of_old,
    as_state_dict,
    as_before_1_6,
    as_lightning,
    as_compiled_and_parallel,
]


@stacks
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_an_opened_network_answers_as_pytorch_does(tmp_path, form, cell, layers, both):
    model = Reader(cell, layers, both)
    net = Network.open(form(model, tmp_path))
    assert (net.cell, net.layers, net.bidirectional) == (cell, layers, both)
    assert (net.inputs, net.embedding, net.outputs, net.dtype) == (7, 3, 7, np.float64)
    assert net.vocabulary == (VOCABULARY if form is as_hugging_face else None)
    assert net.output == "softmax"
    assert_answers(net, model)


def test_what_was_opened_is_part_of_the_network_and_can_be_saved(tmp_path):
    net = Network.open(as_lightning(Reader(), tmp_path))
    assert net.about == {"opened": {"file": "last.ckpt", "format": "PyTorch", "layer": "model.rnn"}}
    net.save(tmp_path / "own.safetensors")
    again = Network.open(tmp_path / "own.safetensors")
    assert again.about == net.about
    assert_answers(again, Reader())


def test_of_a_file_of_our_own_is_said_what_it_says_of_itself(tmp_path):
    net = Network.random("relu", inputs=7, hidden=4, outputs=7, embedding=3, vocabulary=VOCABULARY)
    net.save(tmp_path / "own.safetensors")
    found = look(read_named_arrays(tmp_path / "own.safetensors"))
    assert (found.layer.cell, found.layer.told, found.vocabulary) == ("relu", True, VOCABULARY)
    assert (found.embedding.name, found.readout.name) == ("embedding.weight", "readout.weight")
    again = Network.open(tmp_path / "own.safetensors", readout=False)
    assert (again.cell, again.readout, again.vocabulary) == ("relu", False, VOCABULARY)


@pytest.mark.parametrize("text", ["3", "{", '{"cell": "none"}', '{"cell": "gru", "vocabulary": 3}'])
def test_a_file_that_only_says_that_it_is_ours_is_looked_at_like_others(tmp_path, text):
    state = {"rnn.weight_ih_l0": torch.ones(3, 2), "rnn.weight_hh_l0": torch.ones(3, 3)}
    save_file(state, tmp_path / "a.safetensors", {"rnnviz": text})
    assert look(read_named_arrays(tmp_path / "a.safetensors")).layer.hidden == 3
    assert refused(tmp_path / "a.safetensors")


class Awd(nn.Module):
    """AWD-LSTM's parts as fastai saves them, without dropout: layers of unequal size, raw weights."""

    def __init__(self):
        super().__init__()
        torch.manual_seed(1)
        double = {"dtype": torch.float64}
        self.embed = nn.Embedding(7, 3, **double)
        self.rnns = nn.ModuleList(nn.LSTM(d, h, **double) for d, h in ((3, 5), (5, 5), (5, 3)))
        self.fc = nn.Linear(3, 7, **double)
        self.fc.weight = self.embed.weight

    def forward(self, tokens):
        read = self.embed(tokens)[0]
        for rnn in self.rnns:
            read = rnn(read)[0]
        return self.fc(read)[None]

    def saved(self):
        state = {"0.encoder.weight": self.embed.weight, "0.encoder_dp.emb.weight": self.embed.weight}
        for number, rnn in enumerate(self.rnns):
            for name, tensor in rnn.state_dict().items():
                raw = name == "weight_hh_l0"
                if raw:
                    state[f"0.rnns.{number}.{name}_raw"] = tensor
                state[f"0.rnns.{number}.module.{name}"] = torch.zeros_like(tensor) if raw else tensor
        return state | {"1.decoder.weight": self.fc.weight, "1.decoder.bias": self.fc.bias}


def test_awd_lstm_is_opened_one_layer_at_a_time(tmp_path):
    model, path = Awd(), tmp_path / "awd.pth"
    torch.save({"model": model.saved(), "opt": {}}, path)
    with pytest.raises(
        Refusal, match=re.escape("choose one with layer=: 0.rnns.0, 0.rnns.1, 0.rnns.2.")
    ):
        Network.open(path)
    nets = [Network.open(path, layer=f"0.rnns.{number}") for number in range(3)]
    assert [(net.embedding, net.hidden, net.readout) for net in nets] == [
        (3, 5, False),
        (None, 5, False),
        (None, 3, True),
    ]
    read = TOKENS
    for net in nets:
        made = unroll(net, read)
        read = made.hidden[-1]
    np.testing.assert_allclose(made.logits, answers(model), rtol=1e-12, atol=1e-12)


def test_layers_that_are_modules_of_their_own_make_one_network(tmp_path):
    whole = Reader("gru", layers=2)
    state = {name.replace("rnn.", "lower."): one for name, one in whole.state_dict().items()}
    apart = {}
    for name, tensor in state.items():
        number = "1" if name.endswith("_l1") else "0"
        apart[name.replace("lower.", f"grus.{number}.").replace("_l1", "_l0")] = tensor
    torch.save(apart, tmp_path / "apart.pt")
    net = Network.open(tmp_path / "apart.pt")
    assert net.layers == 2
    assert_answers(net, whole)
    assert Network.open(tmp_path / "apart.pt", layer="grus.1").inputs == 4


def test_cells_called_step_by_step_are_a_network(tmp_path):
    whole = Reader("lstm")
    state = {
        name.replace("rnn.", "cell.").replace("_l0", ""): one
        for name, one in whole.state_dict().items()
    }
    torch.save(state, tmp_path / "cell.pt")
    assert_answers(Network.open(tmp_path / "cell.pt"), whole)


def test_normed_weights_are_folded(tmp_path):
    model = Reader("lstm")
    for name in ("weight_hh_l0", "weight_ih_l0"):
        parametrizations.weight_norm(model.rnn, name)
    parametrizations.weight_norm(model.fc)
    with torch.no_grad():
        model.rnn.parametrizations.weight_hh_l0.original0 *= 1.7
        model.fc.parametrizations.weight.original0 *= 0.3
    net = Network.open(as_safetensors(model, tmp_path))
    assert_answers(net, model)


def test_an_activation_is_chosen(tmp_path):
    model = Reader("tanh")
    model.rnn.nonlinearity = model.rnn.mode = None
    rnn = nn.RNN(3, 4, nonlinearity="relu", batch_first=True, dtype=torch.float64)
    rnn.load_state_dict(model.rnn.state_dict())
    model.rnn = rnn
    assert_answers(Network.open(as_state_dict(model, tmp_path), cell="relu"), model)


def test_the_form_of_a_gru_is_chosen(tmp_path):
    path = as_state_dict(Reader("gru"), tmp_path)
    usual, other = Network.open(path), Network.open(path, cell="gru_before")
    assert (usual.cell, other.cell) == ("gru", "gru_before")
    assert np.abs(unroll(usual, TOKENS).logits - unroll(other, TOKENS).logits).max() > 1e-4


def test_a_network_that_answers_once_is_made_of_one_that_always_does(tmp_path):
    model = Reader("lstm", layers=2, both=True)
    net = replace(Network.open(as_state_dict(model, tmp_path)), pool="last")
    with torch.no_grad():
        last = model.rnn(model.embed(torch.tensor(TOKENS)[None]))[1][0]
        theirs = model.fc(torch.cat([last[-2], last[-1]], -1))[0].numpy()
    ours = forward(net, TOKENS[:, None]).logits[..., 0]
    np.testing.assert_allclose(ours.ravel(), theirs, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32])
@pytest.mark.parametrize("form", [as_safetensors, as_state_dict], ids=lambda form: form.__name__)
def test_halves_are_read_as_float32(tmp_path, form, dtype):
    model = Reader("gru").to(dtype)
    net = Network.open(form(model, tmp_path))
    assert net.dtype == np.float32
    assert_answers(net.astype("float64"), model.double())


def test_without_a_readout_the_states_are_the_output(tmp_path):
    module = nn.LSTM(3, 4, 2, bidirectional=True, dtype=torch.float64)
    torch.save(module.state_dict(), tmp_path / "bare.pt")
    net = Network.open(tmp_path / "bare.pt")
    numbers = np.random.default_rng(0).standard_normal((6, 3))
    with torch.no_grad():
        theirs = module(torch.tensor(numbers))[0].numpy()
    np.testing.assert_allclose(unroll(net, numbers).logits, theirs, rtol=1e-12, atol=1e-12)
    assert (net.readout, net.output, net.about["opened"]["layer"]) == (False, "linear", "rnn")


def test_a_single_output_is_no_probability_unless_it_is_said(tmp_path):
    state = nn.ModuleDict({"rnn": nn.GRU(3, 4), "fc": nn.Linear(4, 1)}).state_dict()
    torch.save(state, tmp_path / "one.pt")
    assert Network.open(tmp_path / "one.pt").output == "linear"
    assert Network.open(tmp_path / "one.pt", output="sigmoid").output == "sigmoid"


def test_safetensors_need_no_pytorch(tmp_path, monkeypatch):
    path = as_hugging_face(Reader(), tmp_path)
    monkeypatch.setitem(sys.modules, "torch", None)
    assert Network.open(path).vocabulary == VOCABULARY
    assert "“pip install torch==2.13.0” brings it" in refused(as_empty(tmp_path))


def as_empty(folder):
    """What PyTorch's files begin with."""
    (folder / "a.pt").write_bytes(b"\x80\x02")
    return folder / "a.pt"


def test_what_is_left_over_is_said(tmp_path):
    model = nn.ModuleDict({"rnn": nn.GRU(3, 4), "norm": nn.LayerNorm(4), "fc": nn.Linear(4, 7)})
    torch.save(model.state_dict(), tmp_path / "norm.pt")
    found = look(read_named_arrays(tmp_path / "norm.pt"))
    assert found.left_over == (("norm.weight", (4,)), ("norm.bias", (4,)))


def refused(path, **choices):
    with pytest.raises(Refusal) as error:
        Network.open(path, **choices)
    return str(error.value)


def state_with(tmp_path, **changes):
    state = Reader().state_dict()
    state.update({name.replace("__", "."): tensor for name, tensor in changes.items()})
    torch.save(state, tmp_path / "changed.pt")
    return tmp_path / "changed.pt"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"rnn__weight_hh_l0": torch.zeros(15, 4)}, "rnn.weight_hh_l0 has the shape (15, 4)"),
        ({"rnn__bias_ih_l0": torch.zeros(15)}, "rnn.bias_ih_l0 has the shape (15,); it must be (16,)"),
        ({"rnn__weight_hh_l0": torch.zeros(16, 4).long()}, "rnn.weight_hh_l0 is int64; allowed are"),
        (
            {"rnn__weight_hh_l0": torch.ones(1).expand(20_000, 5000)},
            "5,000 units; allowed are up to 2,048",
        ),
        ({"rnn__weight_hh_l0": torch.ones(1).expand(16, 4)}, "claims to hold 64 numbers"),
    ],
)
def test_a_wrong_array_is_named(tmp_path, changes, sentence):
    assert sentence in refused(state_with(tmp_path, **changes))


def test_5000_units_are_refused_before_anything_is_read(tmp_path):
    shapes = {"rnn.weight_ih_l0": [20_000, 3], "rnn.weight_hh_l0": [20_000, 5000]}
    header, end = {}, 0
    for name, shape in shapes.items():
        size = 4 * shape[0] * shape[1]
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [end, end + size]}
        end += size
    text = json.dumps(header).encode()
    path = tmp_path / "large.safetensors"
    with path.open("wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        file.truncate(8 + len(text) + end)  # 400 MB of nothing, which take no room on the disk
    assert "rnn cannot be opened. It has 5,000 units; allowed are up to 2,048 a layer." in refused(path)


def test_more_weights_than_a_network_may_have_are_refused_before_they_are_read(tmp_path, monkeypatch):
    path = as_state_dict(Reader(), tmp_path)
    monkeypatch.setattr("rnnviz.nn.network.MOST_WEIGHTS", 100)
    monkeypatch.setattr("rnnviz.nn.opened.opened.read_parameters", pytest.fail)
    assert "The network would have 200 weights; allowed are up to 100." in refused(path)


def test_a_file_without_a_recurrent_layer_says_what_it_has(tmp_path):
    torch.save(nn.Linear(2, 3).state_dict(), tmp_path / "linear.pt")
    said = refused(tmp_path / "linear.pt")
    assert "linear.pt has no recurrent layer" in said
    assert "weight (3, 2), bias (3,)" in said
    torch.save({"epoch": 3}, tmp_path / "nothing.pt")
    assert "It has -." in refused(tmp_path / "nothing.pt")


def test_one_of_several_layers_is_chosen(tmp_path):
    torch.manual_seed(0)
    both = nn.ModuleDict({"encoder": nn.GRU(3, 4), "decoder": nn.GRU(3, 4)})
    torch.save(both.state_dict(), tmp_path / "both.pt")
    assert "several recurrent layers; choose one with layer=: encoder, decoder." in refused(
        tmp_path / "both.pt"
    )
    net = Network.open(tmp_path / "both.pt", layer="decoder")
    theirs = both.decoder.weight_hh_l0.detach().numpy()
    np.testing.assert_array_equal(net.parameters["rnn.weight_hh_l0"], theirs)
    assert "layer is 'coder'; the file has encoder, decoder" in refused(
        tmp_path / "both.pt", layer="coder"
    )


def test_of_several_the_only_sound_one_is_opened(tmp_path):
    both = nn.ModuleDict({"a": nn.LSTM(3, 4, proj_size=2), "b": nn.GRU(3, 4)})
    torch.save(both.state_dict(), tmp_path / "both.pt")
    assert Network.open(tmp_path / "both.pt").cell == "gru"
    assert "projection of its states" in refused(tmp_path / "both.pt", layer="a")


def test_a_pickle_with_code_writes_nothing(tmp_path):
    written = tmp_path / "written"
    (tmp_path / "code.pkl").write_bytes(pickle.dumps(Code(written), protocol=2))
    torch.save({"state_dict": Reader().state_dict(), "code": Code(written)}, tmp_path / "code.ckpt")
    for name in ("code.pkl", "code.ckpt"):
        assert "nothing of it was run" in refused(tmp_path / name)
    assert not written.exists()
    pickle.loads((tmp_path / "code.pkl").read_bytes()).close()
    assert written.exists()  # so it would have been


def test_a_vocabulary_of_another_length_is_refused(tmp_path):
    path = as_state_dict(Reader(), tmp_path)
    assert Network.open(path, vocabulary=VOCABULARY).vocabulary == VOCABULARY
    assert "vocabulary has 2 tokens and inputs is 7" in refused(path, vocabulary=["a", "b"])
