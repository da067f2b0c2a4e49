// @ts-check
import assert from "node:assert/strict"
import test from "node:test"

import { inScript } from "../../static/picture_files.js"

test("what stands in a script cannot end it", () => {
  const text = JSON.stringify({ name: "</script><script>alert(1)</script><!-- a" })
  const safe = inScript(text)
  assert.ok(!/<\/script|<!--/i.test(safe))
  assert.deepEqual(JSON.parse(safe.replaceAll("<\\!--", "<!--")), JSON.parse(text))
})
