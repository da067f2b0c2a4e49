// @ts-check
import assert from "node:assert/strict"
import test from "node:test"

import { cellAt, moved, read, written } from "../../static/draw.js"

test("a picture is 16 digits, two for each row, and the left cell the highest bit", () => {
  const cells = read("8001000000000003")
  assert.equal(cells.length, 64)
  assert.deepEqual(cells.flatMap((full, k) => full ? [k] : []), [0, 15, 62, 63])
  for (const digits of ["0000000000000000", "ffffffffffffffff", "0123456789abcdef"]) assert.equal(written(read(digits)), digits)
})

test("the pointer is over a cell, or near one", () => {
  const box = { left: 10, top: 20, width: 160, height: 80 }
  assert.deepEqual([[10, 20], [29, 29], [30, 30], [169, 99], [-50, 999], [999, 20]].map(([x, y]) => cellAt(x, y, box)),
    [0, 0, 9, 63, 56, 7])
})

test("the arrow keys move within the board", () => {
  assert.deepEqual(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"].map(key => moved(key, 27)), [26, 28, 19, 35])
  assert.deepEqual([moved("ArrowLeft", 8), moved("ArrowRight", 7), moved("ArrowUp", 3), moved("ArrowDown", 60)], [8, 7, 3, 60])
  assert.equal(moved(" ", 27), undefined)
})
