// @ts-check
import assert from "node:assert/strict"
import test from "node:test"

import { arrivalsRows } from "../../static/picture_rows.js"
import * as pictures from "./pictures.js"

test("what arrives has every digit, and says what a cut lets through", () => {
  const rows = arrivalsRows(pictures.arrivals())
  assert.deepEqual(rows[0], ["time step k", "what is read", "norm of dL_4/dh_k", "reached"])
  assert.deepEqual(rows[1], [1, "h", 0.001, "no"])
  assert.deepEqual(rows[2], [2, "e", 0.0123456789, "yes"])
})
