"""Names of arrays without what wrappers add to them, and weights as the module itself computes them.

`module.` (DataParallel), `_orig_mod.` (torch.compile) and their like are left out of names. AWD-LSTM
keeps its recurrent weights before dropout as `weight_hh_l0_raw` (Merity et al. 2018), which are those
of a network at rest. Weight normalisation keeps a length g and a direction v for each weight,
w = g v / ||v|| (Salimans & Kingma 2016).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import NoReturn

import numpy as np

from rnnviz.formats.arrays import Array, NamedArrays, StoredArray
from rnnviz.text.message import Refusal

WRAPPERS = {"module", "_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module"}
RAW = re.compile(r"(weight_(?:ih|hh)(?:_l\d+)?(?:_reverse)?)_raw")
PARAMETRIZED = re.compile(r"(?:(.*)\.)?parametrizations\.(\w+)\.(original[01]?)")
LENGTHS = {"original0": "length", "original1": "direction", "original": "original"}
NORMED = {"_g": "length", "_v": "direction"}


@dataclass(frozen=True)
class Parameter:
    """One parameter of a module, and the arrays of the file that it is made of."""

    array: StoredArray
    names: tuple[str, ...]


def parameters_of(arrays: NamedArrays) -> dict[str, Parameter]:
    """Every parameter by its name: in files that tell of their layers as it stands there."""
    if arrays.told:
        return {name: Parameter(one, (name,)) for name, one in arrays.arrays.items()}
    return parameters(arrays.arrays)


def parameters(arrays: Mapping[str, StoredArray]) -> dict[str, Parameter]:
    """Every parameter by its name in the module, in the order of the file."""
    found: dict[str, dict[str, Parameter]] = {}
    for name, array in arrays.items():
        clean, role = _role(name, arrays)
        roles = found.setdefault(clean, {})
        if role in roles:  # once with a wrapper and once without: the later keeps its whole name
            found[name] = {"": Parameter(array, (name,))}
        else:
            roles[role] = Parameter(array, (name,))
    return {clean: _one(clean, roles) for clean, roles in found.items()}


def _role(name: str, arrays: Mapping[str, StoredArray]) -> tuple[str, str]:
    """The name of the parameter that an array belongs to, and what it is of it: "" for all of it."""
    parts = [part for part in name.split(".") if part not in WRAPPERS]
    clean = ".".join(parts) or name
    if match := PARAMETRIZED.fullmatch(clean):
        return ".".join(filter(None, match.groups()[:2])), LENGTHS[match[3]]
    if match := RAW.fullmatch(parts[-1] if parts else ""):
        return ".".join([*parts[:-1], match[1]]), "raw"
    whole = name[:-2]
    # spectral normalisation has a _v as well, and no _g
    if name[-2:] in NORMED and {f"{whole}_g", f"{whole}_v"} <= arrays.keys():
        return clean[:-2], NORMED[name[-2:]]
    return clean, ""


def _one(clean: str, roles: Mapping[str, Parameter]) -> Parameter:
    """The parameter itself out of what a file has of it."""
    names = tuple(name for one in roles.values() for name in one.names)
    if {"length", "direction"} <= roles.keys():
        length, direction = roles["length"].array, roles["direction"].array
        read = partial(_normed, length, direction)
        return Parameter(StoredArray(direction.shape, direction.dtype, read), names)
    for role in ("raw", ""):
        if role in roles:
            return replace(roles[role], names=names)
    one = next(iter(roles.values()))
    hidden = partial(_unknown, clean, one.names[0])
    return Parameter(StoredArray(one.array.shape, one.array.dtype, hidden), names)


def _normed(length: StoredArray, direction: StoredArray) -> Array:
    """w = g v / ||v||, the norm over every axis along which g has one number."""
    g, v = length.read(), direction.read()
    if g.ndim not in (0, v.ndim):
        g = g.reshape(-1, *[1] * (v.ndim - 1)) if g.size == len(v) else g.reshape(())
    axes = tuple(axis for axis in range(v.ndim) if g.ndim == 0 or g.shape[axis] == 1)
    return v * (g / np.sqrt((v * v).sum(axis=axes, keepdims=True)))


def _unknown(clean: str, name: str) -> NoReturn:
    raise Refusal(
        "{name} is computed from {stored} whenever the module runs; save the module after "
        "torch.nn.utils.parametrize.remove_parametrizations, and open that.",
        name=clean,
        stored=name,
    )
