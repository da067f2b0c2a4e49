// @ts-check
// The numbers of a figure as tables.

import assert from "node:assert/strict"
import test from "node:test"

import { cell, flat, head, pictures, place, tables, written } from "../../static/figure_numbers.js"
import { speaker } from "../../static/words.js"

/** @import { Figure, Layout, Trace } from "../../static/types.d.ts" */

/** @type {(data: Trace[], layout?: Partial<Layout>) => Figure} */
const figure = (data, layout = {}) => ({ data, layout: { height: 300, margin: { l: 0, r: 0, t: 0, b: 0 }, ...layout } })
const packed = (/** @type {number[]} */ values, shape = "") =>
  ({ dtype: "f4", bdata: Buffer.from(Float32Array.from(values).buffer).toString("base64"), ...(shape ? { shape } : {}) })
const inWords = speaker(undefined)

test("values are written with four digits, small and large ones as powers of ten", () => {
  assert.deepEqual([0, 12, -1.4700000286102295, 0.51923, 14000, 3.6e-5, -2.5e9, NaN, null].map(written),
    ["0", "12", "−1.47", "0.5192", "14,000", "3.6·10⁻⁵", "−2.5·10⁹", "–", "–"])
})

test("packed numbers are read as they were sent", () => {
  assert.deepEqual(flat(packed([1, 2.5])), [1, 2.5])
  assert.deepEqual(flat([1, null]), [1, null])
  const [grid] = pictures(figure([{ type: "heatmap", z: /** @type {any} */ (packed([1, 2, 3, 4, 5, 6], "2, 3")), x0: 1, dx: 1, y0: 1, dy: 1 }]))
  assert.ok(grid.kind === "grid")
  assert.deepEqual([cell(grid, 0, 2), cell(grid, 1, 0), head(grid, "x", 2)], ["3", "4", "3"])
})

test("a place of an axis is its word, with its number where two places have the same word", () => {
  assert.equal(place({ tickvals: [0, 1], ticktext: ["X=0<br>Z=0", "X=1"] }, -0.12), "X=0 Z=0")
  assert.equal(place({ tickvals: [3, 4], ticktext: ["l", "l"] }, 4), "4 l")
  assert.equal(place({ tickvals: [0, 0.5], ticktext: ["0 %", "50 %"] }, 0.5), "0.5")
  assert.equal(place(undefined, 7000), "7,000")
  assert.equal(place({ tickvals: [0, 5], ticktext: /** @type {any} */ ([1, 6]) }, 5), "5")
})

test("series stand beside each other, a place in each row, with the units of the axes", () => {
  const [table] = tables(figure([
    { type: "scatter", mode: "lines", name: "faint", hoverinfo: "skip", x: [1], y: [9] },
    { type: "scatter", mode: "lines", name: "one", x: [1000, 2000], y: [0.6, 0.5] },
    { type: "scatter", mode: "lines", name: "two", x: [2000, 3000], y: [0.25, null] },
  ], { xaxis: { title: { text: "samples seen" } }, yaxis: { title: { text: "loss (nats)" } } }), inWords)
  assert.deepEqual(table, {
    caption: "loss (nats)", heads: ["samples seen", "one", "two"], rows: [["1,000", "0.6", "–"], ["2,000", "0.5", "0.25"]],
  })
})

test("marks beside a word stand in its row, and lying bars are read along their names", () => {
  const axes = { xaxis: { tickvals: [0, 1], ticktext: ["no", "yes"] }, yaxis: { title: { text: "P" } } }
  const [table] = tables(figure([
    { type: "bar", name: "true", x: [0, 1], y: [0.5, 1] },
    { type: "scatter", mode: "markers", name: "found", x: [-0.12, 0.88], y: [0.4, 0.9] },
  ], axes), inWords)
  assert.deepEqual(table.rows, [["no", "0.5", "0.4"], ["yes", "1", "0.9"]])
  const lying = tables(figure([{ type: "bar", orientation: "h", x: [3, 4], y: [0, 1] }],
    { xaxis: { title: { text: "steps" } }, yaxis: { tickvals: [0, 1], ticktext: ["a", "b"] } }), inWords)
  assert.deepEqual([lying[0].heads, lying[0].rows], [["place", "steps"], [["a", "3"], ["b", "4"]]])
})

test("a matrix has the words of its rows and columns; faded stands in brackets, and what has no colour by its name", () => {
  const meta = { x: ["h (1)", "e (2)"], y: ["loss 1", "loss 2"], log: true }
  const [table] = tables(figure([
    { type: "heatmap", z: [[0, null], [-2, null]], zmin: -3, meta },
    { type: "heatmap", z: [[null, null], [null, -1]], zmin: -3, meta, opacity: 0.2 },
    { type: "heatmap", z: [[null, 1], [null, null]], meta, name: "exactly 0" },
  ], { yaxis: { title: { text: "loss of step t" } } }), inWords)
  assert.deepEqual(table, {
    caption: "in brackets: what is drawn faded", heads: ["loss of step t", "h (1)", "e (2)"],
    rows: [["loss 1", "1", "exactly 0"], ["loss 2", "0.01", "(0.1)"]],
  })
})

test("a long table shows every n-th row and says so", () => {
  const many = Array.from({ length: 1000 }, (_, i) => i)
  const [table] = tables(figure([{ type: "scatter", mode: "lines", x: many, y: many }]), inWords)
  assert.equal(table.rows.length, 200)
  assert.equal(table.caption, "not every row is shown")
})

test("what has no values makes no picture", () => {
  assert.deepEqual(pictures(figure([{ type: "scatter", mode: "text", x: [1], y: [1] }, { type: "bar", x: [], y: [] }])), [])
})

test("on a bent axis the values are said, and not their places", () => {
  const trace = { type: "scatter", name: "one", x: [1, 2], y: [0.5, 1.1], meta: { values: [0.5, 3.2] } }
  const [table] = tables(figure([trace]), inWords), [picture] = pictures(figure([trace]))
  assert.deepEqual(table.rows, [["1", "0.5"], ["2", "3.2"]])
  assert.ok(picture.kind === "series")
  assert.equal(picture.all[0].drawn(1), 1.1)
})
