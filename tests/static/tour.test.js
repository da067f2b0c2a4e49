// @ts-check
// Where the words of the tour stand.

import assert from "node:assert/strict"
import test from "node:test"

import { placed } from "../../static/tour.js"

test("the words of the tour stand below what they speak of, else above, else in the corner", () => {
  const panel = { width: 300, height: 100 }, room = { width: 1000, height: 800 }
  const box = (/** @type {number} */ top, /** @type {number} */ bottom, left = 200) => ({ left, right: left + 100, top, bottom })
  assert.deepEqual(placed(box(100, 200), panel, room), { left: 200, top: 212 })
  assert.deepEqual(placed(box(600, 750), panel, room), { left: 200, top: 488 })
  assert.deepEqual(placed(box(50, 780), panel, room), { left: 688, top: 688 })
  assert.deepEqual(placed(box(100, 200, 900), panel, room), { left: 688, top: 212 }) // not beyond the edge
  assert.deepEqual(placed(undefined, panel, room), { left: 350, top: 688 })
})
