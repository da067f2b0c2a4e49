// @ts-check
// What is said beside the unrolled network.

import assert from "node:assert/strict"
import test from "node:test"

import { Picture } from "../../static/unrolled_drawing.js"
import { matrix, pointed, sentence } from "../../static/unrolled_words.js"
import { network } from "./pictures.js"

test("the sentence says what is read and expected, in the words of the output", () => {
  const said = (/** @type {object} */ given, step = 1) => sentence(new Picture({ ...network({ steps: 3 }), ...given }, {}), step)
  assert.equal(said({}), "Step <b>2</b> of 3: reads <b><bdi>e</bdi></b>, expects <b><bdi>a</bdi></b> (90 %)")
  assert.equal(said({ output: "sigmoid" }), "Step <b>2</b> of 3: reads <b><bdi>e</bdi></b>, answers <b><bdi>a</bdi></b> (90 %)")
  assert.equal(said({ output: "linear" }), "Step <b>2</b> of 3: reads <b><bdi>e</bdi></b>, answers <b>90 %, 10 %</b>")
  assert.equal(said({ predictions: [[], [], []] }), "Step <b>2</b> of 3: reads <b><bdi>e</bdi></b>")
  const longer = new Picture(network({ steps: 1, second: true, secondSteps: 3 }), {})
  assert.equal(sentence(longer, 2), "Step <b>3</b> of 3")
})

test("beside the pointer stands the unit, the piece or the guesses under it", () => {
  const data = { ...network({ steps: 2, hidden: 2, states: [0, 0, 0, 16384] }), unknown: [1] }
  const picture = new Picture(data, {}), { plan } = picture, x = plan.middle(1), [row] = plan.rows
  assert.equal(pointed(picture, x, row.top + plan.box - 1), "step 2, “e”: h of unit 2 is 0.50")
  assert.equal(pointed(picture, x, plan.token + 5), "step 2, “e” is not in the vocabulary: read as all zeros")
  assert.equal(pointed(picture, plan.middle(0), plan.token + 5), "step 1, “h”")
  assert.equal(pointed(picture, x, plan.output + 1), "after step 2, “e”: “a” 90 %, “b” 10 %")
  assert.equal(pointed(picture, plan.x(2) + 1, plan.token + 5), "") // after the last step
  assert.equal(pointed(picture, x, plan.token - 10), "")
})

test("a weight matrix says what it does, and of which layer and direction", () => {
  const one = new Picture(network(), {}), two = new Picture(network({ layers: 2, directions: 2 }), {})
  assert.equal(matrix(one, "hh-0-0"), "hidden to hidden: one and the same matrix at every step")
  assert.equal(matrix(two, "ih-1-1"), "input to hidden of layer 2, right to left: one and the same matrix at every step")
  assert.equal(matrix(two, "hy-0-0"), "hidden to output: one and the same matrix at every step")
})
