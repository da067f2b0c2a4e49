// @ts-check
// When a figure draws.

import assert from "node:assert/strict"
import test from "node:test"

import { OPTIONS, rest } from "../../static/figure.js"

test("a figure waits until its data rest, but not for long, and the main picture not at all", () => {
  assert.deepEqual([rest(false, 0), rest(false, 450), rest(false, 900), rest(true, 0)], [120, 50, 0, 0])
})

test("no button of a chart sends it anywhere", () => {
  assert.equal(OPTIONS.displayModeBar, false)
  assert.equal(OPTIONS.showSendToCloud, false)
  assert.equal(OPTIONS.plotlyServerURL, "")
})
