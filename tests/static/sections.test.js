// @ts-check
// Which section is under the list, and what an address with a section is.

import assert from "node:assert/strict"
import test from "node:test"

import { current, withSection } from "../../static/sections.js"

test("the last section that has begun is the current one", () => {
  const places = [{ word: "a", top: -700 }, { word: "b", top: -10 }, { word: "c", top: 300 }]
  assert.equal(current(places, "", 600), "b")
  assert.equal(current(places.slice(2), "", 600), "c") // nothing has begun: what comes first
  assert.equal(current([], "", 600), "")
})

test("the one that was asked for is, as long as it is in sight", () => {
  const places = [{ word: "a", top: -700 }, { word: "b", top: -10 }, { word: "c", top: 300 }]
  assert.equal(current(places, "c", 600), "c")
  assert.equal(current(places, "a", 600), "b")
  assert.equal(current(places, "c", 400), "b")
  assert.equal(current(places, "gone", 600), "b")
})

test("an address keeps what else it says", () => {
  assert.equal(withSection("", "reach"), "?section=reach")
  assert.equal(withSection("?text=a+b&section=matrix", "reach"), "?text=a+b&section=reach")
})
