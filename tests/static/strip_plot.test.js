// @ts-check
// Where the words of a strip stand.

import assert from "node:assert/strict"
import test from "node:test"

import { beside } from "../../static/strip_plot.js"

test("words stand beside what they are about, and never beyond the picture", () => {
  assert.deepEqual(beside(100, 50, 80, 20, 400), [114, 40])
  assert.deepEqual(beside(350, 50, 80, 20, 400), [256, 40]) // no room at the right
  assert.deepEqual(beside(60, 5, 380, 20, 400), [0, 0]) // hardly any at all
})
