// @ts-check
// Strips on a canvas: what is drawn, where, and over what.

import assert from "node:assert/strict"
import test from "node:test"

import { draw } from "../../static/strip_drawing.js"
import { pencil } from "./pencil.js"

/** @typedef {import("../../static/types.d.ts").Figure} Figure */

/** @type {(more?: object) => Figure} */
const figure = (more = {}) => ({
  data: [{ type: "scatter", mode: "lines+markers", x: [1, 2, 3, 4], y: [0, 1, null, 1], line: { color: "#00f", width: 2 }, marker: { size: 8, color: "#f00" }, name: "run" }],
  layout: {
    height: 200, margin: { l: 50, r: 50, t: 40, b: 60 }, title: { text: "Title", pad: { l: 6, t: 7 }, font: { size: 10 } },
    xaxis: { range: [0.5, 4.5], showgrid: false, tickvals: [1, 2], ticktext: ["0", "<b>1</b>"] }, yaxis: { range: [0, 1], tickvals: [0, 1] },
    ...more,
  },
})

/** @param {Figure} one */
function drawn(one) {
  const { ctx, drawn: all } = pencil()
  draw(ctx, one, 300)
  return all
}

/** @type {(all: unknown[][], kind: string) => unknown[][]} */
const only = (all, kind) => all.filter(([name]) => name === kind).map(([, ...given]) => given)

test("a curve goes from value to value, is broken where there is none, and bears its marks", () => {
  const all = drawn(figure()), moves = only(all, "moveTo").map(String)
  assert.ok(moves.includes("75,140") && moves.includes("225,40"))
  assert.deepEqual(only(all, "lineTo").filter(([x]) => x === 125), [[125, 40]])
  assert.deepEqual(only(all, "arc").map(one => one.slice(0, 3)), [[75, 140, 4], [125, 40, 4], [225, 40, 4]])
})

test("a track goes along its steps and changes between them", () => {
  const one = figure()
  one.data[0] = { x: [1, 2], y: [0, 1], line: { shape: "hvh" } }
  assert.deepEqual(only(drawn(one), "lineTo").filter(([x]) => x === 100 || x === 125), [[100, 140], [100, 40], [125, 40]])
})

test("shapes lie under the curves or over them, as they say", () => {
  const shape = (/** @type {string} */ color, /** @type {object} */ more) => ({ type: "line", x0: 1, x1: 1, y0: 0, y1: 1, line: { color, dash: "5px,4px" }, ...more })
  const all = drawn(figure({ shapes: [shape("#over", {}), shape("#under", { layer: "below" })] }))
  const order = only(all, "strokeStyle").flat().filter(colour => ["#over", "#under", "#00f"].includes(String(colour)))
  assert.deepEqual(order, ["#under", "#00f", "#00f", "#over"]) // the curve is broken once
  assert.equal(only(all, "setLineDash").filter(([dash]) => String(dash) === "5,4").length, 2)
})

test("bits stand under the lowest panel, or over the highest", () => {
  const below = only(drawn(figure()), "fillText").filter(([text]) => text === "0")
  assert.deepEqual(below[0], ["0", 75, 158])
  const over = figure()
  Object.assign(over.layout.xaxis ?? {}, { side: "top", ticklabelstandoff: 10 })
  assert.deepEqual(only(drawn(over), "fillText").filter(([text]) => text === "0")[0], ["0", 75, 24])
})

test("a title of two lines ends where one of one line does, about", () => {
  const lines = (/** @type {string} */ text) => only(drawn(figure({ title: { text, font: { size: 10 }, pad: { t: 20 } } })), "fillText").slice(0, 10)
  const y = (/** @type {string} */ text, /** @type {string} */ line) => Number(lines(text).find(([one]) => one === line)?.[2])
  assert.equal(y("one", "one"), 27)
  assert.deepEqual([y("one<br>two", "one"), y("one<br>two", "two")], [20.5, 33.5])
})

test("without ticks the numbers stand beside the axis, and its name as far from the longest as it says", () => {
  const one = figure()
  Object.assign(one.layout.yaxis ?? {}, { ticks: "", showline: true, linecolor: "#line", tickfont: { size: 10 }, ticktext: ["0", "longest"], title: { text: "name", standoff: 4 } })
  const all = drawn(one), moved = only(all, "translate")[0]
  assert.deepEqual(only(all, "fillText").find(([text]) => text === "longest")?.slice(0, 2), ["longest", 47])
  assert.deepEqual(moved, [25, 90]) // 47 - 7 - 4 - 11
  assert.ok(only(all, "strokeStyle").flat().includes("#line"))
  assert.ok(!only(all, "moveTo").some(([x]) => x === 45)) // where ticks would begin
})

test("a line along a path goes from place to place on the axes", () => {
  const all = drawn(figure({ shapes: [{ type: "path", path: "M1.5,0L1.5,0.5L2.5,1", line: { color: "#cut", width: 3 } }] }))
  const from = all.findIndex(([name, x, y]) => name === "moveTo" && x === 100 && y === 140)
  assert.deepEqual(all.slice(from, from + 3), [["moveTo", 100, 140], ["lineTo", 100, 90], ["lineTo", 150, 40]])
  assert.deepEqual(only(all, "lineWidth").filter(([wide]) => wide === 3).length, 1)
})

test("a title of which nothing is said stands in the middle of its margin", () => {
  const all = drawn(figure({ title: { text: "Title", pad: { l: 6 }, font: { size: 10 } } }))
  assert.deepEqual(only(all, "fillText").find(([text]) => text === "Title"), ["Title", 6, 20])
})
