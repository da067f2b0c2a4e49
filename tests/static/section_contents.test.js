// @ts-check
// What the button at the end of the list of sections opens.

import assert from "node:assert/strict"
import test from "node:test"

import { entries } from "../../static/section_contents.js"

test("sections that are on the page are named with what stands in them, and the current one is marked", () => {
  const made = entries([["a", "A <", false, "one, two"], ["b", "B", true, "three"], ["c", "C", true, "four"]],
    ["a", "c"], "c", word => `?x=1&section=${word}`)
  assert.equal(made, '<li><a href="?x=1&amp;section=a" data-section="a"><b>A &lt;</b> <small>one, two</small></a></li>' +
    '<li><a href="?x=1&amp;section=c" data-section="c" class="now"><b>C</b> <small>four</small></a></li>')
})
