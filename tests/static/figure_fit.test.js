// @ts-check
// How a figure fits its width.

import assert from "node:assert/strict"
import test from "node:test"

import { fit } from "../../static/figure_fit.js"

/** @import { Figure, Layout, Note, Trace } from "../../static/types.d.ts" */

/** @type {(given?: Partial<Layout>, data?: Trace[]) => Figure} */
const figure = (given = {}, data = []) => ({ data, layout: { height: 300, margin: { l: 60, r: 20, t: 40, b: 50 }, ...given } })
/** Every letter is half as wide as its type is high. @type {(text: string, size: number) => number} */
const measure = (text, size) => text.length * size / 2
const TITLE = "What arrives at every step of the way to the very first one" // 59 letters

test("a title is broken where it does not fit, at any width", () => {
  for (const [width, lines] of [[900, 1], [600, 1], [513, 2], [514, 2], [340, 2]]) {
    const { layout, data } = figure({ title: { text: TITLE } })
    fit({ layout, data }, width, 1, "", measure)
    assert.equal(layout.title?.text?.split("<br>").length, lines, String(width))
  }
  const large = figure({ title: { text: TITLE, font: { size: 24 } } })
  fit(large, 600, 1, "", measure)
  assert.equal(large.layout.title?.text?.split("<br>").length, 2)
  assert.deepEqual([large.layout.margin.t, large.layout.height], [62, 322])
})

test("what stands at the right ends of curves has the room that it needs", () => {
  const end = (/** @type {string} */ text, x = 50) => ({ text, x, y: 1, xanchor: "left", xshift: 8 })
  const { layout, data } = figure({ annotations: [end("a".repeat(20)), end("in the middle of the picture", 3)] })
  fit({ layout, data }, 800, 1, "", measure)
  assert.equal(layout.margin.r, 20 * 7 + 8 + 6)
  const wide = figure({ margin: { l: 60, r: 320, t: 40, b: 50 }, annotations: [end("a".repeat(40))] })
  fit(wide, 600, 1, "", measure)
  assert.deepEqual([wide.layout.margin.r, wide.layout.annotations?.[0].xanchor], [20, "right"]) // onto the picture
})

test("words under an axis take as many lines as they need", () => {
  const { layout, data } = figure({ xaxis: { title: { text: "a".repeat(60) + " " + "b".repeat(60) } } })
  fit({ layout, data }, 600, 1, "", measure)
  assert.match(layout.xaxis?.title?.text ?? "", /a<br>b/)
  assert.deepEqual([layout.margin.b, layout.height], [69, 319])
})

test("lines that were broken already are broken again where they do not fit", () => {
  const { layout, data } = figure({ xaxis: { title: { text: "samples seen<br>" + "a".repeat(60) + " " + "b".repeat(60) } } })
  fit({ layout, data }, 600, 1, "", measure)
  assert.match(layout.xaxis?.title?.text ?? "", /^samples seen<br>a+<br>b+$/)
  assert.deepEqual([layout.margin.b, layout.height], [69, 319])
})

test("names of pictures beside each other end where the next begins", () => {
  const name = (/** @type {string} */ text, /** @type {number} */ x) =>
    ({ text, x, y: 0.98, xref: "paper", yref: "paper", xanchor: "left", yanchor: "bottom" })
  const { layout, data } = figure({ annotations: [name("a cut every 5 steps, and 16 units", 0), name("short", 0.33)] })
  fit({ layout, data }, 680, 1, "", measure) // 198 pixels: 27 letters
  assert.deepEqual(layout.annotations?.map(one => one.text), ["a cut every 5 steps, and 16<br>units", "short"])
  assert.deepEqual([layout.margin.t, layout.height], [58, 318])
})

test("words beside an axis take as many lines as its height needs", () => {
  const { layout, data } = figure({ yaxis: { title: { text: "a".repeat(30) + " " + "b".repeat(20) } } })
  fit({ layout, data }, 600, 1, "", measure) // 210 pixels high, and twice 40 beside: 40 letters
  assert.match(layout.yaxis?.title?.text ?? "", /a<br>b/)
  assert.equal(layout.margin.l, 78)
})

test("the numbers in the cells of a map go where they have no room", () => {
  const map = () => /** @type {Trace} */ (/** @type {unknown} */ ({ type: "heatmap", z: [[1, 2, 3], [4, 5, 6]],
    text: [["100", "1", "1"], ["1", "1", "1"]], texttemplate: "%{text}", textfont: { size: 12 }, meta: { fits: true } }))
  for (const [width, height, stays] of [[146, 150, true], [145, 150, false], [146, 117, false], [500, 500, true]]) {
    const { layout, data } = figure({ height: Number(height) }, [map()])
    fit({ layout, data }, Number(width), 1, "#ffffff", measure)
    assert.equal("texttemplate" in data[0], stays, `${width} x ${height}`)
  }
  const other = { ...map(), meta: {} }
  fit(figure({}, [other]), 90, 1, "#ffffff", measure)
  assert.equal(other.texttemplate, "%{text}") // those of other pictures are what they are about
})
