// @ts-check
// From one value of a figure to the next.

import assert from "node:assert/strict"
import test from "node:test"

import { pictures } from "../../static/figure_numbers.js"
import { kept, measured, moved, point, said, start } from "../../static/figure_walk.js"
import { speaker } from "../../static/words.js"

/** @import { Trace } from "../../static/types.d.ts" */

const layout = {
  height: 300, margin: { l: 0, r: 0, t: 0, b: 0 }, xaxis: { title: { text: "step" } },
  yaxis: { title: { text: "loss (nats)" } }, yaxis2: { title: { text: "loss of step" }, range: /** @type {[number, number]} */ ([2.5, 0.5]) },
}
/** @type {Trace[]} */
const data = [
  { type: "scatter", name: "one", x: [1, 2, 3], y: [0.6, null, 0.5] },
  { type: "scatter", name: "two", x: [1, 3, 5], y: [0.7, 0.3, 0.2] },
  { type: "heatmap", xaxis: "x2", yaxis: "y2", z: [[1, null], [2, 3]], x: [1, 2], y: [1, 2] },
]
const all = pictures({ data, layout }), inWords = speaker(undefined)
/** @type {(keys: string[]) => import("../../static/types.d.ts").Spot} */
const after = keys => keys.reduce((spot, key) => moved(all, spot, key) ?? spot, start())

test("left and right go along a series, past what has no value, and stop at its ends", () => {
  assert.deepEqual(after(["ArrowRight"]), { picture: 0, row: 0, at: 1 })
  assert.deepEqual(point(all, after(["ArrowRight"])), { curve: 0, point: 2, subplot: "xy", x: 3, y: 0.5, wide: 0, tall: 0 })
  assert.deepEqual(after(["ArrowRight", "ArrowRight", "ArrowRight"]).at, 1)
  assert.deepEqual(after(["End", "Home", "ArrowLeft"]).at, 0)
})

test("down goes to the next series, at the same place", () => {
  assert.deepEqual(point(all, after(["ArrowRight", "ArrowDown"])), { curve: 1, point: 1, subplot: "xy", x: 3, y: 0.3, wide: 0, tall: 0 })
  assert.deepEqual(after(["ArrowUp"]), start())
})

test("a matrix is walked by rows and columns as they are drawn", () => {
  assert.deepEqual(point(all, after(["PageDown"])), { curve: 2, point: [0, 0], subplot: "x2y2", x: 1, y: 1, wide: 1, tall: 1 })
  assert.deepEqual(point(all, after(["PageDown", "ArrowDown", "ArrowRight"])), { curve: 2, point: [1, 1], subplot: "x2y2", x: 2, y: 2, wide: 1, tall: 1 })
  assert.equal(point(all, after(["PageDown", "ArrowRight"])), undefined)
  assert.deepEqual(after(["PageDown", "ArrowDown", "PageUp"]), start())
})

test("a value is said with its place and its unit", () => {
  const [alone] = [pictures({ data: data.slice(0, 2), layout })]
  assert.equal(said(alone, start(), inWords), "one, step 1: 0.6 nats")
  assert.equal(said(all, start(), inWords), "picture 1 of 2: one, step 1: 0.6 nats")
  assert.equal(said(all, after(["PageDown", "ArrowDown"]), inWords), "picture 2 of 2: loss of step 2, 1: 2")
  assert.equal(said(all, after(["PageDown", "ArrowRight"]), inWords), "picture 2 of 2: loss of step 1, 2: no value")
})

test("other keys lead nowhere, and a spot is kept when the figure changes, as far as it is there", () => {
  assert.equal(moved(all, start(), "a"), undefined)
  assert.deepEqual(kept(all, { picture: 5, row: 9, at: 9 }), { picture: 1, row: 1, at: 1 })
})

test("a unit stands behind its value, and a scale is none", () => {
  assert.equal(measured("0.5", "loss (nats)"), "0.5 nats")
  assert.equal(measured("0.5", "损失（纳特）"), "0.5 纳特")
  assert.equal(measured("0.5", "norm of the gradient (log scale)"), "0.5 (norm of the gradient)")
  assert.equal(measured("0.5", "P(Y = 1)"), "0.5 (P(Y = 1))")
  assert.equal(measured("0.5", ""), "0.5")
})
