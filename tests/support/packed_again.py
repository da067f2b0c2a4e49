"""Zips of rnnviz's once more, with some of their members changed."""

import io
import json
import zipfile
from hashlib import sha256


def again(data: bytes, changed=None, extra=None, without=(), honest=True, **manifest) -> bytes:
    """A zip once more, with some members changed, added or left out; unless it is `honest` the
    manifest knows nothing of that."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        found = {name: old.read(name) for name in old.namelist() if name not in without}
    found |= changed or {}
    if honest and "manifest.json" in found:
        found["manifest.json"] = manifest_of(found, **manifest)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as new:
        for name, content in (found | (extra or {})).items():
            new.writestr(name, content)
    return made.getvalue()


def manifest_of(members, **changed):
    """The manifest that fits to members."""
    told = json.loads(members["manifest.json"]) | changed
    told["members"] = {
        name: {"size": len(content), "sha256": sha256(content).hexdigest()}
        for name, content in members.items()
        if name != "manifest.json"
    }
    return json.dumps(told).encode()


def member(data: bytes, name: str) -> bytes:
    """One member of a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return opened.read(name)


def names(data: bytes) -> list[str]:
    """The names of all members of a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return opened.namelist()
