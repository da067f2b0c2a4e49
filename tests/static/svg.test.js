// @ts-check
// Colours, words and numbers in a drawing.

import assert from "node:assert/strict"
import test from "node:test"

import { colour, shortened, widthOf, word } from "../../static/svg.js"

test("colours run evenly between anchors, and ink can be read on them", () => {
  const anchors = ["#000000", "#ff0000", "#ffffff"]
  assert.deepEqual(colour(0, anchors), ["rgb(0,0,0)", "#fff"])
  assert.deepEqual(colour(0.25, anchors), ["rgb(128,0,0)", "#fff"])
  assert.deepEqual(colour(0.5, anchors), ["rgb(255,0,0)", "#000"]) // 5.25 against 4.0 to 1
  assert.deepEqual(colour(1, anchors), ["rgb(255,255,255)", "#000"])
  // grey of 118 is the darkest on which black can be read better
  assert.deepEqual(["#757575", "#767676"].map(grey => colour(0, [grey, "#ffffff"])[1]), ["#fff", "#000"])
})

test("a long piece is cut after eight letters, or as many wide ones as take their place", () => {
  assert.equal(shortened("123456789"), "123456789")
  assert.equal(shortened("1234567890"), "12345678…")
  assert.equal(shortened("😀".repeat(10)), "😀".repeat(4) + "…")
  assert.equal(shortened("👩‍👩‍👧‍👦"), "👩‍👩‍👧‍👦") // one letter to a reader
  assert.equal(shortened("नमस्ते"), "नमस्ते")
  assert.equal(shortened("e\u0301".repeat(10)), "e\u0301".repeat(8) + "…")
  assert.equal(shortened("反向传播"), "反向传播")
  assert.equal(shortened("循环神经网络"), "循环神经…")
})

test("a piece is as large as fits, and can be read", () => {
  const size = (/** @type {string} */ text) => Number(word(text, { x: 0, y: 0, width: 54, most: 22, kind: "typed" }).match(/size="(\d+)"/)?.[1])
  const shown = (/** @type {string} */ text) => word(text, { x: 0, y: 0, width: 54, most: 22, kind: "typed" }).match(/>(.*)</)?.[1] ?? ""
  assert.deepEqual([size("a"), size("abcdef"), size("abcdefghijkl")], [22, 14, 14])
  for (const text of ["狗咬人", "反向传播", "循环神经网络", "，。！", "ｈｅｌｌｏ"]) assert.ok(size(text) * widthOf(shown(text)) <= 54)
  assert.deepEqual(["abcdefghijkl", "循环神经网络", "abcdef"].map(shown), ["abcde…", "循环神…", "abcdef"]) // none below 12 pixels
  assert.match(word("a", { x: 0, y: 0, width: 12, most: 22, kind: "typed" }), /size="19"/)
})
