// @ts-check
import assert from "node:assert/strict"
import test from "node:test"

import { meaning, Pressed } from "../../static/keys.js"

const plain = { ctrlKey: false, metaKey: false, altKey: false, isComposing: false }
/** @type {(key: string, where?: string, open?: boolean) => string | undefined} */
const means = (key, where = "", open = false) =>
  meaning({ ...plain, key }, css => where !== "" && css.split(", ").includes(where), () => open)

test("a presenter's remote turns the pages, as the arrow keys do", () => {
  assert.deepEqual(["PageDown", "ArrowRight", "PageUp", "ArrowLeft"].map(key => means(key)), ["next", "next", "back", "back"])
  assert.deepEqual(["b", "B", "."].map(key => means(key)), ["ask", "ask", "ask"])
  assert.deepEqual([" ", "Escape", "ArrowUp", "x", "Enter"].map(key => means(key)), ["run", "leave", undefined, undefined, undefined])
})

test("a field, a slider and a picture in focus keep their keys", () => {
  for (const where of ["input", "textarea", "[role=slider]", ".unrolled", ".arrivals", ".board", "[role=dialog]"]) {
    assert.deepEqual(["ArrowRight", "b", " ", "Escape"].map(key => means(key, where)), Array(4).fill(undefined), where)
  }
})

test("a button in focus takes the space, but not the arrows", () => {
  assert.deepEqual([" ", "ArrowRight", "b"].map(key => means(key, "button")), [undefined, "next", "ask"])
})

test("Escape closes what is open first", () => {
  assert.deepEqual([means("Escape", "", true), means("ArrowRight", "", true)], [undefined, "next"])
})

test("keys that are held with another one are the browser's", () => {
  for (const held of ["ctrlKey", "metaKey", "altKey", "isComposing"]) {
    assert.equal(meaning({ ...plain, [held]: true, key: "ArrowRight" }, () => false, () => false), undefined)
  }
})

test("what is pressed is counted, and told until the server has heard it", () => {
  const pressed = new Pressed("token")
  assert.equal(pressed.unheard, false)
  for (const what of /** @type {const} */ (["next", "next", "back", "ask", "run"])) pressed.take(what)
  assert.equal(pressed.unheard, true)
  assert.deepEqual(pressed.tell(), ["token", 1, 1, 1, false, 1])
  assert.deepEqual(pressed.tell(), ["token", 1, 1, 1, false, 2]) // each time with its number
  pressed.heard = "1,1,0"
  assert.equal(pressed.unheard, true)
  pressed.heard = "1,1,1"
  assert.equal(pressed.unheard, false)
  pressed.take("leave")
  assert.equal(pressed.unheard, true)
  assert.deepEqual(pressed.tell(), ["token", 1, 1, 1, true, 3])
})
