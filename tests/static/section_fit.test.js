// @ts-check
// How many entries of the list of sections have room.

import assert from "node:assert/strict"
import test from "node:test"

import { fitting, lines, preferring } from "../../static/section_fit.js"

const WIDTHS = [70, 80, 60, 90, 50, 120]
const LAST = 85

test("lines are filled from the left, and nothing is broken", () => {
  assert.equal(lines([50, 50], { width: 103, gap: 3 }), 1)
  assert.equal(lines([50, 50], { width: 102, gap: 3 }), 2)
  assert.equal(lines([300, 50], { width: 102, gap: 3 }), 2) // wider than a line: one of its own
  assert.equal(lines([], { width: 102, gap: 3 }), 1)
})

test("all stand there if they have room", () => {
  assert.deepEqual(fitting(WIDTHS, [0], LAST, { width: 600, lines: 1, gap: 3 }), [0, 1, 2, 3, 4, 5])
  assert.deepEqual(fitting(WIDTHS, [0], LAST, { width: 330, lines: 2, gap: 3 }), [0, 1, 2, 3, 4, 5])
  assert.deepEqual(fitting([], [], LAST, { width: 300, lines: 2, gap: 3 }), [])
})

test("if not, the first of them, and always the current one", () => {
  const line = { width: 241, lines: 1, gap: 3 }
  assert.deepEqual(fitting(WIDTHS, [0], LAST, line), [0, 1])
  assert.deepEqual(fitting(WIDTHS, [4], LAST, line), [0, 4])
  assert.deepEqual(fitting(WIDTHS, [5], LAST, line), [5])
  assert.deepEqual(fitting(WIDTHS, [3, 4], LAST, line), [3, 4])
  assert.deepEqual(fitting(WIDTHS, [5], LAST, { width: 40, lines: 1, gap: 3 }), [5]) // it is cut by its style
})

test("what is liked stays, too, if all of it has room", () => {
  const line = { width: 241, lines: 1, gap: 3 }
  assert.deepEqual(preferring(WIDTHS, [0], [], LAST, line), [0, 1])
  assert.deepEqual(preferring(WIDTHS, [0], [4], LAST, line), [0, 4])
  assert.deepEqual(preferring(WIDTHS, [4], [0, 4], LAST, line), [0, 4])
  assert.deepEqual(preferring(WIDTHS, [0], [3, 4], LAST, line), [0, 1]) // they have none
})

test("any number of entries keeps to its lines", () => {
  for (let count = 0; count < 60; count += 7) {
    const widths = Array.from({ length: count }, (_none, place) => 40 + ((place * 37) % 90))
    for (let now = 0; now < count; now += 3) {
      const room = { width: 560, lines: 2, gap: 3 }
      const shown = fitting(widths, [now], LAST, room)
      assert.ok(shown.includes(now))
      assert.ok(lines([...shown.map(place => widths[place]), LAST], room) <= 2)
    }
  }
})
