// @ts-check
import assert from "node:assert/strict"
import test from "node:test"
import { crc32 } from "node:zlib"

import { asked, checksum, forget, isUnheard, outdated, wasTyped } from "../../static/typing.js"

globalThis.CSS = /** @type {typeof CSS} */ (/** @type {unknown} */ ({ escape: (/** @type {string} */ text) => text }))

/** A page with boxes. @param {Record<string, { value: string, maxLength: number }>} boxes */
const page = boxes => /** @type {ParentNode} */ (/** @type {unknown} */ ({
  querySelector: (/** @type {string} */ css) => boxes[css.replace(/^\.st-key-(\w+) input$/, "$1")] ?? null,
}))

test("the checksum is zlib's", () => {
  for (const texts of [[""], ["hello", "", ""], ["é ☃ 好", "𝄞"]]) assert.equal(checksum(texts), crc32(texts.join("\0")))
})

test("what is made of an older text than the typed one is outdated until the script has heard", () => {
  assert.equal(outdated(1), false)
  wasTyped(2, () => true)
  assert.equal(outdated(undefined), false) // it is of no text
  assert.equal(outdated(1), true)
  assert.equal(outdated(2), false)
  assert.equal(outdated(1), false) // whatever comes from now on is newer
})

test("what the script has put into the boxes itself is never outdated", () => {
  let there = true
  wasTyped(2, () => there)
  assert.equal(outdated(1), true)
  there = false
  assert.equal(outdated(1), false)
})

test("without a line nothing is", () => {
  wasTyped(2, () => true)
  forget()
  assert.equal(outdated(1), false)
})

test("what is asked for is what the script has set, with what stands in the boxes now", () => {
  const data = { asked: { net: "hello", text: "h", target: "x" }, boxes: ["text", "target", "with"], text: 0, open: true, asks: false }
  const boxes = { text: { value: "he", maxLength: 3 }, with: { value: "lo", maxLength: -1 } }
  assert.deepEqual(asked(data, page(boxes)), { net: "hello", text: "he", target: "x", with: "lo" })
  boxes.text.value = "hell"
  assert.equal(asked(data, page(boxes)), undefined) // the page will not take it
})

test("what stands in the boxes is unheard until the script has heard, or the line has gone", () => {
  let stands = true
  assert.equal(isUnheard(), false)
  wasTyped(2, () => stands)
  assert.equal(isUnheard(), true)
  outdated(1) // the script has heard of what was there before
  assert.equal(isUnheard(), true)
  outdated(2)
  assert.equal(isUnheard(), false)
  wasTyped(3, () => stands)
  stands = false // the script has set the boxes itself
  assert.equal(isUnheard(), false)
  wasTyped(4, () => true)
  forget()
  assert.equal(isUnheard(), false)
})
