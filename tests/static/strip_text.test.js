// @ts-check
// Marked texts on a canvas: what looks alike stands together, and nothing that was typed becomes a mark.

import assert from "node:assert/strict"
import test from "node:test"

import { pieces, unmarked, widest, write } from "../../static/strip_text.js"
import { pencil } from "./pencil.js"

const look = { size: 10, family: "f", colour: "#123456" }

test("bold, raised and lowered letters are pieces of their lines", () => {
  assert.deepEqual(pieces("<b>run 1</b> · 10<sup>−4</sup><br>L<sub>t</sub>"), [
    [{ text: "run 1", bold: true, level: 0 }, { text: " · 10", bold: false, level: 0 }, { text: "−4", bold: false, level: 1 }],
    [{ text: "L", bold: false, level: 0 }, { text: "t", bold: false, level: -1 }],
  ])
})

test("what was escaped is written as it was typed", () => {
  assert.equal(unmarked("a &lt;b&gt; &amp; c<br>d"), "a <b> & c d")
})

test("every line is written under the one before, from where its side says", () => {
  const { ctx, drawn } = pencil()
  assert.equal(widest(ctx, "ab<br><b>abcd</b>", look), 4) // each letter is one wide
  write(ctx, "ab<br>abcd", 100, 50, look, "middle")
  assert.deepEqual(drawn.filter(one => one[0] === "fillText"), [["fillText", "ab", 100, 50], ["fillText", "abcd", 100, 63]])
  write(ctx, "10<sup>2</sup>", 100, 50, look, "right")
  assert.deepEqual(drawn.filter(one => one[0] === "fillText").slice(2).map(one => one.slice(0, 3)), [["fillText", "10", 97], ["fillText", "2", 99]])
})
