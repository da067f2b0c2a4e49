"""To and from PyTorch, the one file that imports it, and only when called."""

from typing import Any

from rnnviz.network import Network


def from_torch(rnn: Any, readout: Any = None, embedding: Any = None) -> Network:
    """A network with the parameters of PyTorch modules, copied bit for bit.

    `rnn` is an `nn.RNN`, `nn.LSTM` or `nn.GRU`, `readout` an `nn.Linear`, `embedding` an
    `nn.Embedding`. Dropout between layers is left out: rnnviz shows a network at rest. Raises
    ValueError for what has no counterpart here (projections, types other than float32 and float64).
    """
    from torch import nn

    cells = {nn.RNN: None, nn.GRU: "gru", nn.LSTM: "lstm"}
    if type(rnn) not in cells:
        raise ValueError(f"rnn is a {type(rnn).__name__}; allowed are nn.RNN, nn.GRU and nn.LSTM.")
    for what, module, kind in (("readout", readout, nn.Linear), ("embedding", embedding, nn.Embedding)):
        if module is not None and not isinstance(module, kind):
            raise ValueError(f"{what} is a {type(module).__name__}; allowed is nn.{kind.__name__}.")
    if rnn.proj_size:
        raise ValueError(f"rnn has proj_size {rnn.proj_size}; rnnviz knows no projections, only 0.")
    if embedding is not None and embedding.max_norm is not None:
        raise ValueError(f"embedding has max_norm {embedding.max_norm}; only None is allowed.")
    parameters = {}
    for group, module in (("embedding", embedding), ("rnn", rnn), ("readout", readout)):
        for name, tensor in (module.state_dict() if module is not None else {}).items():
            if str(tensor.dtype) not in ("torch.float32", "torch.float64"):
                raise ValueError(f"{group}.{name} is {tensor.dtype}; allowed are float32 and float64.")
            parameters[f"{group}.{name}"] = tensor.detach().cpu().numpy().copy()
    directions = 2 if rnn.bidirectional else 1
    return Network(
        parameters=parameters,
        cell=cells[type(rnn)] or rnn.nonlinearity,
        inputs=rnn.input_size if embedding is None else embedding.num_embeddings,
        hidden=rnn.hidden_size,
        outputs=rnn.hidden_size * directions if readout is None else readout.out_features,
        layers=rnn.num_layers,
        bidirectional=rnn.bidirectional,
        embedding=None if embedding is None else embedding.embedding_dim,
        bias=rnn.bias,
        readout=readout is not None,
        readout_bias=readout is not None and readout.bias is not None,
    )


def to_torch(net: Network) -> tuple[Any, Any, Any]:
    """The recurrent module, the readout and the embedding (None where there is none), time first.

    Raises ValueError for the cells that PyTorch has not: Elman with sigmoid or identity.
    """
    import torch
    from torch import nn

    dtype = getattr(torch, str(net.dtype))
    kinds = {"gru": nn.GRU, "lstm": nn.LSTM}
    if net.cell in kinds:
        extra: dict[str, Any] = {}
    elif net.cell in ("tanh", "relu"):
        extra = {"nonlinearity": net.cell}
    else:
        raise ValueError(f"PyTorch has no recurrent module with {net.cell}; it has tanh and relu.")
    modules = {
        "rnn": kinds.get(net.cell, nn.RNN)(
            net.width(0), net.hidden, net.layers, bias=net.bias,
            bidirectional=net.bidirectional, dtype=dtype, **extra,
        ),
        "readout": nn.Linear(
            net.hidden * net.directions, net.outputs, bias=net.readout_bias, dtype=dtype
        ) if net.readout else None,
        "embedding": None if net.embedding is None
        else nn.Embedding(net.inputs, net.embedding, dtype=dtype),
    }  # fmt: skip
    for group, module in modules.items():
        if module is not None:
            mine = {k: v for k, v in net.parameters.items() if k.startswith(f"{group}.")}
            tensors = {k.split(".", 1)[1]: torch.from_numpy(v.copy()) for k, v in mine.items()}
            module.load_state_dict(tensors)
    return modules["rnn"], modules["readout"], modules["embedding"]
