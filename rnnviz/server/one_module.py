"""All modules of the browser's side as one, so that a browser asks once and not forty times.

Each stays a module of its own: it runs when it is first asked for, once. It has to be written as ours
are: an import is one line, `import { one, other as another } from "./module.js"`, and what is exported
is a function, a class or a constant. Lines that are comments, a quarter of all, stay behind.
"""

import re
from collections.abc import Mapping

COMMENT = re.compile(r"^[ \t]*(?://[^\n]*|/\*\*(?:(?!\*/).)*\*/[ \t]*)\n", re.MULTILINE | re.DOTALL)
IMPORT = re.compile(r"^import \{ (.+) \} from \"\./([\w.]+)\"$", re.MULTILINE)
DECLARED = re.compile(r"^export (?=(?:async )?(?:function|class|const) (\w+))", re.MULTILINE)
LISTED = re.compile(r"^export \{ ([\w, ]+) \}$", re.MULTILINE)
OTHER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)
RUN = "$run"  # a name that no module has
HEAD = f"""const written = {{}}, running = {{}}
const {RUN} = name => running[name] ??= written[name]()
export const load = async name => {RUN}(name)
"""


def one_module(sources: Mapping[str, str]) -> str:
    """The modules, by their names, as one, whose `load` promises each of them.

    Raises ValueError for a line that has no place in it.
    """
    return HEAD + "".join(_part(name, source) for name, source in sources.items())


def _part(name: str, source: str) -> str:
    source = COMMENT.sub("", source)
    if RUN in source:
        raise ValueError(f"{name}: {RUN}")
    exported = DECLARED.findall(source)
    for listed in LISTED.findall(source):
        exported += listed.split(", ")
    imports = [
        f'const {{ {names.replace(" as ", ": ")} }} = {RUN}("{module}")'
        for names, module in IMPORT.findall(source)
    ]
    for one in (LISTED, DECLARED, IMPORT):
        source = one.sub("", source)
    if left := OTHER.search(source):
        raise ValueError(f"{name}: {left[0]}")
    lines = [*imports, source, f"return {{ {', '.join(exported)} }}"]
    return f'written["{name}"] = () => {{\n' + "\n".join(lines) + "\n}\n"
