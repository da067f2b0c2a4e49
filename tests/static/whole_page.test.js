// @ts-check
// When the focus goes to a page's title, and what the keyboard has to reach to scroll it.

import assert from "node:assert/strict"
import test from "node:test"

import { changed, news, overflows, sceneButton } from "../../static/whole_page.js"

const page = { lang: "en", page: "vanish", title: "Vanish & explode", names: {}, pages: "Pages", scrolls: "Scrolls sideways", words: {} }

test("a page is new if it took another's place, not when it is the first or the same again", () => {
  assert.equal(changed(undefined, page), false)
  assert.equal(changed(page, { ...page, lang: "zh-Hans", title: "消失与爆炸" }), false)
  assert.equal(changed({ ...page, page: "unroll" }, page), true)
})

test("what is larger than its box scrolls, in either direction", () => {
  const size = { scrollWidth: 100, clientWidth: 100, scrollHeight: 50, clientHeight: 50 }
  assert.equal(overflows(size), false)
  assert.equal(overflows({ ...size, scrollWidth: 102 }), true)
  assert.equal(overflows({ ...size, scrollHeight: 60 }), true)
})

test("of a training only what is new is told", () => {
  assert.equal(news([], ["The training runs."]), "The training runs.")
  assert.equal(news(["The training runs."], ["The training runs."]), "")
  assert.equal(news(["The training runs."], ["The training has finished.", "one has come to the floor."]),
    "The training has finished. one has come to the floor.")
})

test("a scene's buttons are named by what they do and by their scene", () => {
  assert.equal(sceneButton("Open", "scene 2: Truncate"), "Open scene 2: Truncate")
  assert.equal(sceneButton("打开", "场景 2：截断"), "打开场景 2：截断")
})
