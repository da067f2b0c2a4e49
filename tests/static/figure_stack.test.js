// @ts-check
// Small pictures beside each other, where they have too little room.

import assert from "node:assert/strict"
import test from "node:test"

import { stack } from "../../static/figure_stack.js"

/** @import { Figure, Layout } from "../../static/types.d.ts" */

/** @returns {Figure} */
const drawn = () => ({ data: [], layout: /** @type {Layout} */ (/** @type {unknown} */ ({
  height: 250, margin: { l: 56, r: 48, t: 64, b: 48 }, meta: { beside: 2 },
  xaxis: { domain: [0, 0.41], title: { text: "samples seen" } }, xaxis2: { domain: [0.545, 0.95], title: { text: "samples seen" } },
  yaxis: {}, yaxis2: {},
  annotations: [{ text: "exact", x: 0, y: 1, yref: "paper" }, { text: "1: 71 %", x: 0.41, y: 0.71, yref: "y" },
    { text: "unseen", x: 0.545, y: 1, yref: "paper" }, { text: "1: 15 %", x: 0.95, y: 0.15, yref: "y2" }],
})) })

test("with room for each they stay beside each other", () => {
  const figure = drawn()
  stack(figure, 440, 1)
  assert.deepEqual(figure, drawn())
  stack(figure, 640, 1.4)
  assert.deepEqual(figure, drawn())
})

test("else each gets the whole width and is as high as before, with its name above it", () => {
  const { layout } = /** @type {{ layout: any }} */ (drawn())
  stack({ data: [], layout }, 350, 1)
  assert.deepEqual([layout.xaxis.domain, layout.xaxis2.domain], [[0, 0.82], [0, 0.82]])
  assert.deepEqual([layout.xaxis.title.text, layout.xaxis2.title.text], ["", "samples seen"])
  const all = layout.height - 64 - 48
  const [first, second] = [layout.yaxis.domain, layout.yaxis2.domain]
  assert.equal(first[1], 1)
  for (const [low, high] of [first, second]) assert.ok(Math.abs((high - low) * all - 138) < 1e-9)
  assert.ok((first[0] - second[1]) * all > 50)
  assert.deepEqual(layout.annotations.map((/** @type {any} */ note) => [note.x, note.y]), [[0, 1 - 1e-6], [0.82, 0.71], [0, second[1]], [0.82, 0.15]])
})

test("what stands in the data stays there", () => {
  const { layout } = /** @type {{ layout: any }} */ (drawn())
  layout.annotations = [{ text: "n = lag", x: 12, y: 11.5, xref: "x2", yref: "y2" }]
  stack({ data: [], layout }, 350, 1)
  assert.equal(layout.annotations[0].x, 12)
})

test("a picture that stands alone is left as it is", () => {
  const figure = drawn()
  figure.layout.meta = {}
  const before = structuredClone(figure)
  stack(figure, 100, 1)
  assert.deepEqual(figure, before)
})
