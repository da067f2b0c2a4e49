// @ts-check
// Where things stand in a figure of strips.

import assert from "node:assert/strict"
import test from "node:test"

import { axes, named, places, ticks } from "../../static/strip_axes.js"

/** @typedef {import("../../static/types.d.ts").Figure} Figure */

const layout = /** @type {Figure["layout"] & { yaxis2: object }} */ ({
  height: 200, margin: { l: 50, r: 30, t: 40, b: 20 },
  xaxis: { range: [0.5, 10.5] },
  yaxis: { range: [4.5, 0.5], domain: [0.5, 1] },
  yaxis2: { range: [0, 1], domain: [0, 0.4] },
})

test("values have pixels and pixels values, from the left and from below", () => {
  const all = axes(layout, 180), { xaxis: x } = all, [first, second] = [named(all, "y"), named(all, "y2")]
  assert.equal(x._offset + x.d2p(0.5), 50)
  assert.equal(x._offset + x.d2p(10.5), 150)
  assert.equal(x.p2d(x.d2p(7)), 7)
  assert.deepEqual([first._offset + first.d2p(0.5), first._offset + first.d2p(4.5)], [40, 110]) // the first unit is above
  assert.deepEqual([second._offset, second._offset + second.d2p(0)], [124, 180]) // zero is below
  assert.equal(Math.round(second.p2d(second.d2p(0.25)) * 1e9), 0.25e9)
})

test("ticks are those that are given, else round numbers", () => {
  assert.deepEqual(ticks({ tickvals: [1, 16] }), [[1, "1"], [16, "16"]])
  assert.deepEqual(ticks({ tickvals: [1], ticktext: ["<b>1</b>"] }), [[1, "<b>1</b>"]])
  assert.deepEqual(ticks({ range: [-0.04, 1.06], nticks: 4 }), [[0, "0"], [0.5, "0.5"], [1, "1"]])
  assert.deepEqual(ticks({ range: [-0.1, 2.65], nticks: 4 }), [[0, "0"], [1, "1"], [2, "2"]])
  assert.deepEqual(ticks({ range: [1, 1] }), [])
})

test("names of curves stand in one row if they fit, else in columns, and where the layout says under the picture", () => {
  const figure = (/** @type {string[]} */ names, legend = {}) => /** @type {Figure} */ ({
    data: [...names.map(name => ({ name })), { name: "hidden", showlegend: false }], layout: { ...layout, legend },
  })
  const measure = (/** @type {string} */ text) => text.length
  const row = places(figure(["a", "b"]), 280, measure)
  assert.deepEqual(row.map(one => [one.trace.name, one.y]), [["a", 27.5], ["b", 27.5]])
  assert.ok(row[0].x >= 50 && row[1].x > row[0].x + row[0].sign)
  const below = places(figure(["a", "b", "c"], { yref: "container" }), 110, measure)
  assert.deepEqual(below.map(one => one.y), [164.5, 164.5, 185.5])
  assert.equal(below[2].x, below[0].x)
  assert.deepEqual(places({ data: [{ name: "a" }], layout }, 280, measure), [])
})
