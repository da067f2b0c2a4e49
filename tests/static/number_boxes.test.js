// @ts-check
// What stands in a box is written as Streamlit can read it, or it is said why not (tests/browser/test_number_boxes.py).

import assert from "node:assert/strict"
import test from "node:test"

import { settle } from "../../static/number_boxes.js"

const WORDS = { unread: "“{text}” is none", doubtful: "{one} or {other}", whole: "whole ones" }

class Box {
  /** @type {string[]} */ written = []
  /** @type {{ className: string, textContent: string, setAttribute: () => void, remove: () => void } | undefined} */ note

  /** @param {string} value @param {string} step */
  constructor(value, step) {
    this.value = value
    this.step = step
  }

  getAttribute() { return this.step }
  closest() { return this }
  querySelector() { return this.note }
  dispatchEvent() { this.written.push(this.value) }

  appendChild() {
    return this.note = { className: "", textContent: "", setAttribute: () => undefined, remove: () => { this.note = undefined } }
  }
}

/** @type {(value: string, step?: string) => [boolean, string, string | undefined]} */
function settled(value, step = "0.01") {
  const box = new Box(value, step)
  const is = settle(/** @type {any} */ (box), WORDS)
  return [is, box.value, box.note?.textContent]
}

Object.assign(globalThis, {
  document: { createElement: () => undefined },
  HTMLInputElement: { prototype: { set value(/** @type {string} */ text) { Object.defineProperty(this, "value", { value: text, writable: true }) } } },
})

test("what Streamlit reads right stays as it is typed", () => {
  for (const text of ["1e-05", "0.5", "-3", ""]) assert.deepEqual(settled(text), [true, text, undefined])
  assert.deepEqual(settled("12", "1"), [true, "12", undefined])
})

test("what Streamlit reads otherwise is written as a plain number", () => {
  assert.deepEqual(["0,5", "−3", "1.5·10⁻³", "1’234.5"].map(text => settled(text)[1]), ["0.5", "-3", "0.0015", "1234.5"])
  assert.deepEqual(["1e5", "10 000", "1,000", "−7"].map(text => settled(text, "1")[1]), ["100000", "10000", "1000", "-7"])
})

test("what is none is said, and so is what may be two numbers", () => {
  assert.deepEqual(settled("abc"), [false, "abc", "“abc” is none"])
  assert.deepEqual(settled("1,234"), [false, "1,234", "1.234 or 1234"])
  assert.deepEqual(settled("2.5", "1"), [false, "2.5", "whole ones"])
})
