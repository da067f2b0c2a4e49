"""Which functions of `rnnviz/figures` draw something, and who uses them: read from the source."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
FIGURES = "rnnviz.figures"
PICTURES = ("Part", "dict[str, Any]", "tuple[Part, Part]")  # what a function that draws returns
SHOWS = ("markup", "html", "html_piece", "lettered", "explained_within")  # who shows HTML
HTML = ("_html", "_table")  # names of what is HTML


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


@cache
def functions() -> dict[str, str]:
    """What every public function of the figures' modules returns, by its whole name."""
    found = {}
    for path in sorted((ROOT / "rnnviz" / "figures").rglob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and node.returns:
                found[f"{module_of(path)}.{node.name}"] = ast.unparse(node.returns)
    return found


def names_of(tree: ast.AST) -> dict[str, str]:
    """What names that a file imports from the figures stand for."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(FIGURES):
            found |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
    return found


def used(path: Path) -> dict[str, bool]:
    """The functions of the figures that a file uses, and whether what they give is shown as HTML."""
    tree = ast.parse(path.read_text("utf-8"))
    names, known, found = names_of(tree), functions(), {}

    def whole(node: ast.AST) -> str:
        match node:
            case ast.Name(id=name) if names.get(name) in known:
                return names[name]
            case ast.Attribute(value=ast.Name(id=name), attr=attr) if name in names:
                return f"{names[name]}.{attr}"
        return ""

    for node in ast.walk(tree):
        if (name := whole(node)) in known:
            found.setdefault(name, name.endswith(HTML))
        called = node.func if isinstance(node, ast.Call) else None
        shows = getattr(called, "id", getattr(called, "attr", "")) in SHOWS
        for inner in (part for given in node.args for part in ast.walk(given)) if shows else ():
            if isinstance(inner, ast.Call) and whole(inner.func) in known:
                found[whole(inner.func)] = True
    return found


def drawn_by_pages() -> set[str]:
    """The functions whose pictures pages show, charts and HTML."""
    known, found = functions(), set()
    files = [ROOT / "app.py", *(ROOT / "pages").glob("*.py"), *(ROOT / "rnnviz" / "ui").rglob("*.py")]
    for path in files:
        for name, is_html in used(path).items():
            if known[name] in PICTURES or (is_html and known[name] == "str"):
                found.add(name)
    return found


def used_by_plot() -> set[str]:
    """Those that the calls of `rnnviz.plot` use."""
    return {name for path in (ROOT / "rnnviz" / "plot").glob("*.py") for name in used(path)}
