// @ts-check
// What arrives at each step: boxes, bands, arrows, the cut, and where a click goes.

import assert from "node:assert/strict"
import test from "node:test"

import { beside, Chain, nearest, thick } from "../../static/arrivals_drawing.js"
import { arrivals } from "./pictures.js"

const marks = (/** @type {string} */ drawn, /** @type {RegExp} */ what) => [...drawn.matchAll(what)].map(found => found[1])

/** The rectangles of one class. @type {(drawn: string, kind: string) => number[][]} */
const boxes = (drawn, kind) => [...drawn.matchAll(new RegExp(`<rect class="${kind}" ([^>]*)`, "g"))]
  .map(([, rest]) => [...rest.matchAll(/(?:x|y|width|height|rx)="([\d.]+)"/g)].map(found => Math.round(100 * +found[1]) / 100))

test("columns stand level with the matrix above, and the pointer finds them", () => {
  const chain = new Chain(arrivals(), 80)
  assert.deepEqual([chain.middle(0), chain.middle(4)], [140, 460])
  assert.deepEqual([99, 100, 179, 180, 499, 500].map(x => chain.stepAt(x)), [null, 0, 0, 1, 4, null])
})

test("boxes are a part of their column, up to a width, and bands fill it", () => {
  assert.deepEqual([25, 200].map(wide => Math.round(new Chain(arrivals(), wide).box)), [14, 66])
  const narrow = new Chain(arrivals(), 10)
  assert.deepEqual([narrow.ribbon, narrow.box], [true, 10])
  assert.equal(new Chain(arrivals(), 16).ribbon, false)
})

test("what arrives comes from the next step, in the other direction from the one before", () => {
  const there = new Chain(arrivals(), 80)
  assert.deepEqual([0, 1, 2, 3, 4].map(k => there.source(k)), [1, 2, 3, undefined, undefined])
  const back = new Chain(arrivals({ backwards: true, step: 1, kinds: ["none", "zero", "some", "some", "lost"] }), 80)
  assert.deepEqual([0, 1, 2, 3, 4].map(k => back.source(k)), [undefined, undefined, 1, 2, 3])
})

test("there is an arrow to each step that is reached, later the farther it is, and a ghost to those cut off", () => {
  const drawn = new Chain(arrivals(), 80).picture()
  assert.deepEqual(marks(drawn, /class="arrow" data-far="(\d+)"/g), ["2", "1"])
  assert.equal(marks(drawn, /class="(ghost)"/g).length, 1)
  assert.deepEqual(marks(drawn, /<g data-far="(\d+)"/g), ["2", "1", "0"])
})

test("an arrow is as thick as what it carries, at both ends", () => {
  assert.deepEqual([thick(0), thick(1)], [2, 2 + 36 * 0.62])
  const drawn = new Chain(arrivals(), 80).picture(), [, y] = drawn.match(/class="arrow" data-far="1"[^>]*d="M[\d.]+,([\d.]+)/) ?? []
  assert.ok(Math.abs(48 - Number(y) - thick(1) / 2) < 1e-9) // it begins at the step of the loss, where the norm is largest
  const end = drawn.match(/class="arrow" data-far="1"[^>]*L([\d.]+),48 /)?.[1]
  assert.equal(Number(end), 100 + 2.5 * 80 + 80 * 0.56 / 2)
})

test("an arrow has a head before the box that it comes to", () => {
  const [, path] = new Chain(arrivals(), 80).picture().match(/class="arrow" data-far="1"[^>]* d="([^"]*)"/) ?? []
  const found = path.match(/[\d.]+/g)?.map(Number) ?? [], half = thick(0.5) / 2
  const expected = [357.6, 48 - thick(1) / 2, 332.4, 48 - half, 332.4, 48 - half - 3, 322.4, 48,
    332.4, 48 + half + 3, 332.4, 48 + half, 357.6, 48 + thick(1) / 2]
  assert.equal(found.length, expected.length)
  found.forEach((number, i) => assert.ok(Math.abs(number - expected[i]) < 1e-9, `${i}: ${number}, ${expected[i]}`))
})

test("each state is a box in the colour of its norm, with its number", () => {
  const drawn = new Chain(arrivals(), 80).picture()
  assert.deepEqual(boxes(drawn, "state some"), [[197.6, 30, 44.8, 36, 5], [277.6, 30, 44.8, 36, 5]])
  assert.deepEqual(boxes(drawn, "state some origin"), [[357.6, 30, 44.8, 36, 5]])
  assert.match(drawn, /class="state some" x="277.6[^>]*fill="rgb\(128,128,128\)"/)
  assert.match(drawn, /class="value some" x="300" y="48" style="fill:#000">0.1</)
  assert.match(drawn, /class="value cut" x="140" y="48">cut</)
  // 7 pixels a letter, and 2
  const room = (/** @type {number} */ wide) => /class="value cut"/.test(new Chain(arrivals(), wide).picture())
  assert.deepEqual([room(23 / 0.56 - 0.1), room(23 / 0.56 + 0.1)], [false, true])
})

test("what has overflowed says so where there is room", () => {
  const said = (/** @type {number} */ wide) => new Chain(arrivals({ kinds: Array(5).fill("lost") }), wide).picture().match(/class="value lost"[^>]*>([^<]*)</)?.[1]
  assert.deepEqual([said(200), said(90)], ["overflow", "✕"])
})

test("a band is as thick as what arrives is large, and thin where nothing does", () => {
  const drawn = new Chain(arrivals({ kinds: ["none", "cut", "some", "lost", "zero"] }), 10).picture()
  const tall = Math.round(100 * thick(0.5)) / 100
  assert.deepEqual(boxes(drawn, "band"), [[120, (30 + 18 - tall / 2), 10.4, tall, 0], [130, 30, 10.4, 36, 0]])
  assert.doesNotMatch(drawn, /class="arrow"/)
})

test("a piece that is leaned on has a ground, and ink that can be read on it", () => {
  const drawn = new Chain(arrivals({ shades: [null, ["#123456", "#ffffff"], null, null, null] }), 40).picture()
  assert.match(drawn, /<rect x="141" y="72" width="38" height="24" rx="3" fill="#123456"\/><text class="token" x="160" y="84" font-size="18" style="fill:#ffffff">e</)
  assert.equal(marks(drawn, /(rx="3")/g).length, 1)
})

test("the cut stands before the first step that is reached, with its name where there is room", () => {
  const drawn = new Chain(arrivals({ first: 2 }), 160).picture()
  assert.deepEqual(marks(drawn, /class="cut" x1="([\d.]+)"/g), ["420"])
  assert.deepEqual(marks(drawn, /class="cutword" x="([\d.]+)"/g), ["414"])
  assert.match(drawn, /K = 3 stops here/)
  assert.doesNotMatch(new Chain(arrivals({ cut: "The truncation" }), 30).picture(), /stops here/)
  for (const first of [null, 0]) assert.doesNotMatch(new Chain(arrivals({ first }), 80).picture(), /class="cut"/)
})

test("the words at the start stay inside of the picture", () => {
  const at = (/** @type {number} */ step) => Number(new Chain(arrivals({ step }), 30).picture().match(/class="start" x="([\d.]+)"/)?.[1])
  const half = 4.2 * "loss: 1 nats".length
  assert.deepEqual([at(0), at(2), at(4)], [100 + half, 175, 250 - half])
})

test("narrow columns have no letters, only the numbers of the first and the last step", () => {
  const drawn = new Chain(arrivals(), 8).picture()
  assert.doesNotMatch(drawn, /class="token"/)
  assert.deepEqual(marks(drawn, /text-anchor="(?:start|end)">(step \d)</g), ["step 1", "step 5"])
  assert.equal(marks(new Chain(arrivals(), 40).picture(), /class="(token)"/g).length, 5)
})

test("beside the pointer stands what arrives, and why not", () => {
  const chain = new Chain(arrivals(), 80)
  assert.equal(chain.tells(2), "step 3, “l”: the gradient by h has the norm 0.1")
  assert.equal(chain.tells(0), "step 1, “h”: K = 3 stops the gradient before it arrives; it would be 0.001")
  assert.equal(chain.tells(4), "step 5, “o”: nothing arrives")
  const pushed = new Chain(arrivals({ loss: false, kinds: Array(5).fill("some") }), 80)
  assert.equal(pushed.tells(3), "step 4, “l”: a push of 1 to h there moves loss: 1 nats by up to 1")
  assert.match(new Chain(arrivals({ shadeLabels: Array(5).fill("0.7") }), 80).tells(1), /by what is read there 0.7$/)
})

test("the arrow keys go to rows that there are, and a click to the nearest", () => {
  const rows = [1, 3, 7]
  assert.deepEqual([beside(rows, 3, 1), beside(rows, 3, -1), beside(rows, 7, 1), beside(rows, 1, -1), beside(rows, 5, -1)],
    [7, 1, undefined, undefined, 3])
  assert.deepEqual([nearest(rows, 0), nearest(rows, 4), nearest(rows, 6), nearest([], 3)], [1, 3, 7, undefined])
})
