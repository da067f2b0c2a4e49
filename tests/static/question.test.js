// @ts-check
import assert from "node:assert/strict"
import test from "node:test"

import { chosen, slid, told, written } from "../../static/question.js"
import { question, words } from "./pictures.js"

test("the slider runs over the numbers between both ends, evenly or on a log scale", () => {
  const even = question({ kind: "number", low: 0, high: 8 }), log = question({ kind: "number", low: 0.01, high: 100, log: true })
  assert.deepEqual([0, 0.25, 0.12345, 1].map(share => chosen(even, share)), [0, 2, 0.988, 8])
  assert.deepEqual([0, 0.25, 0.5, 1].map(share => chosen(log, share)), [0.01, 0.1, 1, 100])
  assert.equal(chosen(question({ low: 0, high: 0.9996 }), 1), 0.9996) // rounding leads out of no scale
  assert.deepEqual([slid(even, 2), slid(log, 1)], [0.25, 0.5])
})

test("an answer is said as an option, a number with its unit, or an amount", () => {
  assert.equal(written(question(), 1), "that")
  assert.equal(written(question({ kind: "number", unit: "steps" }), 7), "7 steps")
  assert.equal(written(question({ kind: "number" }), 7), "7")
  assert.equal(written(question({ kind: "sketch", unit: "nats" }), 0.12345), "0.123 nats")
})

test("under the answers stands what has become of one's own", () => {
  assert.deepEqual(told(question(), words, true, undefined), [])
  assert.deepEqual(told(question(), words, true, 0), ["Counted", "Yours: this"])
  assert.deepEqual(told(question(), words, false, undefined), ["Closed"])
  assert.deepEqual(told(question({ right: 1 }), words, false, 0), ["Yours: this", "Closed", "Right: that"])
  assert.deepEqual(told(question({ right: null }), words, false, 0), ["Yours: this", "Closed"])
  assert.deepEqual(told(question({ kind: "number", unit: "nats", right: 2 }), words, false, 3),
    ["Yours: 3 nats", "Closed", "Right: 2 nats"])
})

test("of a curve is said what it is at the lag that was asked about", () => {
  const asked = question({ kind: "sketch", at: 1, truth: [0, 0.25, 1] })
  assert.deepEqual(told(asked, words, true, [0.5, 0.75, 1]), ["Counted", "Your curve at lag 1: 0.75", "Right: 0.25"])
  assert.deepEqual(told(question({ kind: "sketch", at: 1 }), words, false, [0, 0, 0]), ["Your curve at lag 1: 0", "Closed"])
})
