// @ts-check
import assert from "node:assert/strict"
import test, { mock } from "node:test"

import { keepInSight } from "../../static/afterimage.js"

test("where no page is to be seen nothing is kept", () => {
  const looks = mock.fn(() => null)
  Object.assign(globalThis, { document: { querySelector: looks } })
  keepInSight()
  assert.ok(looks.mock.callCount() > 0)
  Reflect.deleteProperty(globalThis, "document")
})
