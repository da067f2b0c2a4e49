// @ts-check
// Strips that are pointed at: which step and loss that is, and what is marked.

import assert from "node:assert/strict"
import test from "node:test"

import { aim, crowd, marks } from "../../static/strips.js"

const x = { _offset: 60, _length: 100, d2p: (/** @type {number} */ step) => 20 * (step - 0.5) } // five steps
const panel = (/** @type {number} */ top) => ({ _offset: top, _length: 50, d2p: (/** @type {number} */ row) => 10 * (row - 0.5) })

/** @type {(svg: string, kind: string) => number[][]} */
const boxes = (svg, kind) => [...svg.matchAll(/<rect class="(\w+)" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"\/>/g)]
  .filter(found => found[1] === kind).map(found => found.slice(2).map(Number))

test("in the matrix the column is a step and the row a loss; a loss is both", () => {
  assert.deepEqual(aim("states", 3.2, 7), { step: 3, loss: undefined })
  assert.deepEqual(aim("probabilities", 4, 0.5), { step: 4, loss: undefined })
  assert.deepEqual(aim("losses", 4, 0.5), { step: 4, loss: 4 })
  assert.deepEqual(aim("gradients", 2, 4), { step: 2, loss: 4 })
})

test("a step is framed through all panels", () => {
  const svg = marks("states", x, [panel(30), panel(100)], 5, [], { step: 2, loss: undefined })
  assert.deepEqual(boxes(svg, "step"), [[80, 30, 20, 120]])
  assert.equal(svg.split("<rect").length, 2)
})

test("on the states a loss is drawn as far as the cut lets it reach, as high as it is felt, and all else is veiled", () => {
  const back = [[[1], [0.5, 1], [1], [0, 0.5], [1]]]
  const svg = marks("states", x, [panel(30)], 5, back, { step: 4, loss: 4 })
  assert.deepEqual(boxes(svg, "veil"), [[60, 30, 40, 50], [140, 30, 20, 50]]) // steps 1 and 2, and 5
  assert.deepEqual(boxes(svg, "sent").map(([left, top, , high]) => [left, top, high]), [[104.4, 77, 3], [124.4, 55, 25]])
})

test("in the matrix the row of a loss is framed, in every run's", () => {
  const svg = marks("gradients", x, [panel(30), panel(100)], 5, [], { step: 2, loss: 3 })
  assert.deepEqual(boxes(svg, "loss"), [[60, 50, 60, 10], [60, 120, 60, 10]])
  assert.deepEqual(boxes(marks("probabilities", x, [panel(30)], 5, [], { step: 2, loss: 3 }), "loss"), [])
})

test("bits without room for digits are signs that tell ones from zeros, and all strips of a phone have the same margins", () => {
  const layout = (/** @type {number} */ count) => ({ height: 100, margin: { l: 60, r: 100, t: 10, b: 10 },
    xaxis: { ticktext: Array.from({ length: count }, (_, i) => i % 2 ? "<b>1</b>" : "0") } })
  const wide = layout(20)
  crowd(wide, 900, false)
  assert.deepEqual(wide.xaxis.ticktext, layout(20).xaxis.ticktext)
  assert.deepEqual(wide.margin, layout(20).margin)
  const [few, many] = [layout(20), layout(60)]
  for (const one of [few, many]) crowd(one, 390, true)
  assert.deepEqual(few.xaxis.ticktext, layout(20).xaxis.ticktext)
  assert.deepEqual(many.xaxis.ticktext.slice(0, 2), ["·", "<b>|</b>"])
  assert.deepEqual(few.margin, many.margin)
  assert.ok(few.margin.r < 100 && few.margin.l < 60)
  assert.ok(few.margin.l - 9 - 22 > 22) // between a tick with its number and the edge the axis has its name
})
