// @ts-check
// Every module by its name, where they are not sent as one.

import assert from "node:assert/strict"
import test from "node:test"

import { load } from "../../static/all.js"

test("a module is found by its name", async () => {
  assert.equal(await load("numbers.js"), await import("../../static/numbers.js"))
})

test("what is not there is refused", async () => {
  await assert.rejects(load("nothing.js"))
})
