"""Licences are read from what packages declare, and docs/licences.md lists all that users have."""

from email.message import Message
from importlib.metadata import PackageNotFoundError, metadata, version

import pytest

from scripts import licences
from scripts.licences import FILE, licence, packages, pytorch

ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split("|"))
    for line in FILE.read_text("utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| package")
]
# what lets anybody use, change and pass on the package, and rnnviz with it, as it is
ALLOWED = {
    *("MIT", "MIT-CMU", "BSD", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "Apache-2.0", "MPL-2.0"),
    *("PSF-2.0", "CNRI-Python", "Zlib", "CC0-1.0", "BSL-1.0", "Apache-2.0 WITH LLVM-exception"),
}


def declared(**fields):
    found = Message()
    found["Name"] = "some"
    for name, value in fields.items():
        found[name.replace("_", "-")] = value
    return found


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"License_Expression": "MIT AND Zlib", "License": "something else"}, "MIT AND Zlib"),
        ({"License": "Apache License 2.0"}, "Apache-2.0"),
        ({"License": "Apache 2.0"}, "Apache-2.0"),
        ({"License": "MIT", "Classifier": "License :: OSI Approved :: BSD License"}, "MIT"),
        ({"Classifier": "License :: OSI Approved :: BSD License"}, "BSD"),
        # its whole text in place of its name
        (
            {
                "License": "Copyright\nAll rights",
                "Classifier": "License :: OSI Approved :: MIT License",
            },
            "MIT",
        ),
    ],
)
def test_what_a_package_declares(fields, name):
    assert licence(declared(**fields)) == name


def test_a_package_without_a_licence_is_refused():
    with pytest.raises(ValueError, match="some declares no licence"):
        licence(declared(Classifier="Topic :: Science"))


def test_the_list_has_every_package_that_users_have():
    assert {name: version for name, version, _ in ROWS} == packages()
    assert pytorch()[0] in packages()


def test_the_licences_are_those_that_are_declared():
    seen = 0
    for name, listed, said in ROWS:
        try:
            here = version(name).split("+")[0]
        except PackageNotFoundError:
            continue  # of another system
        # builds of PyTorch bundle other things
        if here in listed.split(" or ") and name != "torch":
            assert licence(metadata(name)) == said
            seen += 1
    assert seen > 40


def test_all_may_be_used_and_passed_on():
    for name, _, said in ROWS:
        parts = {part for whole in said.split(" AND ") for part in whole.split(" OR ")}
        assert parts <= ALLOWED, name


def test_what_is_not_installed_here_is_said(monkeypatch):
    monkeypatch.setattr(licences, "packages", lambda: {"no-such-package": "1.0"})
    with pytest.raises(ValueError, match="no-such-package is not installed here"):
        licences.page()
