"""Files that Keras and onnxruntime made, with what those compute: see `fixtures/foreign_files`."""

import io
import zipfile
from functools import cache
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parents[1] / "fixtures" / "foreign_files"


@cache
def outputs(archive):
    """What went in and what came out of the files of an archive, by name."""
    with zipfile.ZipFile(FOLDER / f"{archive}.zip") as held:
        return dict(np.load(io.BytesIO(held.read("outputs.npz"))))


@cache
def names(archive):
    """The files of an archive; of those that lie in a folder of their own, the models."""
    with zipfile.ZipFile(FOLDER / f"{archive}.zip") as held:
        return [name for name in held.namelist() if name.endswith((".keras", ".h5", ".onnx"))]


@cache
def data(archive, name):
    """What a file of an archive holds."""
    with zipfile.ZipFile(FOLDER / f"{archive}.zip") as held:
        return held.read(name)


def placed(archive, name, folder):
    """A file of an archive in a folder, with what lies beside it."""
    with zipfile.ZipFile(FOLDER / f"{archive}.zip") as held:
        for one in held.namelist():
            if one == name or ("/" in name and one.startswith(name.split("/")[0] + "/")):
                held.extract(one, folder)
    return Path(folder) / name
