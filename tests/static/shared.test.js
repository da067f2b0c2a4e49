// @ts-check
// Helpers of several modules: shared.js, words.js, svg.js, clock.js and tour.js.

import assert from "node:assert/strict"
import test from "node:test"

import { span } from "../../static/clock.js"
import { clamp, esc, views } from "../../static/shared.js"
import { colour, figure, shortened, word } from "../../static/svg.js"
import { placed } from "../../static/tour.js"
import { breadth, fill, filled, speaker } from "../../static/words.js"

test("of every place there is one view, until it is removed", () => {
  /** @type {string[]} */
  const ended = []
  const inner = {}, other = {}
  const at = (/** @type {object | null} */ node) => /** @type {HTMLElement} */ (/** @type {unknown} */ ({ querySelector: () => node }))
  const all = views(() => ({ end: () => ended.push("end") }), ".x")
  const view = all.at(at(inner))
  assert.equal(all.at(at(inner)), view) // another parent, the same place
  assert.notEqual(all.at(at(other)), view)
  all.remove(at(inner))
  all.remove(at(inner))
  all.remove(at(null))
  assert.deepEqual(ended, ["end"])
  assert.notEqual(all.at(at(inner)), view)
  assert.throws(() => all.at(at(null)), /no \.x/)
})

test("numbers are kept within bounds", () => {
  assert.deepEqual([clamp(-1, 0, 2), clamp(1, 0, 2), clamp(3, 0, 2)], [0, 1, 2])
})

test("a text in HTML means itself", () => {
  assert.equal(esc('<a b="c">&'), "&lt;a b=&quot;c&quot;&gt;&amp;")
})

test("texts are in the reader's language, with their fields filled in", () => {
  const german = { "step {step}": "Schritt {step}" }
  assert.equal(fill(german, "step {step}", { step: 3 }), "Schritt 3")
  assert.equal(speaker(german)("row {row}", { row: 0 }), "row 0")
  assert.equal(fill(undefined, "folded"), "folded")
  assert.equal(filled("{a} {b} {c}", { a: 1, b: null }), "1 {b} {c}")
})

test("Chinese letters are twice as wide", () => {
  assert.deepEqual([breadth("abc"), breadth("步骤"), breadth("a步")], [3, 4, 3])
})

test("colours run evenly between anchors, and ink can be read on them", () => {
  const anchors = ["#000000", "#ff0000", "#ffffff"]
  assert.deepEqual(colour(0, anchors), ["rgb(0,0,0)", "#fff"])
  assert.deepEqual(colour(0.25, anchors), ["rgb(128,0,0)", "#fff"])
  assert.deepEqual(colour(0.5, anchors), ["rgb(255,0,0)", "#000"]) // 5.25 against 4.0 to 1
  assert.deepEqual(colour(1, anchors), ["rgb(255,255,255)", "#000"])
  // grey of 118 is the darkest on which black can be read better
  assert.deepEqual(["#757575", "#767676"].map(grey => colour(0, [grey, "#ffffff"])[1]), ["#fff", "#000"])
})

test("a long piece is cut after eight letters, whatever they are made of", () => {
  assert.equal(shortened("123456789"), "123456789")
  assert.equal(shortened("1234567890"), "12345678…")
  assert.equal(shortened("😀".repeat(10)), "😀".repeat(8) + "…")
})

test("a piece is as large as fits, and can be read", () => {
  const size = (/** @type {string} */ text) => Number(word(text, { x: 0, y: 0, width: 54, most: 22, kind: "typed" }).match(/size="(\d+)"/)?.[1])
  assert.deepEqual([size("a"), size("abcdef"), size("abcdefghijkl")], [22, 14, 9])
  assert.match(word("a", { x: 0, y: 0, width: 12, most: 22, kind: "typed" }), /size="19"/)
})

test("values have two digits", () => {
  assert.deepEqual([0, 0.125, -0.5, -0.001, 1234.5, -0.0049, 12.345].map(figure), ["0.00", "0.13", "−0.50", "−0.0010", "1.2e+3", "−0.0049", "12.35"])
  assert.equal(figure(-1e-320).startsWith("−"), true)
  assert.equal(figure(-0), "0.00")
})

test("a span of time has hours where there are some", () => {
  assert.deepEqual([0, 59, 61, 3599, 3600, 36061].map(span), ["0:00", "0:59", "1:01", "59:59", "1:00:00", "10:01:01"])
})

test("the words of the tour stand below what they speak of, else above, else in the corner", () => {
  const panel = { width: 300, height: 100 }, room = { width: 1000, height: 800 }
  const box = (/** @type {number} */ top, /** @type {number} */ bottom, left = 200) => ({ left, right: left + 100, top, bottom })
  assert.deepEqual(placed(box(100, 200), panel, room), { left: 200, top: 212 })
  assert.deepEqual(placed(box(600, 750), panel, room), { left: 200, top: 488 })
  assert.deepEqual(placed(box(50, 780), panel, room), { left: 688, top: 688 })
  assert.deepEqual(placed(box(100, 200, 900), panel, room), { left: 688, top: 212 }) // not beyond the edge
  assert.deepEqual(placed(undefined, panel, room), { left: 350, top: 688 })
})
