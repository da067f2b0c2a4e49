// @ts-check
// Which cell of a matrix on a canvas is tapped.

import assert from "node:assert/strict"
import test from "node:test"

import { cellAt } from "../../static/quick_picture.js"

test("a cell reaches half a step to either side of its own, and a block over all of its steps", () => {
  assert.deepEqual(cellAt(1, 1, 1), [0, 0])
  assert.deepEqual([cellAt(2.4, 3.6, 1), cellAt(2.6, 3.4, 1)], [[3, 1], [2, 2]])
  assert.deepEqual([cellAt(2.4, 0.6, 2), cellAt(2.6, 4.4, 2)], [[0, 0], [1, 1]])
})
