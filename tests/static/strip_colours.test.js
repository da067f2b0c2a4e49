// @ts-check
// The colours of heat maps on a canvas.

import assert from "node:assert/strict"
import test from "node:test"

import { cellsOf, heatMap, lyingScale, scale, shades } from "../../static/strip_colours.js"
import { axes } from "../../static/strip_axes.js"
import { pencil } from "./pencil.js"

test("colours between two anchors are mixed, and at its ends a scale has its anchors'", () => {
  const table = shades([[0, "#000000"], [0.5, "#ff0000"], [1, "#ffffff"]])
  const at = (/** @type {number} */ place) => [...table.slice(3 * place, 3 * place + 3)]
  assert.deepEqual([at(0), at(255)], [[0, 0, 0], [255, 255, 255]])
  assert.deepEqual(at(51), [102, 0, 0]) // a fifth of the way
})

test("cells are read as they are sent, and as they have been unpacked", () => {
  const values = new Float32Array([1, 2, 3, 4, 5, 6]), bdata = Buffer.from(values.buffer).toString("base64")
  const packed = cellsOf(/** @type {any} */ ({ z: { bdata, dtype: "f4", shape: "2, 3" } }))
  assert.deepEqual([[...Array.from(packed.values)], packed.rows, packed.columns], [[1, 2, 3, 4, 5, 6], 2, 3])
  assert.deepEqual(cellsOf({ z: [[1, null], [3, 4]] }), { values: [1, null, 3, 4], rows: 2, columns: 2 })
})

test("the scale stands beside the highest panel, its numbers where their colours are", () => {
  const { ctx, drawn } = pencil()
  const all = axes({ height: 300, margin: { l: 50, r: 100, t: 40, b: 20 }, xaxis: { range: [0, 1] }, yaxis: { range: [0, 1] } }, 350)
  const trace = { zmin: -1, zmax: 1, colorscale: /** @type {[number, string][]} */ ([[0, "#000000"], [1, "#ffffff"]]),
    colorbar: { tickvals: [-1, 1], ticktext: ["low", "high"], len: 120, tickfont: { size: 10 } } }
  scale(ctx, trace, all, 350, 100, { size: 14, family: "f", colour: "#000" })
  assert.deepEqual(drawn.find(one => one[0] === "fillRect"), ["fillRect", 264, 50, 12, 100])
  assert.deepEqual(drawn.filter(one => one[0] === "fillText").map(one => [one[1], one[3]]), [["low", 153.5], ["high", 53.5]])
})

test("a scale that lies within the picture ends where its layout says, its numbers under their colours", () => {
  const { ctx, drawn } = pencil()
  const layout = { height: 300, margin: { l: 50, r: 50, t: 40, b: 60 } }
  const trace = { zmin: -1, zmax: 1, colorscale: /** @type {[number, string][]} */ ([[0, "#000000"], [1, "#ffffff"]]),
    colorbar: { orientation: "h", x: 1, y: 1, len: 0.5, tickvals: [-1, 0, 1], ticktext: ["low", "mid", "high"], tickfont: { size: 13 }, title: { text: "norm", font: { size: 15 } } } }
  lyingScale(ctx, trace, layout, 300, { size: 14, family: "f", colour: "#000" })
  const [, left, top, wide, high] = drawn.find(one => one[0] === "fillRect") ?? []
  assert.deepEqual([left, wide, high], [160, 80, 12])
  assert.ok(Number(top) > 60 && Number(top) < 80)
  assert.deepEqual(drawn.filter(one => one[0] === "fillText").map(one => [one[1], one[2]]), [["norm", 200], ["low", 160], ["mid", 200], ["high", 240]])
})

test("cells that stand for several steps are as wide as these, and faint ones are seen through", () => {
  const { ctx, drawn } = pencil()
  const all = axes({ height: 100, margin: { l: 0, r: 0, t: 0, b: 0 }, xaxis: { range: [0.5, 4.5] }, yaxis: { range: [4.5, 0.5] } }, 80)
  const sheet = { width: 0, height: 0, getContext: () => ({ putImageData: () => {} }) }
  Object.assign(globalThis, {
    document: { createElement: () => sheet },
    ImageData: class {
      constructor(/** @type {number} */ columns, /** @type {number} */ rows) { this.data = new Uint8ClampedArray(4 * columns * rows) }
    },
  })
  heatMap(ctx, { x: [1.5, 3.5], y: [1.5, 3.5], z: [[0, null], [1, 0.5]], opacity: 0.2 }, all.xaxis, all.yaxis)
  const [, , ...at] = drawn.find(one => one[0] === "drawImage") ?? []
  assert.deepEqual(at, [0, 0, 2, 2, 0, 0, 80, 100])
  assert.deepEqual(drawn.filter(one => one[0] === "globalAlpha").map(one => one[1]), [0.2, 1])
})
