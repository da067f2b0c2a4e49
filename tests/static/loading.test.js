// @ts-check
import assert from "node:assert/strict"
import test, { mock } from "node:test"

import { Patience } from "../../static/loading.js"

test("what is done at once shows nothing, what takes longer is shown until it rests", () => {
  mock.timers.enable({ apis: ["setTimeout"] })
  /** @type {boolean[]} */
  const shown = []
  const patience = new Patience(now => shown.push(now))
  patience.see(true)
  mock.timers.tick(250)
  patience.see(false)
  mock.timers.tick(1000)
  assert.deepEqual(shown, [])
  patience.see(true)
  mock.timers.tick(301)
  assert.deepEqual(shown, [true])
  patience.see(false)
  mock.timers.tick(100)
  patience.see(true) // it goes on at once: no flicker
  mock.timers.tick(1000)
  assert.deepEqual(shown, [true])
  patience.see(false)
  mock.timers.tick(151)
  assert.deepEqual(shown, [true, false])
  mock.timers.reset()
})
