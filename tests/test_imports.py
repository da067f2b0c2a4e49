"""Who may import whom: pages -> ui -> figures -> core, and PyTorch in one file, only when used.

Read from the source of every file, so that an import inside a function is seen as well.
"""

import ast
import subprocess
import sys
from importlib.util import resolve_name
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "app.py", *ROOT.glob("rnnviz/**/*.py"), *ROOT.glob("pages/**/*.py"))
    if path.exists()
)
LEVELS = ["core", "figures", "ui", "pages"]
# the lowest level that may import it
FOREIGN = {"plotly": "figures", "streamlit": "ui"}
TORCH_ALLOWED = "rnnviz/interop.py"


def level(module: str) -> str | None:
    """Which level of the house a module belongs to, None for one from elsewhere."""
    head, *rest = module.split(".")
    if head in ("app", "pages"):
        return "pages"
    if head != "rnnviz":
        return None
    return rest[0] if rest and rest[0] in ("figures", "ui") else "core"


def imports(tree: ast.AST, package: str, inside: bool = False):
    """Every module that is imported below a node, and whether only when a function is called."""
    for node in ast.iter_child_nodes(tree):
        match node:
            case ast.Import():
                for name in node.names:
                    yield name.name, inside
            case ast.ImportFrom():
                dots = "." * node.level + (node.module or "")
                module = resolve_name(dots, package)
                yield module, inside
                # `from rnnviz import ui` imports the module rnnviz.ui
                for name in node.names:
                    yield f"{module}.{name.name}", inside
            case ast.Call(
                func=ast.Name(id=called) | ast.Attribute(attr=called),
                args=[ast.Constant(value=str(module)), *_],
            ) if called in ("__import__", "import_module"):
                yield module, inside
        within = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        yield from imports(node, package, inside or within)


def violations(path: str, source: str) -> list[str]:
    """The imports of a file that the house does not allow, as sentences."""
    package = ".".join(PurePosixPath(path).parent.parts)
    own = level(".".join(PurePosixPath(path).with_suffix("").parts))
    found = []
    for module, inside in imports(ast.parse(source), package):
        head = module.split(".")[0]
        lowest = level(module) or FOREIGN.get(head, "core")
        if LEVELS.index(lowest) > LEVELS.index(own):
            found.append(f"{own} imports {module}")
        if head == "torch" or module.startswith("safetensors.torch"):
            if path != TORCH_ALLOWED:
                found.append(f"{path} imports {module}")
            elif not inside:
                found.append(f"{path} imports {module} before it is needed")
    return found


@pytest.mark.parametrize("path", FILES)
def test_every_file_imports_only_what_its_level_may(path):
    assert violations(path, (ROOT / path).read_text("utf-8")) == []


def test_the_files_of_all_levels_are_found():
    assert "rnnviz/cells.py" in FILES
    assert "rnnviz/models/__init__.py" in FILES
    assert {"core", "figures", "ui"} <= {
        level(path.removesuffix(".py").replace("/", ".")) for path in FILES
    }


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("rnnviz/cells.py", "import streamlit as st"),
        ("rnnviz/cells.py", "import numpy, plotly.graph_objects"),
        ("rnnviz/cells.py", "from plotly import graph_objects"),
        ("rnnviz/cells.py", "def draw():\n    import plotly"),
        ("rnnviz/cells.py", "if TYPE_CHECKING:\n    import streamlit"),
        ("rnnviz/cells.py", "import importlib\nimportlib.import_module('streamlit')"),
        ("rnnviz/cells.py", "__import__('plotly')"),
        ("rnnviz/cells.py", "from rnnviz.figures import style"),
        ("rnnviz/cells.py", "from rnnviz import figures"),
        ("rnnviz/cells.py", "from . import ui"),
        ("rnnviz/models/recipes.py", "from .. import ui"),
        ("rnnviz/models/recipes.py", "from ..figures.style import SIGNED"),
        ("rnnviz/__init__.py", "from .ui import components"),
        ("rnnviz/__main__.py", "def main():\n    import app"),
        ("rnnviz/figures/style.py", "import streamlit"),
        ("rnnviz/figures/style.py", "from ..ui import components"),
        ("rnnviz/figures/__init__.py", "import rnnviz.ui.components"),
        ("rnnviz/ui/components.py", "from pages import truncate"),
        ("rnnviz/ui/components.py", "import app"),
        ("rnnviz/cells.py", "def check():\n    import torch"),
        ("rnnviz/ui/components.py", "def check():\n    from torch import nn"),
        ("rnnviz/network.py", "def load():\n    from safetensors.torch import load_file"),
        ("rnnviz/network.py", "def load():\n    from safetensors import torch"),
        ("pages/cells.py", "import torch"),
        ("app.py", "async def check():\n    import torch.nn as nn"),
        ("rnnviz/interop.py", "import torch"),
        ("rnnviz/interop.py", "try:\n    from torch import nn\nexcept ImportError:\n    nn = None"),
        ("rnnviz/interop.py", "class Model:\n    from torch import nn"),
    ],
)
def test_a_violation_is_found(path, source):
    assert violations(path, source)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("rnnviz/cells.py", "import numpy as np\nfrom collections.abc import Callable"),
        ("rnnviz/cells.py", "'''import torch'''  # import streamlit"),
        ("rnnviz/models/recipes.py", "from .. import network\nfrom . import prose"),
        ("rnnviz/interop.py", "def check():\n    import torch\n    from torch import nn"),
        ("rnnviz/interop.py", "class Model:\n    def build(self):\n        from torch import nn"),
        ("rnnviz/network.py", "from safetensors.numpy import save_file"),
        ("rnnviz/figures/style.py", "import plotly\nfrom rnnviz.trace import Trace"),
        ("rnnviz/figures/unrolled.py", "from . import style\nfrom ..cells import Array"),
        ("rnnviz/ui/components.py", "import streamlit, plotly\nfrom rnnviz.figures import style"),
        (
            "pages/cells.py",
            "import streamlit\nfrom rnnviz import ui, unroll\nimport rnnviz.figures",
        ),
        ("app.py", "from rnnviz.ui import components"),
    ],
)
def test_what_is_allowed_is_no_violation(path, source):
    assert violations(path, source) == []


def test_importing_the_core_brings_in_neither_pytorch_nor_the_screen():
    core = [
        path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for path in FILES
        if level(path.removesuffix(".py").replace("/", ".")) == "core"
    ]
    assert {"rnnviz", "rnnviz.interop", "rnnviz.network"} <= set(core)
    script = f"import sys, {', '.join(core)}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert "rnnviz.network" in loaded
    assert not loaded & {"torch", "streamlit", "plotly", "safetensors.torch"}


def test_the_public_names_are_there():
    import rnnviz

    assert all(getattr(rnnviz, name) is not None for name in rnnviz.__all__)
    with pytest.raises(AttributeError, match="nothing"):
        _ = rnnviz.nothing
