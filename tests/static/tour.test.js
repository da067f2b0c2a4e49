// @ts-check
// Where the words of the tour stand.

import assert from "node:assert/strict"
import test from "node:test"

import { placed } from "../../static/tour.js"

const panel = { width: 300, height: 100 }, room = { width: 1000, height: 800 }
/** @type {(left: number, top: number, right: number, bottom: number) => { left: number, top: number, right: number, bottom: number }} */
const box = (left, top, right, bottom) => ({ left, top, right, bottom })

test("the words of the tour stand below what they speak of, else above, else beside it", () => {
  assert.deepEqual(placed(box(200, 100, 300, 200), panel, room), { left: 200, top: 212 })
  assert.deepEqual(placed(box(200, 600, 300, 750), panel, room), { left: 200, top: 488 })
  assert.deepEqual(placed(box(400, 50, 900, 780), panel, room), { left: 88, top: 50 })
  assert.deepEqual(placed(box(12, 50, 500, 780), panel, room), { left: 512, top: 50 })
  assert.deepEqual(placed(box(900, 100, 1000, 200), panel, room), { left: 688, top: 212 }) // not beyond the edge
  assert.deepEqual(placed(undefined, panel, room), { left: 350, top: 688 })
})

test("they leave free what else is to be seen, if they can", () => {
  const picture = box(330, 200, 1000, 700)
  assert.deepEqual(placed(box(330, 110, 600, 180), panel, room, [picture]), { left: 18, top: 110 })
})

test("where there is no room they cover as little as can be", () => {
  const { left, top } = placed(box(10, 60, 990, 760), panel, room)
  assert.ok(left >= 12 && top >= 12 && left + 300 <= 988 && top + 100 <= 788)
})
