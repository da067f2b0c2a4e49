"""What belongs to a recurrent layer: its readout, its embedding and its vocabulary, matched by shape.

A readout reads what the layer hands on, an embedding gives what it reads; of several that fit the name
and the bias decide. What still could be either is left to the reader.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import takewhile

import numpy as np

from rnnviz.formats.arrays import FLOATS, NamedArrays, Told
from rnnviz.formats.vocabulary import gaps, lists_of_tokens, read_vocabulary
from rnnviz.nn.opened.canonical import Parameter
from rnnviz.nn.opened.found import MOST_SHOWN, Found, FoundLayer, FoundMatrix
from rnnviz.nn.opened.modules import RECURRENT
from rnnviz.text.language import N_
from rnnviz.text.message import Message, Refusal

READOUTS = re.compile(
    r"decoder|out|fc|linear|head|dense|proj|classif|logit|pred|h2o|readout|affine", re.IGNORECASE
)
EMBEDDINGS = re.compile(r"emb|encoder|lookup|wte|token|word|char|vector", re.IGNORECASE)
MOST_FITTING = 100  # matrices, of those that fit a layer the likeliest
WORDS = {"embedding": N_("embedding"), "readout": N_("readout")}
Choice = str | bool | None  # by name, none of all, or matched by shape


def matrices_of(named: Mapping[str, Parameter]) -> tuple[FoundMatrix, ...]:
    """All matrices of floats that no recurrent layer has."""
    found = []
    for name, one in named.items():
        shape = one.array.shape
        if len(shape) == 2 and one.array.dtype in FLOATS and not RECURRENT.fullmatch(name):
            bias = f"{name.removesuffix('weight')}bias" if name.endswith("weight") else ""
            fits = bias in named and named[bias].array.shape == shape[:1]
            found.append(FoundMatrix(name, *shape, bias if fits else None))
    return tuple(found)


def embeddings_of(layer: FoundLayer, matrices: Sequence[FoundMatrix]) -> tuple[FoundMatrix, ...]:
    """The matrices that may give what a layer reads, the likeliest first."""
    fitting = [one for one in matrices if one.columns == layer.inputs and one.bias is None]
    return tuple(
        sorted(fitting, key=lambda one: _as_embedding(layer, one), reverse=True)[:MOST_FITTING]
    )


def readouts_of(layer: FoundLayer, matrices: Sequence[FoundMatrix]) -> tuple[FoundMatrix, ...]:
    """The matrices that may read what a layer hands on, the likeliest first."""
    fitting = [one for one in matrices if one.columns == layer.width]
    return tuple(sorted(fitting, key=lambda one: _as_readout(layer, one), reverse=True)[:MOST_FITTING])


def _shared(layer: str, name: str) -> int:
    """How many modules, from the outermost, a layer and an array are both in."""
    pairs = zip(layer.split("."), name.split("."), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _of_another(one: FoundMatrix, found: Found) -> bool:
    """Whether a matrix stands in a module of another layer, as a decoder's beside an encoder's."""
    assert found.layer is not None
    own = max(_shared(part, one.name) for part in found.layer.parts)
    others = [layer.name for layer in found.single if layer.name not in found.layer.parts]
    return any(_shared(other, one.name) > own for other in others)


def _within(layer: FoundLayer, one: FoundMatrix) -> str:
    """The name of a matrix within the module that it and the layer are in."""
    return ".".join(one.name.split(".")[_shared(layer.parts[0], one.name) :])


def _as_embedding(layer: FoundLayer, one: FoundMatrix) -> int:
    """How much a matrix looks like an embedding, from its name alone."""
    name = _within(layer, one)
    return 2 * bool(EMBEDDINGS.search(name)) - bool(READOUTS.search(name))


def _as_readout(layer: FoundLayer, one: FoundMatrix) -> int:
    """How much a matrix looks like a readout: an embedding never has a bias."""
    name = _within(layer, one)
    return 2 * (one.bias is not None) + bool(READOUTS.search(name)) - 2 * bool(EMBEDDINGS.search(name))


def with_companions(
    found: Found,
    arrays: NamedArrays,
    named: Mapping[str, Parameter],
    embedding: Choice = None,
    readout: Choice = None,
    vocabulary: object = None,
) -> Found:
    """What was found with what belongs to its layer, as it is asked for. Raises Refusal."""
    if found.layer is None:
        return found
    told = arrays.told.get(found.layer.parts[0]), arrays.told.get(found.layer.parts[-1])
    embeddings = embeddings_of(found.layer, found.matrices)
    readouts = readouts_of(found.layer, found.matrices)
    if embedding is None:
        near = [one for one in embeddings if not _of_another(one, found)]
        read = _unasked("embedding", near, partial(_as_embedding, found.layer), told[0], named)
        if told[0] is None and _is_square(read):
            read = None  # it stands for anything
    else:
        read = _chosen("embedding", embedding, found.matrices, embeddings, found.layer.inputs)
    if readout is None:
        near = [one for one in readouts if one != read and not _of_another(one, found)]
        last = [one for one in near if not _goes_on(one, found, read)]
        answers = _unasked("readout", last, partial(_as_readout, found.layer), told[1], named)
        if answers is None and read in readouts and arrays.metadata.get("tie_word_embeddings") is True:
            answers = read
    else:
        answers = _chosen("readout", readout, found.matrices, readouts, found.layer.width)
    found = replace(found, embeddings=embeddings, readouts=readouts, embedding=read, readout=answers)
    if answers is not None and told[1] is not None and answers.name == told[1].readout:
        found = replace(found, pool=told[1].pool, output=told[1].output)
    return replace(found, vocabulary=_vocabulary(found, arrays, vocabulary))


def _unasked(
    what: str,
    fitting: Sequence[FoundMatrix],
    likeness: Callable[[FoundMatrix], int],
    told: Told | None,
    named: Mapping[str, Parameter],
) -> FoundMatrix | None:
    """The matrix that the file names, none if it names none; else the likeliest that fits."""
    if told is None:
        return _by_shape(fitting, likeness, named)
    name = getattr(told, what)
    return next((one for one in fitting if name in (one.name, one.name.removesuffix(".weight"))), None)


def _is_square(one: FoundMatrix | None) -> bool:
    """Whether a matrix is square and not called an embedding."""
    return one is not None and one.rows == one.columns and not EMBEDDINGS.search(one.name)


def _chosen(
    what: str,
    choice: Choice,
    matrices: Sequence[FoundMatrix],
    fitting: Sequence[FoundMatrix],
    columns: int,
) -> FoundMatrix | None:
    """The matrix that is asked for by its name. Raises Refusal if it does not fit."""
    if choice is False:
        return None
    by_name = {name: one for one in matrices for name in (one.name, one.name.removesuffix(".weight"))}
    one = by_name.get(choice) if isinstance(choice, str) else None
    if one is None:
        raise Refusal(
            "{what} is {value!r}; allowed are False and the names of matrices that fit: {names}.",
            what=what,
            value=choice,
            names=[fit.name for fit in fitting][:MOST_SHOWN] or "-",
        )
    if one.columns != columns:
        raise Refusal(
            "{name} has {found} columns; as the {what} of this layer it must have {wanted}.",
            name=one.name,
            found=one.columns,
            what=Message(WORDS[what]),
            wanted=columns,
        )
    return one


def _by_shape(
    fitting: Sequence[FoundMatrix],
    likeness: Callable[[FoundMatrix], int],
    named: Mapping[str, Parameter],
) -> FoundMatrix | None:
    """The likeliest matrix that fits; None if several could be meant."""
    likeliest = [one for one in fitting if likeness(one) == likeness(fitting[0])]
    if not likeliest or likeness(likeliest[0]) < 0:
        return None
    first, *others = likeliest
    # a module that bears two names is saved twice
    return first if all(_same(named[first.name], named[one.name]) for one in others) else None


def _same(first: Parameter, second: Parameter) -> bool:
    """Whether two arrays of the file have the same numbers."""
    if first.array.shape != second.array.shape:
        return False
    try:
        return np.array_equal(first.array.read(), second.array.read())
    except Refusal:  # whichever is opened says it then
        return False


def _goes_on(one: FoundMatrix, found: Found, embedding: FoundMatrix | None) -> bool:
    """Whether another matrix reads what this one gives, so that it is no last one."""
    assert found.layer is not None
    return any(
        other.columns == one.rows and other.bias and one.rows != found.layer.width
        for other in found.matrices
        if other not in (one, embedding)
    )


def _vocabulary(found: Found, arrays: NamedArrays, given: object) -> tuple[str, ...] | None:
    """The tokens that a layer reads: those given, or a list of the file that has as many."""
    assert found.layer is not None
    count = found.embedding.rows if found.embedding else found.layer.inputs
    if given is False:
        return None
    if isinstance(given, list | tuple):
        return tuple(map(str, given))
    if given is not None:
        return read_vocabulary(str(given), count)
    values = [within for value in arrays.metadata.values() for within in lists_of_tokens(value)]
    for tokens in (arrays.vocabulary or (), *values):
        if len(tokens) == len(set(tokens)) == count and not gaps(tokens):
            return tuple(tokens)
    for path in arrays.metadata.get("beside", ()):
        try:
            return read_vocabulary(path, count)
        except Refusal:  # of another part of the network
            continue
    return None
