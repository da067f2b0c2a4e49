// @ts-check
import assert from "node:assert/strict"
import test from "node:test"

import { inScript, schemeOf } from "../../static/picture_files.js"

test("what stands in a script cannot end it", () => {
  const text = JSON.stringify({ name: "</script><script>alert(1)</script><!-- a" })
  const safe = inScript(text)
  assert.ok(!/<\/script|<!--/i.test(safe))
  assert.deepEqual(JSON.parse(safe.replaceAll("<\\!--", "<!--")), JSON.parse(text))
})

test("a dark ground is told from a light one", () => {
  assert.deepEqual(["rgb(20, 22, 26)", "rgb(255, 255, 255)", "rgba(246, 244, 239, 1)", ""].map(schemeOf), ["dark", "light", "light", "light"])
})
