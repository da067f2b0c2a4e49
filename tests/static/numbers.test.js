// @ts-check
// Numbers in the browser are written as Python writes them (tests/figures/base/test_numbers.py).

import assert from "node:assert/strict"
import test from "node:test"

import { percent, scientific, tenTo, threeDigits, trimmed, twoDecimals } from "../../static/numbers.js"

test("two decimals, or two digits and a power of ten", () => {
  assert.deepEqual([0, -0, 0.5, -1.234, 999.9, 1234.5, 123456, 0.0041, -1e-12].map(twoDecimals),
    ["0.00", "0.00", "0.50", "−1.23", "1,000", "1,235", "1.2·10⁵", "4.1·10⁻³", "−1.0·10⁻¹²"])
  assert.deepEqual([NaN, Infinity, -Infinity].map(twoDecimals), ["?", "∞", "−∞"])
})

test("three digits", () => {
  assert.deepEqual([0, 0.5189, 12.34, -250.4, 9999, 0.00819, 6.09e5].map(threeDigits),
    ["0.00", "0.519", "12.3", "−250", "9,999", "8.19·10⁻³", "6.09·10⁵"])
})

test("powers of ten that no number holds", () => {
  assert.deepEqual([tenTo(-400.5, 3), tenTo(2.9999999, 3), scientific(5e-324, 2)], ["3.16·10⁻⁴⁰¹", "1.00·10³", "4.9·10⁻³²⁴"])
})

test("round numbers bear no digits that say nothing", () => {
  assert.deepEqual([0, 1, 0.5, -2.25, 1000, 0.001, 1e-5, -1e6, 2.5e9].map(value => trimmed(value, 3)),
    ["0", "1", "0.5", "−2.25", "1,000", "0.001", "10⁻⁵", "−10⁶", "2.5·10⁹"])
})

test("shares in percent are never said to be sure when they are not", () => {
  assert.deepEqual([0, 1, 0.999, 0.001, 0.006, 0.5].map(percent), ["0 %", "100 %", "> 99 %", "< 1 %", "1 %", "50 %"])
})
