// @ts-check
import assert from "node:assert/strict"
import test from "node:test"

import { keyed } from "../../static/unrolled.js"

test("the arrow keys go one step, Home and End to the ends, other keys nowhere", () => {
  const to = (/** @type {string} */ key) => keyed(key, 3, 8)
  assert.deepEqual(["ArrowLeft", "ArrowRight", "Home", "End", "a"].map(to), [2, 4, 0, 7, undefined])
})
