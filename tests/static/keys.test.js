// @ts-check
import assert from "node:assert/strict"
import test from "node:test"

import { isLost, meaning, Pressed } from "../../static/keys.js"

const plain = { ctrlKey: false, metaKey: false, altKey: false, isComposing: false }
/** What a key means in an element that some of the rules match. @type {(key: string, where?: RegExp, open?: boolean) => string | undefined} */
const means = (key, where, open = false) =>
  meaning({ ...plain, key }, css => where !== undefined && css.split(", ").some(one => where.test(one)), () => open)
const KEYS = ["PageDown", "PageUp", "ArrowRight", "ArrowLeft", " ", "b", "Escape"]
/** The keys that the lecture hears of, pressed there. @type {(where: RegExp) => string[]} */
const heard = where => KEYS.filter(key => means(key, where) !== undefined)

test("a presenter's remote turns the pages, as the arrow keys do", () => {
  assert.deepEqual(["PageDown", "ArrowRight", "PageUp", "ArrowLeft"].map(key => means(key)), ["next", "next", "back", "back"])
  assert.deepEqual(["b", "B", "."].map(key => means(key)), ["ask", "ask", "ask"])
  assert.deepEqual([" ", "Escape", "ArrowUp", "x", "Enter"].map(key => means(key)), ["run", "leave", undefined, undefined, undefined])
})

test("what has the focus keeps the keys that it uses, and no others", () => {
  assert.deepEqual(heard(/^textarea$/), [])
  assert.deepEqual(heard(/^select$/), [])
  assert.deepEqual(heard(/^input:not/), ["PageDown", "PageUp"]) // a line of text has no pages
  assert.deepEqual(heard(/^\[role=combobox\]$/), ["PageDown", "PageUp"])
  assert.deepEqual(heard(/expanded/), []) // a list that is open has some
  assert.deepEqual(heard(/slider/), [" ", "b", "Escape"])
  assert.deepEqual(heard(/^\[role=radio\]$/), ["PageDown", "PageUp", "b", "Escape"])
  assert.deepEqual(heard(/^button$/), KEYS.filter(key => key !== " "))
  assert.deepEqual(heard(/application/), ["PageDown", "PageUp", " ", "b"])
})

test("a picture keeps the keys that it says it uses", () => {
  assert.deepEqual(heard(/^\[data-keys~=(ArrowRight|ArrowLeft)\]$/), ["PageDown", "PageUp", " ", "b", "Escape"])
  assert.deepEqual(heard(/^\[data-keys~=Space\]$/), KEYS.filter(key => key !== " "))
})

test("Streamlit's own keys do nothing, but where they are typed", () => {
  for (const key of ["r", "R", "c", "C"]) {
    assert.equal(means(key), "nothing")
    assert.equal(means(key, /^input:not/), undefined)
  }
  assert.equal(meaning({ ...plain, key: "c", ctrlKey: true }, () => false, () => false), undefined) // to copy
})

test("Escape closes what is open first", () => {
  assert.deepEqual([means("Escape", undefined, true), means("ArrowRight", undefined, true)], [undefined, "next"])
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

test("the focus is lost where what had it has gone, and not where nothing had it", () => {
  const body = /** @type {HTMLElement} */ ({}), button = /** @type {HTMLElement} */ ({})
  assert.equal(isLost({ activeElement: body, body }, { isConnected: false }), true)
  assert.equal(isLost({ activeElement: body, body }, { isConnected: true }), false) // it was let go of
  assert.equal(isLost({ activeElement: body, body }, undefined), false)
  assert.equal(isLost({ activeElement: button, body }, { isConnected: false }), false)
})
