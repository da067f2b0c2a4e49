// @ts-check
// Texts in the reader's language.

import assert from "node:assert/strict"
import test from "node:test"

import { breadth, fill, filled, isolated, speaker } from "../../static/words.js"

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

test("what is written from right to left is isolated from what stands beside it", () => {
  for (const piece of ["ر", "שלום", "مرحبا", "𞤀"]) {
    assert.equal(filled("“{a}” ({b})", { a: piece, b: "11 %" }), `“\u2068${piece}\u2069” (11 %)`)
  }
  for (const piece of ["é", "我", "👩‍🚀", "नमस्ते", ""]) assert.equal(isolated(piece), piece)
})
