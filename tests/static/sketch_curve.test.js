// @ts-check
// A curve that is drawn by strokes or keys, its scale and its axes.

import assert from "node:assert/strict"
import test from "node:test"

import { amount, curved, Curve, Frame, known, lagsApart, place, shareOf, ticks, valued } from "../../static/sketch_curve.js"
import { question, words } from "./pictures.js"

test("before anything is drawn the curve lies in the middle", () => {
  const curve = new Curve(4, 2, undefined)
  assert.deepEqual([curve.shares, curve.drawn, curve.current, curve.held], [[0.5, 0.5, 0.5, 0.5, 0.5], false, 2, false])
})

test("one tap sets a point, and all others go along", () => {
  const curve = new Curve(4, 2, undefined)
  curve.through({ x: 1.2, y: 0.75 })
  assert.deepEqual(curve.shares, [0.75, 0.75, 0.75, 0.75, 0.75])
  assert.deepEqual([curve.current, curve.drawn, curve.held], [1, true, true])
})

test("a stroke passes through every lag on its way, forth and back", () => {
  const curve = new Curve(4, 2, undefined)
  curve.through({ x: 0, y: 0 })
  curve.through({ x: 4, y: 1 })
  assert.deepEqual(curve.shares, [0, 0.25, 0.5, 0.75, 1])
  curve.through({ x: 2, y: 0.5 })
  curve.through({ x: 0.5, y: 0.125 })
  // at rest the nearest lag has the height of the finger
  assert.deepEqual([curve.current, curve.shares[1]], [1, 0.125])
})

test("a stroke goes over what was drawn, and begins and ends between lags", () => {
  /** @type {(from: { x: number, y: number }, to: { x: number, y: number }) => number[]} */
  const drawn = (from, to) => {
    const curve = new Curve(4, 2, [0, 0, 0, 0, 0])
    curve.through(from)
    curve.through(to)
    return curve.shares.map(share => Math.round(1000 * share) / 1000)
  }
  assert.deepEqual(drawn({ x: 0.5, y: 0.1 }, { x: 3.5, y: 0.7 }), [0, 0.2, 0.4, 0.6, 0.7])
  assert.deepEqual(drawn({ x: 3.25, y: 0.75 }, { x: 1.25, y: 0.25 }), [0, 0.25, 0.438, 0.688, 0])
})

test("between two strokes the curve is straight, and level beyond them", () => {
  const curve = new Curve(6, 2, undefined)
  curve.through({ x: 1, y: 0.25 })
  curve.lift()
  assert.equal(curve.held, false)
  curve.through({ x: 5, y: 0.75 })
  assert.deepEqual(curve.shares, [0.25, 0.25, 0.375, 0.5, 0.625, 0.75, 0.75])
})

test("what was drawn before stays where it is not touched", () => {
  const before = [0.1, 0.2, 0.3]
  const curve = new Curve(2, 0, before)
  curve.through({ x: 1, y: 0.9 })
  assert.deepEqual(curve.shares, [0.1, 0.9, 0.3])
  assert.deepEqual(before, [0.1, 0.2, 0.3])
})

test("keys choose a point and move it, within the field", () => {
  const curve = new Curve(4, 2, undefined)
  assert.equal(curve.key("ArrowRight"), "moved")
  assert.deepEqual([curve.current, curve.drawn], [3, false])
  assert.equal(curve.key("End"), "moved")
  assert.equal(curve.key("ArrowRight"), "moved")
  assert.equal(curve.current, 4)
  assert.equal(curve.key("PageUp"), "drawn")
  assert.equal(curve.shares[4], 0.6)
  assert.equal(curve.key("ArrowDown"), "drawn")
  assert.equal(curve.shares[4], 0.58)
  for (let k = 0; k < 9; k++) curve.key("PageUp")
  assert.equal(curve.shares[4], 1)
  assert.equal(curve.key("Home"), "moved")
  assert.equal(curve.current, 0)
  assert.equal(curve.key("a"), undefined)
})

test("shares are values of the scale, with four digits, and back", () => {
  const even = question({ low: -10, high: 10 }), log = question({ low: 0.001, high: 1000, log: true })
  assert.deepEqual([0, 0.5, 1, 0.33333].map(share => valued(even, share)), [-10, 0, 10, -3.333])
  assert.deepEqual([0, 0.5, 1, 2 / 3].map(share => valued(log, share)), [0.001, 1, 1000, 10])
  assert.equal(shareOf(even, 5), 0.75)
  assert.ok(Math.abs(shareOf(log, 10) - 2 / 3) < 1e-12)
})

test("what is right is known from the answer, or else from the curve", () => {
  assert.equal(known(question({ right: 3, truth: [0, 1, 2, 3, 4] })), 3)
  assert.equal(known(question({ right: null, truth: [0, 1, 2, 3, 4] })), 2)
  assert.equal(known(question()), undefined)
  assert.deepEqual([curved([1, 2]), curved(3), curved(undefined)], [[1, 2], undefined, undefined])
})

test("amounts have three digits and a unit, and lags a name", () => {
  assert.equal(amount({ unit: "nats" }, -1.23456), "−1.23 nats")
  assert.equal(amount({ unit: "" }, 1000), "1,000")
  assert.equal(place(question(), words, 3), "lag 3")
  assert.equal(place(question({ across: "k" }), words, 3), "k = 3")
})

test("the vertical axis has a few round numbers, or powers of ten", () => {
  assert.deepEqual(ticks(question({ low: 1, high: 3 })), [[0, "1"], [0.25, "1.5"], [0.5, "2"], [0.75, "2.5"], [1, "3"]])
  assert.deepEqual(ticks(question({ low: -4, high: 4 })).map(([, text]) => text), ["−4", "−2", "0", "2", "4"])
  const log = ticks(question({ low: 0.01, high: 100, log: true }))
  assert.deepEqual(log.map(([, text]) => text), ["10⁻²", "10⁻¹", "10⁰", "10¹", "10²"])
  assert.ok(log.every(([share], i) => Math.abs(share - i / 4) < 1e-12))
  assert.equal(ticks(question({ low: 1e-12, high: 1, log: true })).length, 7) // every second power
  assert.equal(ticks(question({ low: 1e-7, high: 1, log: true })).length, 4)
  assert.deepEqual(ticks(question({ low: 2, high: 8, log: true })), [[0, "2"], [1, "8"]])
})

test("lags are numbered as far apart as they have room", () => {
  assert.deepEqual([[10, 720], [10, 180], [40, 180], [100, 180], [200, 180], [1000, 36], [2, 20]].map(([last, pixels]) => lagsApart(last, pixels)),
    [1, 2, 10, 20, 40, 40, 2])
})

test("a finger in the field is over a lag and a share, also beyond its edges", () => {
  const frame = new Frame(question({ unit: "nats" }), 300)
  assert.deepEqual([frame.left, frame.right, frame.top, frame.bottom], [14 + 7.5 * 3, 282, 44, 212])
  assert.deepEqual([frame.x(0), frame.x(4), frame.y(0), frame.y(1)], [36.5, 282, 212, 44])
  const over = frame.under(frame.x(1.5), frame.y(0.25))
  assert.ok(Math.abs(over.x - 1.5) < 1e-12 && Math.abs(over.y - 0.25) < 1e-12)
  assert.deepEqual(frame.under(0, 0), { x: 0, y: 1 })
  assert.deepEqual(frame.under(999, 999), { x: 4, y: 0 })
  assert.equal(new Frame(question(), 300).top, 26)
  assert.deepEqual([frame.inside(0, "lag 2"), frame.inside(150, "lag 2"), frame.inside(300, "lag 2")], [24.75, 150, 275.25])
})
