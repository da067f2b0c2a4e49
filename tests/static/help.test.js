// @ts-check
import assert from "node:assert/strict"
import test from "node:test"

import { asks, tables } from "../../static/help.js"

const plain = { key: "?", ctrlKey: false, metaKey: false, altKey: false, isComposing: false }

test("a question mark that nobody is typing asks for help", () => {
  assert.ok(asks(plain, () => false))
  assert.ok(!asks(plain, css => css.includes("input")))
  assert.ok(!asks({ ...plain, key: "/" }, () => false))
  for (const held of ["ctrlKey", "metaKey", "altKey", "isComposing"]) assert.ok(!asks({ ...plain, [held]: true }, () => false))
})

test("keys stand in a table, each with what it does", () => {
  assert.equal(tables([["Keys", [["<", "less & less"]]]]),
    '<section><h3>Keys</h3><table><tr><th scope="row">&lt;</th><td>less &amp; less</td></tr></table></section>')
})
