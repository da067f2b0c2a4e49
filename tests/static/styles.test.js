// @ts-check
// Rules are put into a tree once.

import assert from "node:assert/strict"
import { afterEach, beforeEach, test } from "node:test"
import { styleOnce } from "../../static/styles.js"

/** What stands for a tree. @returns {any} */
function tree() {
  /** @type {any[]} */
  const rules = []
  return {
    rules,
    getElementById: (/** @type {string} */ id) => rules.find(one => one.id === id) ?? null,
    append: (/** @type {any} */ style) => rules.push(style),
  }
}

const before = globalThis.document
beforeEach(() => { globalThis.document = /** @type {any} */ ({ createElement: (/** @type {string} */ kind) => ({ kind }) }) })
afterEach(() => { globalThis.document = before })

test("rules stand once in a component's own tree, each under its id", () => {
  const root = tree()
  styleOnce(root, "one", "a { }")
  styleOnce(root, "one", "b { }")
  styleOnce(root, "two", "c { }")
  assert.deepEqual(root.rules, [
    { kind: "style", id: "one", textContent: "a { }" }, { kind: "style", id: "two", textContent: "c { }" },
  ])
})

test("those of a document stand in its head", () => {
  const head = tree(), page = /** @type {any} */ ({ head, getElementById: head.getElementById })
  styleOnce(page, "one", "a { }")
  styleOnce(page, "one", "a { }")
  assert.deepEqual(head.rules.map((/** @type {any} */ one) => one.id), ["one"])
})
