// @ts-check
import assert from "node:assert/strict"
import test from "node:test"

import { arrivalsRows, unrolledRows } from "../../static/picture_rows.js"
import * as pictures from "./pictures.js"

test("the unrolled network is a line for every unit of every step", () => {
  const data = pictures.network({ layers: 2, directions: 2, hidden: 3 }), rows = unrolledRows(data)
  assert.equal(rows.length, 1 + data.pieces.length * 2 * 2 * 3)
  assert.deepEqual(rows[1].slice(0, 6), [1, 1, data.pieces[0], 1, "left to right", 1])
  assert.deepEqual(rows[4].slice(3, 6), [1, "right to left", 1])
})

test("states are as far as they were sent, and as they are written where they are", () => {
  const data = pictures.network({ layers: 1, directions: 1, hidden: 2, scale: 0.5, numbers: ["−0.123456", "0.2"] })
  const [, first, second] = unrolledRows({ ...data, pieces: ["a"] })
  assert.deepEqual([first[6], second[6]], [-0.123456, 0.2])
})

test("what arrives has every digit, and says what a cut lets through", () => {
  const rows = arrivalsRows(pictures.arrivals())
  assert.deepEqual(rows[0], ["time step k", "what is read", "norm of dL_4/dh_k", "reached"])
  assert.deepEqual(rows[1], [1, "h", 0.001, "no"])
  assert.deepEqual(rows[2], [2, "e", 0.0123456789, "yes"])
})
