// @ts-check
// When a screen reader is told of what changes.

import assert from "node:assert/strict"
import test from "node:test"

import { Spoken } from "../../static/spoken.js"

test("of many changes the last is said, once they rest; what is there at first is not", context => {
  context.mock.timers.enable({ apis: ["setTimeout"] })
  const node = { textContent: "" }, spoken = new Spoken(node)
  spoken.say("step 1")
  context.mock.timers.tick(5000)
  assert.equal(node.textContent, "")
  for (const step of [2, 3, 4]) {
    spoken.say(`step ${step}`)
    context.mock.timers.tick(300)
  }
  assert.equal(node.textContent, "")
  context.mock.timers.tick(700)
  assert.equal(node.textContent, "step 4")
  spoken.say("step 5")
  spoken.end()
  context.mock.timers.tick(5000)
  assert.equal(node.textContent, "step 4")
})
