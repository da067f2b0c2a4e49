// @ts-check
// When a figure draws.

import assert from "node:assert/strict"
import test from "node:test"

import { boxOf, inward, OPTIONS, panelOf, rest } from "../../static/figure.js"

test("a figure waits until its data rest, but not for long, and the main picture not at all", () => {
  assert.deepEqual([rest(false, 0), rest(false, 450), rest(false, 900), rest(true, 0)], [120, 50, 0, 0])
  // while somebody types whose keys are about others
  assert.deepEqual([rest(true, 0, 250), rest(false, 0, 250), rest(true, 400, 250), rest(true, 900, 250)], [250, 250, 100, 0])
})

test("no button of a chart sends it anywhere", () => {
  assert.equal(OPTIONS.displayModeBar, false)
  assert.equal(OPTIONS.showSendToCloud, false)
  assert.equal(OPTIONS.plotlyServerURL, "")
})

test("a note beyond an edge is moved to it, unless it is wider than the whole", () => {
  const box = { left: 100, right: 500 }
  assert.equal(inward({ left: 120, right: 480 }, box), 0)
  assert.equal(inward({ left: 60, right: 300 }, box), 42)
  assert.equal(inward({ left: 300, right: 530 }, box), -32)
  assert.equal(inward({ left: 0, right: 530 }, box), 0)
})

test("a box has its ends in order, and the picture that it lies in", () => {
  assert.deepEqual(boxOf({ x: [5, 2], y: [0.5, 3] }), [2, 5, 0.5, 3, 0])
  assert.deepEqual(boxOf({ x2: [1, 2], y2: [7, 3] }), [1, 2, 3, 7, 1])
  assert.equal(boxOf({ x: [1, 2] }), undefined)
  assert.equal(boxOf(undefined), undefined)
  assert.deepEqual([undefined, "x", "x2", "x11"].map(panelOf), [0, 0, 1, 10])
})
