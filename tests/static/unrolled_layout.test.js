// @ts-check
import assert from "node:assert/strict"
import test from "node:test"

import { Chain, Plan, unpack } from "../../static/unrolled_layout.js"
import { network, packed } from "./pictures.js"

test("one layer stands between its input and what it expects", () => {
  const plan = new Plan(network({ steps: 4, hidden: 3 }))
  assert.equal(plan.column, 108)
  assert.equal(plan.box, 72) // 24 a unit
  assert.deepEqual(plan.rows, [{ layer: 0, back: 0, top: 22 + 4 + 22 * 2 + 36, index: 0 }])
  assert.equal(plan.token, 106 + 72 + 42)
  assert.equal(plan.height, 220 + 60 + 4)
  assert.deepEqual([plan.x(0), plan.x(3), plan.middle(0)], [62, 62 + 3 * 108, 116])
})

test("many units share the height that there is", () => {
  assert.equal(new Plan(network({ hidden: 1 })).box, 24)
  assert.equal(new Plan(network({ hidden: 64 })).box, 128)
  assert.equal(new Plan(network({ hidden: 64, layers: 3 })).box, 62)
  assert.equal(new Plan(network({ hidden: 64, second: true })).box, 128 * 0.36)
})

test("the last layer stands on top, and right to left above left to right", () => {
  const plan = new Plan(network({ layers: 2, directions: 2, hidden: 64 }))
  assert.equal(plan.column, 108 + 14 + 22)
  assert.deepEqual(plan.rows.map(row => [row.layer, row.back, row.index]), [[1, 1, 3], [1, 0, 2], [0, 1, 1], [0, 0, 0]])
  assert.deepEqual([plan.end, new Plan(network()).end], [84, 10]) // room for the states it begins with
  const [top, second, third, last] = plan.rows.map(row => row.top)
  assert.deepEqual([second - top, third - second, last - third], [54 + 24, 54 + 34, 54 + 24])
  for (const row of plan.rows) assert.equal(plan.at(row.layer, row.back), row)
})

test("without a readout nothing is left free for it, but the scale has its room above the cells", () => {
  assert.equal(new Plan(network({ readout: false })).rows[0].top, 22 + 26)
})

test("two texts stand one below the other, with one guess each, as long as the longer one", () => {
  const plan = new Plan(network({ steps: 3, second: true, secondSteps: 5 }))
  assert.deepEqual([plan.guesses, plan.steps, plan.between], [1, 5, 44])
  assert.equal(plan.top(1), plan.chain + 44)
  assert.equal(plan.height, 2 * plan.chain + 44 + 20)
  // on a window of 1280 by 720 pixels both stand above the fold
  assert.ok(326 + plan.height * plan.fit(900, 720) <= 714)
})

test("labels have the room that the longest one needs, within bounds", () => {
  const wide = (/** @type {string} */ label) => new Plan(network({ label })).label
  assert.deepEqual([wide("a"), wide("abc"), wide("😀😀😀"), wide("abcdefghij")], [22, 30, 30, 46])
})

test("a short sequence is drawn larger, and nothing so small that it cannot be read", () => {
  const plan = new Plan(network({ steps: 4 }))
  assert.equal(plan.fit(1e4, 1e4), 1.8)
  assert.equal(plan.fit(1200, 600), 312 / plan.height) // as the window is tall
  assert.equal(plan.fit(100, 1e4), 1.35) // it scrolls
  assert.equal(plan.fit(400, 50), 12 / 13)
  // without the folded network beside it there is more room
  const wide = (/** @type {number} */ width) => plan.fit(width, 1.5 * plan.height / 0.52)
  assert.equal(wide(860), (860 - 12) / (162 + 62 + 4 * 108 * 0.88 + 10))
  assert.equal(wide(559), (559 - 12) / (62 + 4 * 108 * 0.88 + 10))
  assert.deepEqual([Plan.hasFolded(559), Plan.hasFolded(560)], [false, true])
})

test("columns are moved to fill the width, as far as they can be", () => {
  for (const [steps, width] of [[5, 916], [7, 916], [3, 700]]) {
    const plan = new Plan(network({ steps })), zoom = plan.fit(width, 720)
    assert.ok(Math.abs((162 + plan.x(steps) + plan.end) * zoom - (width - 12)) < 1e-6)
    assert.ok(plan.wide >= 62 && plan.wide < plan.column)
  }
  const few = new Plan(network({ steps: 1 }))
  few.fit(1900, 720)
  assert.deepEqual([few.column, few.wide], [2.2 * 108, Math.round(1.6 * 62)])
  const many = new Plan(network({ steps: 30 }))
  many.fit(916, 720)
  assert.deepEqual([many.column, many.wide], [108, 62]) // it scrolls
})

test("of 2,000 steps only those in view are drawn, and one more on either side", () => {
  const plan = new Plan(network({ steps: 2000 }))
  assert.deepEqual(plan.inView(0, 1080), { first: 0, last: 11 })
  const { first, last } = plan.inView(plan.x(1000), 1080)
  assert.deepEqual([first, last], [999, 1011])
  assert.deepEqual(plan.inView(plan.x(1995), 1080), { first: 1994, last: 2000 })
  assert.deepEqual(plan.cut(first, last), { left: plan.x(999) - 54, span: plan.x(1011) + 10 - plan.x(999) + 54 })
  assert.equal(plan.cut(0, 11).left, 0)
})

test("it scrolls no further than a step needs", () => {
  const plan = new Plan(network({ steps: 100 }))
  assert.equal(plan.scrolled(5, 300, 1000), 300) // in view
  assert.equal(plan.scrolled(2, 300, 1000), plan.x(2) - 62)
  assert.equal(plan.scrolled(20, 300, 1000), plan.x(21) + 62 - 1000)
})

test("the pointer is over a step, and over a unit of a row", () => {
  const plan = new Plan(network({ hidden: 3, second: true, steps: 5 }))
  assert.deepEqual([plan.stepAt(61), plan.stepAt(62), plan.stepAt(169.9), plan.stepAt(170)], [-1, 0, 0, 1])
  const [row] = plan.rows
  assert.deepEqual(plan.unitAt(row.top), { row, unit: 0 })
  assert.deepEqual(plan.unitAt(row.top + plan.box - 0.01), { row, unit: 2 })
  assert.equal(plan.unitAt(row.top - 1), undefined)
  assert.equal(plan.unitAt(row.top + plan.box), undefined)
  assert.deepEqual(plan.unitAt(plan.top(1) + row.top + plan.box / 2), { row, unit: 1 })
  assert.deepEqual(plan.chainAt(plan.top(1) + 7), { chain: 1, down: 7 })
  assert.deepEqual(plan.chainAt(plan.top(1) - 7), { chain: 0, down: plan.top(1) - 7 })
})

test("what is drawn of a wide layer goes by its own numbers", () => {
  const plan = new Plan({ ...network({ hidden: 2, layers: 2 }), units: [[4, 70], [0, 299]], of: 300 })
  assert.deepEqual([plan.unitOf(0, 1), plan.unitOf(1, 1)], [70, 299])
  assert.equal(new Plan(network({ hidden: 3 })).unitOf(0, 2), 2)
})

test("numbers come as 16 bits, and one of them stands for what overflowed", () => {
  assert.deepEqual([...unpack(packed([0, 1, -1, 32767, -32768]))], [0, 1, -1, 32767, -32768])
  const data = network({ steps: 2, hidden: 2, layers: 2, states: [1, 2, 3, 4, 5, 6, 7, -32768] })
  const chain = new Chain(data, 2)
  assert.deepEqual(chain.at(1, 0), [5 / 32767, 6 / 32767])
  assert.deepEqual(chain.at(1, 1), [7 / 32767, null])
  const begun = new Chain({ ...data, initial: packed([1, 2, 3, 4, 5, 6]) }, 2)
  assert.deepEqual([begun.before(0), begun.before(1)], [[1 / 32767, 2 / 32767], [3 / 32767, 4 / 32767]])
})
