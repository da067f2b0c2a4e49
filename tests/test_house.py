"""Where everything lives, and which room may use which: the table of docs/architecture.md, held.

Read from the source of every file, so that an import inside a function is seen as well.
"""

import ast
import re
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from importlib.util import resolve_name
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (
        ROOT / "app.py",
        ROOT / "serve.py",
        *ROOT.glob("rnnviz/**/*.py"),
        *ROOT.glob("pages/**/*.py"),
    )
)

BELOW = (
    "exports plot code figures catalogue watch sweeps pretrained experiments analysis training tasks "
    "server lectures data runs storage settings nn formats text"
)
# every room with those it may use; whoever is not named may use nothing
ROOMS: dict[str, str] = {
    "text": "",
    "settings": "text",
    "formats": "text",
    "nn": "formats text",
    "storage": "settings text",
    "runs": "nn text",
    "data": "nn",
    "lectures": "storage settings text",
    "server": "lectures storage settings text",
    "tasks": "data runs nn storage text",
    "training": "tasks data runs nn text",
    "analysis": "tasks data runs nn text",
    "experiments": "analysis training tasks runs storage settings nn text",
    "watch": "experiments analysis training tasks runs storage settings nn text",
    "exports": "plot figures watch experiments analysis training tasks runs storage nn formats text",
    "sweeps": "experiments analysis training tasks runs storage settings nn text",
    "catalogue": "watch experiments training tasks runs storage settings nn text",
    "pretrained": "training tasks runs nn text",
    "figures": "catalogue watch sweeps analysis training tasks lectures runs nn text",
    # what pages show, as scripts
    "code": "analysis training tasks data runs nn text",
    # pictures outside the dashboard
    "plot": "figures catalogue watch sweeps server analysis training tasks lectures runs nn text",
    "ui": BELOW,
    "pages": f"ui {BELOW}",
    "serve": "server ui experiments settings",
    # the public names, and the command line
    "": "plot watch analysis training tasks runs nn",
    "__main__": "exports sweeps watch pretrained experiments training server tasks runs nn formats "
    "storage settings text",
}
# rooms within a room
FIGURES = {
    "base": "",
    "unroll": "base",
    "training": "base",
    "vanishing": "base",
    "gradients": "base unroll training vanishing",
    "tasks": "base unroll training vanishing",
    "lectures": "base unroll training vanishing",
    "watch": "base unroll training vanishing",
    "sweeps": "base",
    "runs": "base training sweeps",
}
UI = {
    "session": "",
    "components": "session",
    "network": "session components",
    "training": "session components",
    "lectures": "session components",
    "gradients": "session components network training lectures",
    "vanishing": "session components network training lectures",
    "tasks": "session components network training lectures",
    "watch": "session components network training lectures",
    "sweeps": "session components network training lectures tasks",
    "runs": "session components network training lectures sweeps tasks",
    "frame": "session components network training lectures gradients vanishing tasks",
}
ROOMS |= {f"figures.{name}": "" for name in FIGURES} | {f"ui.{name}": "" for name in UI}
# the lowest rooms that may import it
FOREIGN = {
    "plotly": ("figures", "plot", "exports", "ui", "pages"),
    "streamlit": ("ui", "pages", "serve"),
}
TORCH = {"rnnviz.nn.pytorch", "rnnviz.formats.pytorch"}  # those that import it, inside functions
# packages that only some files need, and the one that imports each, inside its functions
READERS = {
    "h5py": "rnnviz.formats.hdf5",
    "onnx": "rnnviz.formats.onnx_file",
    "distributed": "rnnviz.sweeps.dask_cluster",
}
# who imports within a function, and why: PyTorch is not needed to start, nor is what trains
INSIDE = {
    ("rnnviz.nn.network", "rnnviz.nn.pytorch"),
    ("rnnviz.experiments.supervisor", "rnnviz.experiments.worker"),
    ("rnnviz.__main__", "rnnviz.pretrained.recipes"),
}
# beside storage the only ones that know SQL
REPOSITORIES = {
    "rnnviz.experiments.ageing",
    "rnnviz.experiments.stored_curves",
    "rnnviz.experiments.repository",
    "rnnviz.experiments.store",
    "rnnviz.experiments.frame_writer",
    "rnnviz.experiments.work_queue",
    "rnnviz.experiments.own_copy",
    "rnnviz.experiments.whole_rows",
    "rnnviz.lectures.repository",
    "rnnviz.lectures.live_session",
    "rnnviz.lectures.shown_page",
    "rnnviz.lectures.secret",
    "rnnviz.lectures.claim",
    "rnnviz.watch.loop_store",
    "rnnviz.watch.whole_loop",
    "rnnviz.catalogue.listing",
    "rnnviz.catalogue.stored_runs",
    "rnnviz.sweeps.sweep_removal",
    "rnnviz.sweeps.sweep_store",
    "rnnviz.sweeps.sweep_writer",
}
SQL = re.compile(
    r"\b(SELECT\s.+\sFROM|SELECT (1|count)\b|INSERT (OR \w+ )?INTO|UPDATE \w+ SET|DELETE FROM"
    r"|PRAGMA|(CREATE|ALTER|DROP) (TABLE|INDEX))\b",
    re.DOTALL,
)


def name_of(path: str) -> str:
    """The module of a file."""
    return ".".join(PurePosixPath(path).with_suffix("").parts).removesuffix(".__init__")


MODULES = {name_of(path): path for path in FILES}


def room(module: str) -> str | None:
    """The room that a module stands in, None for one from elsewhere; raises KeyError if it has none."""
    head, *rest = module.split(".")
    if head in ("app", "pages"):
        return "pages"
    if head == "serve":
        return "serve"
    if head != "rnnviz":
        return None
    if not rest:
        return ""
    own = rest[0]
    if own in ("figures", "ui") and len(rest) > 1:
        own = f"{own}.{rest[1]}"
    if own not in ROOMS:
        raise KeyError(f"{module} stands in no room of the house: {own} is not in the table.")
    return own


def may(user: str, used: str) -> bool:
    """Whether a room may use another."""
    if user == used:
        return True
    (house, _, inner), (other, _, other_inner) = user.partition("."), used.partition(".")
    if house != other:
        return other in ROOMS[house].split()
    return other_inner in {"figures": FIGURES, "ui": UI}[house].get(inner, "").split()


def imports(tree: ast.AST, package: str, late: bool = False):
    """Every module that is imported below a node, and whether not when its file is read."""
    for node in ast.iter_child_nodes(tree):
        match node:
            case ast.Import():
                for name in node.names:
                    yield name.name, late
            case ast.ImportFrom():
                dots = "." * node.level + (node.module or "")
                module = resolve_name(dots, package)
                # `from rnnviz import ui` imports the module rnnviz.ui
                whole = [f"{module}.{name.name}" for name in node.names]
                if not all(name in MODULES for name in whole):
                    yield module, late
                for name in whole:
                    if name in MODULES or not module.startswith(("rnnviz", "pages")):
                        yield name, late
            case ast.Call(
                func=ast.Name(id=called) | ast.Attribute(attr=called),
                args=[ast.Constant(value=str(module)), *_],
            ) if called in ("__import__", "import_module"):
                yield module, late
        within = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        typing = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        yield from imports(node, package, late or within or typing)


def violations(path: str, source: str) -> list[str]:
    """The imports of a file that the house does not allow, as sentences."""
    package = ".".join(PurePosixPath(path).parent.parts)
    me = name_of(path)
    own = room(me)
    found = []
    for module, late in imports(ast.parse(source), package):
        head = module.split(".")[0]
        used = room(module)
        if used is not None and not may(own, used):
            found.append(f"{me} imports {module}")
        if used is not None and late and (me, module) not in INSIDE:
            found.append(f"{me} imports {module} where it is not seen at its top")
        if head in FOREIGN and own.split(".")[0] not in FOREIGN[head]:
            found.append(f"{me} imports {module}")
        if head == "torch" or module.startswith("safetensors.torch"):
            if me not in TORCH:
                found.append(f"{me} imports {module}")
            elif not late:
                found.append(f"{me} imports {module} before it is needed")
        if head in READERS and (me != READERS[head] or not late):
            found.append(f"{me} imports {module}")
    return found


def graph(key):
    """Who imports whom when the files are read, with modules put together by a key."""
    found = {}
    for module, path in MODULES.items():
        package = ".".join(PurePosixPath(path).parent.parts)
        used = found.setdefault(key(module), set())
        for other, late in imports(ast.parse((ROOT / path).read_text("utf-8")), package):
            if not late and other in MODULES and key(other) != key(module):
                used.add(key(other))
    return found


def circle(graph) -> list[str]:
    """Modules that import each other in a circle, empty if none do."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1]
    return []


@pytest.mark.parametrize("path", FILES)
def test_every_file_imports_only_what_its_room_may(path):
    assert violations(path, (ROOT / path).read_text("utf-8")) == []


@pytest.mark.parametrize("depth", [2, 3, 9], ids=["packages", "folders", "modules"])
def test_nothing_imports_itself_through_others(depth):
    """A module, a folder and a package as a whole; a package's own `__init__` is no folder."""
    assert circle(graph(lambda module: ".".join(module.split(".")[:depth]))) == []


def test_a_circle_is_found():
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"a"}})
    assert not circle({"a": {"b", "c"}, "b": {"c"}, "c": set()})


def test_all_rooms_are_there_and_none_besides():
    there = {room(module) for module in MODULES}
    assert there == set(ROOMS)
    folders = {path.parent for path in (ROOT / "rnnviz").rglob("*.py")}
    assert all((folder / "__init__.py").exists() for folder in folders)


def test_a_module_without_a_room_is_found():
    for module in ("rnnviz.helpers", "rnnviz.misc.tools", "rnnviz.ui.misc", "rnnviz.figures.page.x"):
        with pytest.raises(KeyError, match="no room"):
            room(module)


def statements(source: str) -> list[str]:
    """The texts of a file that are SQL."""
    texts = []
    for node in ast.walk(ast.parse(source)):
        parts = node.values if isinstance(node, ast.JoinedStr) else [node]
        texts.append("".join(str(getattr(part, "value", "")) for part in parts))
    return [text for text in texts if SQL.search(text)]


def test_sql_stands_in_storage_and_in_the_repositories_alone():
    found = {module for module, path in MODULES.items() if statements((ROOT / path).read_text("utf-8"))}
    assert {module for module in found if room(module) != "storage"} == REPOSITORIES


@pytest.mark.parametrize(
    ("line", "is_sql"),
    [
        ("run('SELECT speed FROM experiments')", True),
        ("run(f'SELECT {ROW}, x FROM experiments {which}')", True),
        ("run('SELECT 1 WHERE 1')", True),
        ("run('INSERT INTO a VALUES (1)')", True),
        ("run('INSERT OR REPLACE INTO a VALUES (1)')", True),
        ("run('UPDATE a SET b = 1')", True),
        ("run('DELETE FROM a')", True),
        ("run('PRAGMA user_version')", True),
        ("notice('Select one of them.')", False),
        ("notice('One UPDATE of many')", False),
    ],
)
def test_what_sql_is(line, is_sql):
    assert bool(statements(line)) == is_sql


def test_the_rule_is_said_where_newcomers_look():
    said = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    for name in ROOMS:
        assert name in said


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("rnnviz/nn/losses.py", "import streamlit as st"),
        ("rnnviz/nn/losses.py", "import numpy, plotly.graph_objects"),
        ("rnnviz/nn/losses.py", "from plotly import graph_objects"),
        ("rnnviz/nn/losses.py", "def draw():\n    import plotly"),
        ("rnnviz/nn/losses.py", "if TYPE_CHECKING:\n    import streamlit"),
        ("rnnviz/nn/losses.py", "import importlib\nimportlib.import_module('streamlit')"),
        ("rnnviz/nn/losses.py", "__import__('plotly')"),
        ("rnnviz/nn/losses.py", "from rnnviz.figures.base import style"),
        ("rnnviz/nn/losses.py", "from rnnviz import figures"),
        ("rnnviz/nn/losses.py", "from .. import ui"),
        ("rnnviz/nn/losses.py", "from rnnviz.runs.run import Run"),
        ("rnnviz/nn/losses.py", "import rnnviz"),
        ("rnnviz/runs/run.py", "from rnnviz.tasks import Task"),
        ("rnnviz/tasks/base.py", "from rnnviz.training.experiment import Experiment"),
        ("rnnviz/training/race.py", "from rnnviz.analysis import norms"),
        ("rnnviz/analysis/norms.py", "from rnnviz.training.race import train"),
        ("rnnviz/lectures/model.py", "from rnnviz.experiments.store import Store"),
        ("rnnviz/server/packed_files.py", "from rnnviz.figures.lectures import answers"),
        ("rnnviz/pretrained/recipes.py", "from .. import ui"),
        ("rnnviz/pretrained/recipes.py", "from ..figures.base.style import SIGNED"),
        ("rnnviz/__init__.py", "from .ui.components import html"),
        ("rnnviz/__main__.py", "def main():\n    import app"),
        ("rnnviz/figures/base/style.py", "import streamlit"),
        ("rnnviz/figures/base/style.py", "from rnnviz.figures.unroll import surprise"),
        ("rnnviz/figures/unroll/surprise.py", "from rnnviz.figures.training import losses"),
        ("rnnviz/ui/session/address.py", "from rnnviz.ui.components import html"),
        ("rnnviz/ui/network/chooser.py", "from rnnviz.ui.training import steering"),
        ("rnnviz/ui/tasks/controls.py", "from rnnviz.ui.frame import page"),
        ("rnnviz/ui/components/html.py", "from pages import truncate"),
        ("rnnviz/ui/components/html.py", "import app"),
        ("rnnviz/nn/losses.py", "def check():\n    import torch"),
        ("rnnviz/ui/components/html.py", "def check():\n    from torch import nn"),
        ("rnnviz/nn/network.py", "def load():\n    from safetensors.torch import load_file"),
        ("rnnviz/nn/network.py", "def load():\n    from safetensors import torch"),
        ("pages/tasks.py", "import torch"),
        ("app.py", "async def check():\n    import torch.nn as nn"),
        ("rnnviz/nn/pytorch.py", "import torch"),
        ("rnnviz/formats/pytorch.py", "import torch"),
        ("rnnviz/formats/registry.py", "def read():\n    import torch"),
        ("rnnviz/formats/hdf5.py", "import h5py"),
        ("rnnviz/formats/keras.py", "def read():\n    import h5py"),
        ("rnnviz/nn/network.py", "def read():\n    from onnx import helper"),
        ("rnnviz/formats/registry.py", "from rnnviz.nn.network import Network"),
        ("rnnviz/nn/pytorch.py", "try:\n    from torch import nn\nexcept ImportError:\n    nn = None"),
        ("rnnviz/nn/pytorch.py", "class Model:\n    from torch import nn"),
        # what its room may use, but hidden
        (
            "rnnviz/ui/tasks/controls.py",
            "def draw():\n    from rnnviz.ui.session import store",
        ),
        ("rnnviz/tasks/base.py", "if TYPE_CHECKING:\n    from rnnviz.runs.run import Run"),
        ("rnnviz/nn/trace.py", "def load():\n    from rnnviz.nn import pytorch"),
    ],
)
def test_a_violation_is_found(path, source):
    assert violations(path, source)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("rnnviz/nn/losses.py", "import numpy as np\nfrom collections.abc import Callable"),
        ("rnnviz/nn/losses.py", "'''import torch'''  # import streamlit"),
        ("rnnviz/nn/trace.py", "from rnnviz.nn import losses\nfrom rnnviz.text.language import _"),
        ("rnnviz/nn/pytorch.py", "def check():\n    import torch\n    from torch import nn"),
        ("rnnviz/nn/pytorch.py", "class Model:\n    def build(self):\n        from torch import nn"),
        ("rnnviz/nn/network.py", "from safetensors.numpy import save_file"),
        ("rnnviz/nn/network.py", "def to_torch():\n    from rnnviz.nn.pytorch import to_torch"),
        ("rnnviz/experiments/supervisor.py", "def main():\n    from rnnviz.experiments import worker"),
        ("rnnviz/figures/unroll/surprise.py", "import plotly\nfrom rnnviz.nn.trace import Trace"),
        ("rnnviz/figures/gradients/matrix.py", "from rnnviz.figures.base import style"),
        ("rnnviz/ui/components/html.py", "import streamlit\nfrom rnnviz.figures.base import style"),
        ("pages/truncate.py", "import streamlit\nfrom rnnviz.ui.frame.page import begin"),
        ("app.py", "from rnnviz.ui.components import html"),
    ],
)
def test_what_is_allowed_is_no_violation(path, source):
    assert violations(path, source) == []


# a page's file: controls, one call, figures

PAGE_FILES = ["app.py", *sorted(path for path in FILES if path.startswith("pages/"))]
MOST_LINES = 120
COMPUTING = ("data", "runs", "nn", "tasks", "training", "analysis", "pretrained")
NUMERIC = ("math", "numpy", "pandas", "plotly", "random", "scipy", "statistics")


def computes(source: str) -> list[str]:
    """What a page's file computes by itself, as sentences. A number may be counted from 1, and rooms
    that compute may be imported for their types."""
    found, types = [], set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                found += [f"imports {one.name}" for one in names if one.name.split(".")[0] in NUMERIC]
            case ast.ImportFrom(module=str(module), names=names):
                if module.split(".")[0] in NUMERIC:
                    found.append(f"imports {module}")
                if module.startswith("rnnviz.") and (room(module) or "") in COMPUTING:
                    types |= {one.name for one in names}
                    found += [f"imports {one.name}" for one in names if not one.name[0].isupper()]
            case ast.BinOp(op=ast.Add() | ast.Sub(), right=ast.Constant(value=1)):
                pass
            case ast.BinOp(op=ast.Add(), right=ast.Constant(value=str())):
                pass
            case ast.BinOp(op=op) | ast.AugAssign(op=op) if not isinstance(op, ast.BitOr):
                found.append(f"computes {ast.unparse(node)}")
            case ast.While():
                found.append("goes round and round")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in types:
            found.append(f"makes a {node.func.id}")
    return found


@pytest.mark.parametrize("path", PAGE_FILES)
def test_a_page_is_at_most_120_lines_and_computes_nothing(path):
    source = (ROOT / path).read_text("utf-8")
    assert len(source.splitlines()) <= MOST_LINES
    assert computes(source) == []


@pytest.mark.parametrize(
    "source",
    [
        "import numpy as np",
        "from math import sqrt",
        "from rnnviz.analysis.matrix_chain import walk_chain",
        "from rnnviz.nn import trace",
        "from rnnviz.nn.network import Network\nnet = Network(1)",
        "x = steps * 2",
        "x = done.norms() * measure(chain)",
        "x = last - first",
        "x += 2",
        "while True:\n    pass",
    ],
)
def test_a_page_that_computes_is_found(source):
    assert computes(source)


@pytest.mark.parametrize(
    "source",
    [
        "step = at + 1",
        "step = at - 1",
        "key = KEY + 'lines'",
        "words = one | other",
        "from rnnviz.nn.network import Network\ndef show(net: Network): ...",
        "from rnnviz.ui.network.reading import reading\nnow = reading(chosen)",
        "import streamlit as st\nst.text('a')",
    ],
)
def test_a_page_that_shows_computes_nothing(source):
    assert computes(source) == []


def test_importing_the_core_brings_in_neither_pytorch_nor_the_screen():
    core = [
        module
        for module in MODULES
        if (room(module) or "rnnviz").split(".")[0]
        not in ("figures", "plot", "ui", "pages", "serve", "__main__")
    ]
    assert {"rnnviz", "rnnviz.nn.pytorch", "rnnviz.nn.network"} <= set(core)
    script = f"import sys, {', '.join(core)}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert "rnnviz.nn.network" in loaded
    assert not loaded & {"torch", "streamlit", "plotly", "safetensors.torch", *READERS}


def test_the_public_names_are_there():
    import rnnviz

    assert set(rnnviz.__all__) >= {
        "Experiment",
        "Network",
        "Run",
        "Trace",
        "Truncation",
        "check_gradients",
        "gradient_flow",
        "tasks",
        "train",
        "unroll",
    }
    assert all(getattr(rnnviz, name) is not None for name in rnnviz.__all__)
    with pytest.raises(AttributeError, match="nothing"):
        _ = rnnviz.nothing


def test_one_class_name_stands_in_one_file():
    places = {}
    for module, path in MODULES.items():
        for node in ast.parse((ROOT / path).read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name, []).append(module)
    assert not {name: modules for name, modules in places.items() if len(modules) > 1}


def test_the_fields_words_are_used():
    """No gradient has a way back: it has a backward pass."""
    files = (*ROOT.glob("rnnviz/**/*.p[yo]"), *ROOT.glob("pages/*.py"), *ROOT.glob("static/*.js"))
    assert not [path for path in files if re.search(r"\bways? back\b", path.read_text("utf-8"))]


# -- the tests mirror the tree

# what is tested in another file than the one of its name, and where
ELSEWHERE = {
    "rnnviz/__init__.py": "test_the_public_names_are_there, here",
    "rnnviz/nn/cells/__init__.py": "tests/nn/cells/test_base.py, as all cells are",
    "rnnviz/nn/cells/elman.py": "tests/nn/cells/test_base.py goes through all cells",
    "rnnviz/nn/cells/gru.py": "likewise",
    "rnnviz/nn/cells/lstm.py": "likewise",
    # what they compute stands in a module beside them; they themselves need a page
    "static/arrivals.js": "tests/browser/test_backpropagate.py",
    "static/contrast.js": "tests/browser/test_access.py",
    "static/gallery.js": "tests/browser/test_tasks.py",
    "static/html_menus.js": "tests/browser/test_picture_menu.py",
    "static/sketch.js": "tests/browser/test_sketch.py",
}
# tests of no single module
OF_MANY = {
    "tests/exports/test_first_format.py",  # zips of earlier versions
    "tests/exports/test_round_trip.py",  # from one store to another
    "tests/test_house.py",
    "tests/test_fixtures.py",  # what was stored before the house
    "tests/test_requirements.py",
    "tests/figures/test_parts.py",
    "tests/nn/opened/test_foreign.py",  # from files to what Keras and onnxruntime compute
    "tests/nn/opened/test_strangers.py",  # from files of every format to what is refused
    "tests/nn/test_pooling.py",  # from losses to pages' words
    "tests/nn/test_properties.py",
    "tests/static/test_types.py",
    "tests/text/test_refusals.py",
    "tests/training/test_learning.py",
    "tests/watch/test_untouched.py",  # what no watch changes
}


def file_of_tests(path: str) -> str:
    """The test file of a module's name."""
    file = PurePosixPath(path)
    folder = "tests" / file.parent.relative_to("rnnviz" if file.parts[0] == "rnnviz" else "")
    if file.suffix == ".js":
        return f"{folder}/{file.stem}.test.js"
    return f"{folder}/test_{file.stem.strip('_')}.py"


def says_something(path: Path) -> bool:
    """Whether a file is more than a sentence about itself."""
    return path.suffix == ".js" or len(ast.parse(path.read_text("utf-8")).body) > 1


TESTED = sorted(
    path.relative_to(ROOT).as_posix()
    for pattern in ("rnnviz/**/*.py", "pages/*.py", "scripts/*.py", "static/*.js")
    for path in ROOT.glob(pattern)
    if says_something(path)
)


def test_every_module_has_a_test_file_of_its_name():
    missing = [path for path in TESTED if not (ROOT / file_of_tests(path)).exists()]
    assert missing == sorted(ELSEWHERE), "a module needs a test file of its name"


def test_every_test_file_has_a_module_of_its_name():
    wanted = {file_of_tests(path) for path in TESTED}
    # pages are tested in parts, too, and so are they in a browser
    apart = (
        "tests/pages",
        "tests/browser",
        "tests/benchmarks",
        "tests/faults",
        "tests/fuzz",
        "tests/examples",
    )
    found = {path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("test_*.py")}
    assert {path for path in found - wanted if not path.startswith(apart)} == OF_MANY


@pytest.mark.parametrize(
    ("path", "test"),
    [
        ("rnnviz/nn/losses.py", "tests/nn/test_losses.py"),
        ("rnnviz/__main__.py", "tests/test_main.py"),
        ("rnnviz/tasks/__init__.py", "tests/tasks/test_init.py"),
        ("pages/tasks.py", "tests/pages/test_tasks.py"),
        ("scripts/texts.py", "tests/scripts/test_texts.py"),
        ("static/keys.js", "tests/static/keys.test.js"),
    ],
)
def test_the_name_of_a_test_file(path, test):
    assert file_of_tests(path) == test


# -- tests wait for what is meant

# calls that wait for a time, in tests of what happens in that time, and in the loop of all others
TIMED = {
    ("tests/support/waiting.py", "time.sleep(0.01)"),
    ("tests/support/endless_loop.py", "time.sleep(0.02)"),  # as long as a step of a larger one takes
    ("tests/server/test_follower_socket.py", "time.sleep(0.4)"),  # how often it looks
    ("tests/server/test_picture_sockets.py", "asyncio.sleep(0)"),  # the same for a loop of events
    ("tests/server/test_picture_sockets.py", "asyncio.sleep(0.1)"),  # how often it looks
    ("tests/server/test_picture_sockets.py", "asyncio.sleep(0.05)"),  # that it does not look
    # a page that takes longer than keys are listened to where nothing comes any more
    ("tests/browser/test_lecture.py", "page.wait_for_timeout(4000)"),
    # a lock that is held for longer than is waited for it
    ("tests/experiments/test_worker.py", "time.sleep(3)"),
}
WAITS = re.compile(r"(?:\w+\.)?(?:wait_for_timeout|sleep)\([^()]*\)")


def waits(source: str) -> list[str]:
    """The calls in a file that wait for a time."""
    return WAITS.findall(source)


def test_only_tests_of_time_wait_for_a_time():
    files = [path for path in (ROOT / "tests").rglob("*.py") if path != Path(__file__)]
    found = {
        (path.relative_to(ROOT).as_posix(), call)
        for path in files
        for call in waits(path.read_text("utf-8"))
    }
    assert found == TIMED


def test_what_needs_a_browser_stands_in_the_browser_s_folder():
    """Where `make test` looks for it, and marks it."""
    marked = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests").rglob("*.py")
        if path != Path(__file__) and "mark.browser" in path.read_text("utf-8")
    ]
    assert marked == ["tests/browser/conftest.py"]
    assert "--dist loadfile tests/browser\n" in (ROOT / "Makefile").read_text("utf-8")


def test_what_waits_for_a_time_is_found():
    assert waits("page.wait_for_timeout(1500)") == ["page.wait_for_timeout(1500)"]
    assert waits("import time; time.sleep(3)\nsleep(0.1)") == ["time.sleep(3)", "sleep(0.1)"]
    assert waits("page.wait_for_function('ready', timeout=5)\n# asleep") == []


# who computes says it as data: the reader's language is decided where it is shown


@pytest.mark.parametrize("path", [path for path in FILES if path.startswith("rnnviz/analysis/")])
def test_analysis_translates_nothing(path):
    tree = ast.parse((ROOT / path).read_text())
    assert not [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "_"
    ]
