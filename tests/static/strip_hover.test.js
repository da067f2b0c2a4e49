// @ts-check
// What is said of a place in strips.

import assert from "node:assert/strict"
import test from "node:test"

import { axes } from "../../static/strip_axes.js"
import { found, hoverLines } from "../../static/strip_hover.js"

/** @typedef {import("../../static/types.d.ts").Figure} Figure */

const layout = /** @type {Figure["layout"]} */ ({
  height: 260, margin: { l: 50, r: 50, t: 30, b: 30 },
  xaxis: { range: [0.5, 3.5], tickvals: [1, 2, 3], ticktext: ["0", "<b>1</b>", "0"] },
  yaxis: { range: [2.5, 0.5], domain: [0.6, 1] }, yaxis2: { range: [0, 1], domain: [0, 0.4] },
})
/** @type {Figure} */
const figure = {
  layout,
  data: [
    { type: "heatmap", yaxis: "y", x0: 1, y0: 1, z: [[0.5, null, 1], [-0.25, 0, 1]], hovertemplate: "step %{x}: unit %{y} is %{z:.2f}<extra></extra>" },
    { yaxis: "y2", x: [1, 2, 3], y: [0.1, 0.2, null], line: { color: "#0072b2" }, hovertemplate: "a: %{y:.3f}<extra></extra>" },
    { yaxis: "y2", x: [1, 2, 3], y: [0.3, 0.4, 0.5], customdata: [["x"], ["y"], ["z"]], hovertemplate: "b: %{customdata[0]}<extra></extra>" },
  ],
}

test("a pixel is in one of the panels, or in none", () => {
  const all = axes(layout, 160)
  assert.deepEqual(found(all, 50 + 30, 30), { panel: "yaxis", x: 2, y: 0.5 })
  assert.equal(found(all, 80, 200)?.panel, "yaxis2")
  assert.equal(found(all, 80, 130), undefined) // between them
  assert.equal(found(all, 20, 40), undefined) // beside
})

test("of a cell its own words are said, of none nothing", () => {
  assert.deepEqual(hoverLines(figure, "yaxis", 1.2, 1.8), [{ text: "step 1: unit 2 is −0.25" }])
  assert.deepEqual(hoverLines(figure, "yaxis", 2, 1), [])
})

test("of a step all curves are said that have a value there, each with its colour", () => {
  assert.deepEqual(hoverLines(figure, "yaxis2", 2.3, 0), [
    { text: "t = 2: <b>1</b>" }, { text: "a: 0.200", colour: "#0072b2" }, { text: "b: y" }])
  assert.deepEqual(hoverLines(figure, "yaxis2", 3, 0).map(line => line.text), ["t = 3: 0", "b: z"])
})
