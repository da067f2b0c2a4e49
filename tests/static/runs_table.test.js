// @ts-check
// The list of all runs: its small pictures, and what a press chooses.

import assert from "node:assert/strict"
import test from "node:test"

import { pressed, sparkline } from "../../static/runs_table.js"

test("a small picture goes from digit to digit, over the part that has been trained", () => {
  assert.equal(sparkline("z0", 1), "M1.0 2.0L83.0 22.0")
  assert.equal(sparkline("z0", 0.5), "M1.0 2.0L42.0 22.0")
  assert.equal(sparkline("", 1), "")
})

test("a gap breaks the line", () => {
  assert.equal(sparkline("0-z", 1), "M1.0 22.0M83.0 2.0")
})

test("a press chooses one line or lets go of it", () => {
  assert.deepEqual(pressed([], ["a", "b", "c"], "b", true, null), ["b"])
  assert.deepEqual(pressed(["a", "b"], ["a", "b", "c"], "a", false, null), ["b"])
})

test("with shift all between two presses follow", () => {
  const shown = ["a", "b", "c", "d"]
  assert.deepEqual(pressed(["a"], shown, "c", true, "a"), ["a", "b", "c"])
  assert.deepEqual(pressed(["d"], shown, "b", true, "d"), ["b", "c", "d"])
  assert.deepEqual(pressed(["a", "b", "c"], shown, "a", false, "b"), ["c"])
  assert.deepEqual(pressed(["x"], shown, "b", true, "gone"), ["x", "b"])
})
