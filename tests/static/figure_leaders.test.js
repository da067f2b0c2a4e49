// @ts-check
// Lines to labels as shapes: the labels stand where they stood.

import assert from "node:assert/strict"
import test from "node:test"

import { straightened } from "../../static/figure_leaders.js"

const leader = { name: "floor", text: "0.66", x: 1, y: 0.66, xref: "paper", showarrow: true, arrowhead: 0, arrowwidth: 1, standoff: 10, ax: 12, ay: -16, arrowcolor: "#123456" }
const layout = (/** @type {object[]} */ annotations) => /** @type {import("../../static/types.d.ts").Layout} */ ({ height: 1, margin: { l: 0, r: 0, t: 0, b: 0 }, annotations })

test("a label stands beside its place, and a line of pixels goes there", () => {
  const { annotations: [note] = [], shapes: [shape] = [] } = straightened(layout([leader]))
  assert.deepEqual([note.showarrow, note.xshift, note.yshift, note.text, note.x, note.y], [false, 12, 16, "0.66", 1, 0.66])
  assert.deepEqual(shape, {
    type: "line", xref: "paper", yref: "y", xsizemode: "pixel", ysizemode: "pixel", xanchor: 1, yanchor: 0.66,
    x0: 6, y0: 8, x1: 12, y1: 16, line: { color: "#123456", width: 1 },
  })
})

test("arrows and labels without a line stay as they are, each in its place", () => {
  const others = [{ text: "a", x: 0, y: 0, showarrow: false }, { text: "", x: 0, y: 0, showarrow: true, arrowhead: 2, axref: "x" }]
  const plain = layout(others)
  assert.equal(straightened(plain), plain)
  const { annotations = [] } = straightened(layout([others[0], leader, others[1]]))
  assert.deepEqual([annotations[0], annotations[2]], others)
})
