// @ts-check
// Which letters of a figure are made larger, and where a phone lists its curves.

import assert from "node:assert/strict"
import test from "node:test"

import { isPiled, legible, listBelow } from "../../static/figure_letters.js"

/** @import { Figure, Layout, Trace } from "../../static/types.d.ts" */

test("no letters are smaller than can be read, and no other sizes change", () => {
  /** @type {Figure} */
  const drawn = {
    data: [/** @type {Trace} */ (/** @type {unknown} */ ({ type: "scatter", textfont: { size: 11 }, marker: { size: 5 } }))],
    layout: /** @type {Layout} */ (/** @type {unknown} */ ({ font: { size: 15 }, margin: { l: 1, r: 1, t: 1, b: 1 }, height: 1,
      xaxis: { tickfont: { size: 12 } }, annotations: [{ text: "a", font: { size: 20 } }, { text: "b<span style='font-size:12px'>c</span>", font: { size: 9 } }] })),
  }
  legible(drawn, 18)
  assert.deepEqual(drawn.data[0], { type: "scatter", textfont: { size: 18 }, marker: { size: 5 } })
  assert.equal(drawn.layout.xaxis?.tickfont?.size, 18)
  assert.deepEqual(drawn.layout.annotations?.map(note => note.font?.size), [20, 18])
  assert.equal(drawn.layout.annotations?.[1].text, "b<span style='font-size:18px'>c</span>")
})

test("on a phone the names of curves stand under the picture, which keeps its height", () => {
  const names = ["cut every 5, 4 units", "cut every 10, 16 units", "cut every 5, 16 units", "cut every 10, 4 units"]
  for (const count of [1, 4]) {
    /** @type {Figure} */
    const drawn = {
      data: /** @type {Trace[]} */ (/** @type {unknown} */ (names.slice(0, count).map(name => ({ type: "scatter", name })))),
      layout: /** @type {Layout} */ (/** @type {unknown} */ ({ legend: { x: 1, xanchor: "right", y: 1.02 }, height: 400, margin: { l: 64, r: 24, t: 40, b: 48 } })),
    }
    listBelow(drawn, 358, 1)
    const { legend, height, margin } = drawn.layout
    assert.deepEqual([legend?.x, legend?.y, legend?.yref, legend?.yanchor], [0, 0, "container", "bottom"])
    assert.equal(height - margin.b, 400 - 48) // what is plotted is as high as before
    assert.ok(margin.b > 48 + count * 20)
  }
})

test("the table begins below them, and a strip keeps no room where they stood", () => {
  for (const [meta, high] of /** @type {[object, number][]} */ ([[{ tight: true }, 400], [{ strip: "losses" }, 372]])) {
    /** @type {Figure} */
    const drawn = {
      data: [/** @type {Trace} */ (/** @type {unknown} */ ({ type: "scatter", name: "a" }))],
      layout: /** @type {Layout} */ (/** @type {unknown} */ ({ legend: { y: 1 }, meta, height: 400, margin: { l: 64, r: 24, t: 60, b: 48 } })),
    }
    listBelow(drawn, 358, 1)
    assert.equal(drawn.layout.meta?.tight ?? false, false)
    assert.equal(drawn.layout.height - drawn.layout.margin.b, high - 48)
  }
})

test("names that have no room above a picture would be piled up", () => {
  /** @type {(count: number, legend: object) => Figure} */
  const drawn = (count, legend) => ({
    data: /** @type {Trace[]} */ (/** @type {unknown} */ (Array.from({ length: count }, () => ({ type: "scatter", name: "cut every 10, 16 units" })))),
    layout: /** @type {Layout} */ (/** @type {unknown} */ ({ legend, height: 400, margin: { l: 64, r: 230, t: 40, b: 48 } })),
  })
  const above = { orientation: "h", y: 1.02 }
  assert.deepEqual([2, 3, 4].map(count => isPiled(drawn(count, above), 910, 1)), [false, true, true])
  assert.equal(isPiled(drawn(3, above), 1500, 1), false)
  assert.equal(isPiled(drawn(4, { orientation: "h", y: 0 }), 910, 1), false)
})
