"""What a file imports, read from its source."""

import ast
from collections.abc import Iterator


def imported(source: str) -> Iterator[str]:
    """Every module of others that a source imports, wherever in it; not what stands beside it."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                yield from (one.name for one in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield module
            case ast.Call(
                func=ast.Name(id=called) | ast.Attribute(attr=called),
                args=[ast.Constant(value=str(module)), *_],
            ) if called in ("__import__", "import_module", "importorskip"):
                yield module
