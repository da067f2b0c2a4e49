// @ts-check
import assert from "node:assert/strict"
import test from "node:test"

import { cellOf, csv, figureCsv } from "../../static/csv.js"

/** @import { Figure, Layout, Trace } from "../../static/types.d.ts" */

/** @type {(data: Trace[], layout?: Partial<Layout>) => Figure} */
const figure = (data, layout = {}) => ({ data, layout: { height: 300, margin: { l: 0, r: 0, t: 0, b: 0 }, ...layout } })
const lines = (/** @type {Figure} */ of) => figureCsv(of).trimEnd().split("\r\n")

test("numbers have every digit, texts are quoted where they must be", () => {
  assert.deepEqual([0.1 + 0.2, -0, 1e-300, null, NaN, undefined, "a", 'say "a, b"', " a"].map(cellOf),
    ["0.30000000000000004", "0", "1e-300", "", "", "", "a", '"say ""a, b"""', '" a"'])
  assert.equal(csv([["a", "b"], [1, null]]), "a,b\r\n1,\r\n")
})

test("what was typed is no formula of a spreadsheet", () => {
  assert.deepEqual(["=1+1", "+1", "@a", "-a", "-1.5", "−1"].map(cellOf), ["'=1+1", "'+1", "'@a", "'-a", "-1.5", "−1"])
  assert.deepEqual(["-1+cmd|' /C calc'!A0", "＝1+1", "\n=1", "-2e-9"].map(cellOf), ["'-1+cmd|' /C calc'!A0", "'＝1+1", "\"'\n=1\"", "-2e-9"])
})

test("series stand beside each other under their names, with the units of the axes", () => {
  const made = figure([{ name: "run 1", x: [1, 2], y: [0.123456789012345, 0.5] }, { name: "run 2", x: [2, 3], y: [0.25, null] }],
    { xaxis: { title: { text: "samples" } }, yaxis: { title: { text: "loss (nats)" } } })
  assert.deepEqual(lines(made), ["samples,run 1: loss (nats),run 2: loss (nats)", "1,0.123456789012345,", "2,0.5,0.25"])
})

test("points of a plane stand each on a line of its own", () => {
  const made = figure([{ name: "λ", x: [1, 1], y: [2, -2] }], { xaxis: { title: { text: "real" } }, yaxis: { title: { text: "imaginary" } } })
  assert.deepEqual(lines(made), ["series,real,imaginary", "λ,1,2", "λ,1,-2"])
})

test("a grid has a line a cell; powers of ten are numbers again", () => {
  const made = figure([{ type: "heatmap", z: [[-1, null], [0, 2]], x0: 1, y0: 1, zmin: -1, zmax: 2, meta: { log: true } }],
    { xaxis: { title: { text: "step k" } }, yaxis: { title: { text: "loss of step t" } }, title: { text: "∂L<sub>t</sub>/∂h<sub>k</sub>" } })
  assert.deepEqual(lines(made), ["loss of step t,step k,∂Lt/∂hk", "1,1,0.1", "1,2,", "2,1,1", "2,2,100"])
})

test("pictures beside each other come one after the other, each with its number", () => {
  const grid = (/** @type {string} */ x) => ({ type: "heatmap", z: [[1.5]], x0: 1, y0: 1, zmin: 0, zmax: 2, xaxis: x, yaxis: x.replace("x", "y") })
  const made = figure([grid("x"), grid("x2")], { xaxis: { title: { text: "step" } }, yaxis: { title: { text: "unit" } } })
  assert.deepEqual(lines(made), ["picture,unit,step,value", "1,1,1,1.5", "2,1,1,1.5"])
})

test("what is drawn rounded leaves as it is", () => {
  const made = figure([{ type: "heatmap", z: [[-1, null]], x0: 1, y0: 1, zmin: -1, zmax: 2, meta: { log: true } }, { name: "a", x: [1], y: [0.1] }])
  const exact = { traces: { 0: { z: [[0.1000000001, 0]] } }, sheets: [] }
  assert.deepEqual(figureCsv(made, exact).split("\r\n")[1], "1,1,0.1000000001")
  const sheets = { traces: {}, sheets: [{ heads: ["a"], columns: [[1]] }, { heads: ["b"], columns: [["=2"]] }] }
  assert.equal(figureCsv(made, sheets), "a\r\n1\r\n\r\nb\r\n'=2\r\n")
})
