// @ts-check
// Notes on a canvas stand where Plotly would place them.

import assert from "node:assert/strict"
import test from "node:test"

import { axes } from "../../static/strip_axes.js"
import { box, notes } from "../../static/strip_notes.js"
import { pencil } from "./pencil.js"

const LOOK = { size: 10, family: "f", colour: "#000" }
/** @typedef {import("../../static/types.d.ts").Note} Note */

/** @param {Note[]} annotations */
function written(annotations) {
  const layout = { height: 200, margin: { l: 50, r: 50, t: 40, b: 60 }, xaxis: { range: /** @type {[number, number]} */ ([0, 4]) }, yaxis: { range: /** @type {[number, number]} */ ([0, 1]) }, annotations }
  const { ctx, drawn } = pencil()
  notes(ctx, layout, axes(layout, 300), 300, LOOK)
  return drawn
}

test("a note hangs on its anchor by the side that it names, with room around its letters", () => {
  const at = (/** @type {Partial<Note>} */ anchors) => box({ text: "", x: 0, y: 0, ...anchors }, 100, 50, 20, 0, 10, 2)
  assert.deepEqual(at({ xanchor: "left", yanchor: "bottom" }), { left: 102, first: 44 })
  assert.deepEqual(at({ xanchor: "right", yanchor: "top" }), { left: 78, first: 62.7 })
  assert.deepEqual(at({}), { left: 90, first: 53.5 })
})

test("lines of a note go up from one that stands on its foot, and down from one that hangs", () => {
  const first = (/** @type {string | undefined} */ yanchor) => box({ text: "", x: 0, y: 0, ...(yanchor ? { yanchor } : {}) }, 0, 50, 20, 2, 10, 2).first
  assert.deepEqual(["bottom", "top", undefined].map(first), [18, 62.7, 40.5])
})

test("places are those of the axes, or shares of the whole, and are moved by pixels", () => {
  const places = written([
    { text: "one", x: 1, y: 0.5, xshift: 7, yshift: 3 },
    { text: "two", x: 1, y: 1, xref: "paper", yref: "paper", xanchor: "right", yanchor: "bottom" },
  ]).filter(([name]) => name === "fillText")
  assert.deepEqual(places, [["fillText", "one", 105.5, 90.5], ["fillText", "two", 245, 34]])
})

test("a note on a ground of its own, and one that is seen through", () => {
  const all = written([{ text: "one", x: 0, y: 0, bgcolor: "#fff", borderpad: 4, opacity: 0.6 }])
  const order = all.map(([name, value]) => name === "fillRect" || name === "fillText" ? name : `${name} ${value}`)
  assert.ok(order.indexOf("globalAlpha 0.6") < order.indexOf("fillRect"))
  assert.ok(order.indexOf("fillRect") < order.indexOf("fillText"))
  assert.equal(order.at(-1), "globalAlpha 1")
})
