// @ts-check
import assert from "node:assert/strict"
import test from "node:test"

import { fileName, next } from "../../static/picture_menu.js"

test("the arrow keys go round through the menu, Home and End to its ends", () => {
  assert.deepEqual(["ArrowDown", "ArrowUp", "Home", "End", "a"].map(key => next(key, 3, 4)), [0, 2, 0, 3, undefined])
  assert.equal(next("ArrowUp", 0, 4), 3)
  assert.equal(next("ArrowDown", -1, 4), 0)
  assert.equal(next("ArrowUp", -1, 4), 3)
  assert.equal(next("ArrowDown", 0, 0), undefined)
})

test("a file is called as its picture, in letters that every system takes", () => {
  assert.equal(fileName("∂L<sub>t</sub>/∂h<sub>k</sub>: how far?"), "Lt-hk-how-far")
  assert.equal(fileName("步数/损失"), "步数-损失")
  assert.equal(fileName("../../etc"), "etc")
  assert.equal(fileName(undefined), "rnnviz")
  assert.equal(fileName("a".repeat(200)).length, 60)
})
