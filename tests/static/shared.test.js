// @ts-check
// What several modules use.

import assert from "node:assert/strict"
import test from "node:test"

import { clamp, esc, views } from "../../static/shared.js"

test("of every place there is one view, until it is removed", () => {
  /** @type {string[]} */
  const ended = []
  const inner = {}, other = {}
  const at = (/** @type {object | null} */ node) => /** @type {HTMLElement} */ (/** @type {unknown} */ ({ querySelector: () => node }))
  const all = views(() => ({ end: () => ended.push("end") }), ".x")
  const view = all.at(at(inner))
  assert.equal(all.at(at(inner)), view) // another parent, the same place
  assert.notEqual(all.at(at(other)), view)
  all.remove(at(inner))
  all.remove(at(inner))
  all.remove(at(null))
  assert.deepEqual(ended, ["end"])
  assert.notEqual(all.at(at(inner)), view)
  assert.throws(() => all.at(at(null)), /no \.x/)
})

test("numbers are kept within bounds", () => {
  assert.deepEqual([clamp(-1, 0, 2), clamp(1, 0, 2), clamp(3, 0, 2)], [0, 1, 2])
})

test("a text in HTML means itself", () => {
  assert.equal(esc('<a b="c">&'), "&lt;a b=&quot;c&quot;&gt;&amp;")
})
