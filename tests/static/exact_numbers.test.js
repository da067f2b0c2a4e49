// @ts-check
import assert from "node:assert/strict"
import test from "node:test"

import { exactNumbers, valuesOf } from "../../static/exact_numbers.js"
import { Told } from "../../static/picture_menu.js"

const packed = (/** @type {number[]} */ values) => ({ dtype: "f8", bdata: Buffer.from(new Float64Array(values).buffer).toString("base64") })

test("a column has all bits of its numbers, or its texts", () => {
  assert.deepEqual(valuesOf(packed([0.1 + 0.2, 1e-300])), [0.30000000000000004, 1e-300])
  assert.deepEqual(valuesOf(["a", null]), ["a", null])
})

test("nothing is asked for where everything is drawn", async () => {
  assert.equal(await exactNumbers(""), undefined)
  assert.equal(await exactNumbers(undefined), undefined)
})

test("what is no longer there is said", async () => {
  Object.assign(globalThis, { location: { origin: "http://here" }, fetch: async () => new Response(null, { status: 404 }) })
  await assert.rejects(exactNumbers("/numbers/abc"), Told)
})
