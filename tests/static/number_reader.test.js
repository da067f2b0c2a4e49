// @ts-check
// Numbers are read as Python reads them (tests/text/test_numerals.py).

import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import test from "node:test"

import { read } from "../../static/number_reader.js"

/** @type {[string, number | [number, number] | null][]} */
const CASES = JSON.parse(readFileSync(new URL("numbers_written.json", import.meta.url), "utf-8"))

test("numbers in many writings, such as may be two, and such as are none", () => {
  for (const [text, value] of CASES) assert.deepEqual(read(text) ?? null, value, text)
})

test("every number of JavaScript is read to the last bit", () => {
  for (const value of [0.1, 1e-7, 5e-324, 1.7976931348623157e308, -123456.789, 1 / 3]) assert.equal(read(String(value)), value)
})

test("where whole numbers are asked for, a sign before three digits is that of thousands", () => {
  assert.deepEqual(["1,000", "1.000", "12,345", "1,5", "2.5", "1e5", "0,125"].map(text => read(text, true)),
    [1000, 1000, 12345, 1.5, 2.5, 1e5, 0.125])
})
