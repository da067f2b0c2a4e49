// Curves of one pen are drawn as one, each with its own hovers, and every point is found again.

import assert from "node:assert/strict"
import test from "node:test"

import { alone, joined } from "../../static/joined_curves.js"

const PENS = 7

/** @type {(number: number, more?: object) => any} */
const curve = (number, more = {}) => ({
  type: "scatter", mode: "lines", name: `run ${number}`, x: [1, 2, 3], y: [number, null, number + 2],
  line: { color: `#00000${number % PENS}`, width: 1.4 }, hovertemplate: `run ${number}: %{customdata[0]}<extra></extra>`,
  customdata: [[`${number}`], [""], [`${number + 2}`]], ...more,
})
/** @type {(count: number, layout?: object, more?: object) => any} */
const figure = (count, layout = { showlegend: false }, more = {}) =>
  ({ data: Array.from({ length: count }, (_, number) => curve(number, more)), layout })

test("few curves are drawn as they are", () => {
  const few = figure(39)
  assert.equal(joined(few).data, few.data)
  assert.deepEqual(joined(few).at(3, 2), { curveNumber: 3, pointNumber: 2 })
  assert.equal(joined(few).at, alone)
})

test("of many there is one a pen, and every point is where it is said to be", () => {
  const many = figure(200), before = structuredClone(many), { data, at } = joined(many)
  assert.deepEqual(many, before) // whose numbers, files and keys it is
  assert.equal(data.length, PENS)
  const points = new Set()
  many.data.forEach((/** @type {any} */ trace, /** @type {number} */ number) => {
    for (const point of trace.x.keys()) {
      const { curveNumber, pointNumber } = at(number, point), drawn = /** @type {any} */ (data[curveNumber])
      points.add(`${curveNumber} ${pointNumber}`)
      assert.deepEqual(drawn.line, trace.line)
      assert.equal(drawn.x[pointNumber], trace.x[point])
      assert.equal(drawn.y[pointNumber], trace.y[point])
      assert.equal(drawn.hovertemplate[pointNumber], trace.hovertemplate)
      assert.deepEqual(drawn.customdata[pointNumber], trace.customdata[point])
    }
  })
  assert.equal(points.size, 600)
  for (const drawn of /** @type {any[]} */ (data)) {
    assert.equal(new Set([drawn.x, drawn.y, drawn.hovertemplate, drawn.customdata].map(all => all.length)).size, 1)
    assert.equal(drawn.connectgaps, undefined)
    assert.equal(drawn.x.filter((/** @type {unknown} */ x) => x === null).length, (drawn.x.length + 1) / 4 - 1)
  }
})

test("what a legend names, is filled or has texts stays alone, in its order", () => {
  for (const alike of [figure(50, { showlegend: true }), figure(50, undefined, { fill: "toself" }), figure(50, undefined, { text: ["a", "b", "c"] })]) {
    assert.equal(joined(alike).data, alike.data)
  }
  const mixed = figure(50)
  mixed.data.splice(10, 0, curve(99, { fill: "toself" }))
  const { data, at } = joined(mixed)
  assert.equal(data.length, PENS + 1)
  assert.equal(data[at(10, 0).curveNumber], mixed.data[10])
})

test("curves on other axes are apart", () => {
  const beside = figure(50)
  beside.data.forEach((/** @type {any} */ trace, /** @type {number} */ number) => { if (number % 2) trace.xaxis = "x2" })
  assert.equal(joined(beside).data.length, 2 * PENS)
})
