// @ts-check
// A figure's numbers as HTML.

import assert from "node:assert/strict"
import test from "node:test"

import { html, span } from "../../static/figure_reader.js"

test("a table has headings for rows and columns, and shows what was typed as text", () => {
  assert.equal(html({ caption: "<b>", heads: ["step", "h"], rows: [["1 &", "0.5"]] }),
    "<table><caption>&lt;b&gt;</caption><thead><tr><th scope=\"col\">step</th><th scope=\"col\">h</th></tr></thead>" +
    "<tbody><tr><th scope=\"row\">1 &amp;</th><td>0.5</td></tr></tbody></table>")
})

test("a frame lies around a cell, and around a point it is large enough to be seen", () => {
  const axis = { _offset: 100, d2p: (/** @type {number} */ value) => 200 - 20 * value }
  assert.deepEqual(span(axis, 3, 1), [228, 252]) // the cell from 2.5 to 3.5, on an axis that falls
  assert.deepEqual(span(axis, 3, 0), [231, 249])
})
