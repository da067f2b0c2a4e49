// @ts-check
import assert from "node:assert/strict"
import test from "node:test"

import { isNews, near, renew, wakes } from "../../static/live.js"

/** @import { LivePiece } from "../../static/types.d.ts" */

/**
 * A page with one place for a picture, which is found by its name.
 * @param {string} name
 */
function page(name) {
  const node = Object.assign(new EventTarget(), { innerHTML: "before" })
  const root = { asked: "", querySelector(/** @type {string} */ css) { this.asked = css; return css === `[data-live="${name}"]` ? node : null } }
  return { node, root: /** @type {ParentNode & { asked: string }} */ (/** @type {unknown} */ (root)) }
}

globalThis.CSS = /** @type {typeof CSS} */ (/** @type {unknown} */ ({ escape: (/** @type {string} */ text) => text }))

test("HTML takes the place of what has its name, and nothing else's", () => {
  const { node, root } = page("runs")
  renew(root, "runs", { kind: "html", data: "<b>1</b>" })
  assert.equal(node.innerHTML, "<b>1</b>")
  renew(root, "others", { kind: "html", data: "<b>2</b>" })
  assert.equal(node.innerHTML, "<b>1</b>")
})

test("words for a figure that cannot be drawn are left to the script, for its view draws on", () => {
  const { node, root } = page("losses")
  Object.assign(node, { classList: { contains: (/** @type {string} */ name) => name === "figure" } })
  renew(root, "losses", { kind: "html", data: "<p>It cannot be drawn.</p>" })
  assert.equal(node.innerHTML, "before")
})

test("a figure's own view is told of what is newer", () => {
  const { node, root } = page("losses")
  /** @type {unknown} */
  let heard
  node.addEventListener("renew", event => { heard = /** @type {CustomEvent} */ (event).detail })
  const data = { figure: "{}", height: 1, alt: "", plotly: "", stamp: "a", main: false }
  renew(root, "losses", /** @type {LivePiece} */ ({ kind: "figure", data }))
  assert.equal(heard, data)
  assert.equal(node.innerHTML, "before")
})

test("the script runs again once for each state that it does not know", () => {
  assert.equal(wakes("a", "a", undefined), false)
  assert.equal(wakes("b", "a", undefined), true)
  assert.equal(wakes("b", "a", "b"), false) // it has been told, and is at it
  assert.equal(wakes("c", "a", "b"), true)
})

test("a sign of life is no news", () => {
  assert.equal(isNews({}), false)
  assert.equal(isNews({ state: "", pieces: {} }), true)
})

test("pictures in the window or close to it are in sight, in the order of the page", () => {
  /** @param {string} name @param {number} top @param {number} bottom */
  const placed = (name, top, bottom) => ({ getAttribute: () => name, getBoundingClientRect: () => ({ top, bottom }) })
  const nodes = [
    placed("above", -900, -301), placed("just above", -900, -299), placed("in", 10, 600), placed("hidden", 0, 0),
    placed("just below", 1019, 1400), placed("below", 1021, 1400),
  ]
  const root = /** @type {ParentNode} */ (/** @type {unknown} */ ({ querySelectorAll: (/** @type {string} */ css) => css === "[data-live]" ? nodes : [] }))
  assert.equal(near(root, 720), "just above in just below")
})
