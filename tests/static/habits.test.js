// @ts-check
import assert from "node:assert/strict"
import test from "node:test"

import { remove, render } from "../../static/habits.js"

test("what every page has is called as a component is", () => {
  assert.deepEqual([typeof render, typeof remove], ["function", "function"])
})
