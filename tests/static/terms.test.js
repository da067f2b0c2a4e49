// @ts-check
// Where the sentence on a term stands.

import assert from "node:assert/strict"
import test from "node:test"

import { placed } from "../../static/terms.js"

test("a term's sentence stands below it, above where there is no room, never beyond an edge", () => {
  const note = { width: 300, height: 60 }, room = { width: 1000, height: 800 }
  assert.deepEqual(placed({ left: 50, top: 100, bottom: 120 }, note, room), { left: 50, top: 126 })
  assert.deepEqual(placed({ left: 900, top: 100, bottom: 120 }, note, room), { left: 692, top: 126 })
  assert.deepEqual(placed({ left: 50, top: 770, bottom: 790 }, note, room), { left: 50, top: 704 })
  assert.deepEqual(placed({ left: 2, top: 20, bottom: 40 }, note, { width: 200, height: 90 }), { left: 8, top: 46 })
})
