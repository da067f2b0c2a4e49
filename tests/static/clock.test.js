// @ts-check
// Spans of time in words.

import assert from "node:assert/strict"
import test from "node:test"

import { span } from "../../static/clock.js"

test("a span of time has hours where there are some", () => {
  assert.deepEqual([0, 59, 61, 3599, 3600, 36061].map(span), ["0:00", "0:59", "1:01", "59:59", "1:00:00", "10:01:01"])
})
