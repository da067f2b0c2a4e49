// @ts-check
// The unrolled network as it is drawn.

import assert from "node:assert/strict"
import test from "node:test"

import { Picture } from "../../static/unrolled_drawing.js"
import { sentence } from "../../static/unrolled_words.js"
import { network } from "./pictures.js"

const count = (/** @type {string} */ text, /** @type {RegExp} */ what) => [...text.matchAll(what)].length

test("every column in view is drawn once, with its arrows and weights", () => {
  const picture = new Picture(network({ steps: 10, layers: 2 }), {})
  const drawn = picture.columns(3, 6, 4)
  assert.deepEqual([...drawn.matchAll(/t = (\d+)/g)].map(found => +found[1]), [4, 5, 6])
  assert.equal(count(drawn, /data-w="ih-0-0"/g), 3)
  assert.equal(count(drawn, /data-w="hh-1-0"/g), 3)
  assert.equal(count(drawn, /data-w="hy-0-0"/g), 3)
  assert.match(drawn, new RegExp(`class="now" x="${picture.plan.x(4) + 1}"`))
  assert.doesNotMatch(drawn, /=0</) // the initial state is not in view
  assert.match(picture.columns(0, 1, 0), /=0</)
})

test("the last column has no arrow to a next one, but an initial state from the right to left", () => {
  const drawn = new Picture(network({ steps: 2, directions: 2 }), {}).columns(0, 2, 0)
  assert.equal(count(drawn, /data-w="hh-0-0"/g), 1 + 1) // from the initial state, and between both steps
  assert.equal(count(drawn, /data-w="hh-0-1"/g), 1 + 1)
  assert.match(drawn, /T\+1/)
})

test("a unit's colour and number are its value's", () => {
  const values = [32767, -32767, 0, -32768]
  const drawn = new Picture({ ...network({ steps: 1, hidden: 4, states: values }), scale: 2 }, {}).columns(0, 1, 0)
  const boxes = [...drawn.matchAll(/<rect x="85"[^>]*fill="([^"]*)"/g)].map(found => found[1])
  assert.deepEqual(boxes, ["rgb(179,88,6)", "rgb(84,39,136)", "rgb(247,247,247)", "#000"])
  const numbers = [...drawn.matchAll(/class="value"[^>]*style="fill:([^"]*)">([^<]*)</g)].map(found => found.slice(1))
  assert.deepEqual(numbers, [["#fff", "2.00"], ["#fff", "−2.00"], ["#000", "0.00"], ["#fff", "overflow"]])
})

test("an LSTM hands c on beside h, other cells do not", () => {
  const drawn = new Picture({ ...network({ steps: 3 }), memory: true }, {}).columns(0, 3, 0)
  assert.equal(count(drawn, /class="memory"/g), 2)
  assert.equal(count(drawn, />c</g), 2)
  assert.doesNotMatch(new Picture(network({ steps: 3 }), {}).columns(0, 3, 0), /class="memory"/)
})

test("where two decimals are too few the numbers are written as they came", () => {
  const data = { ...network({ steps: 2, hidden: 2, states: [32736, 32736, 32767, 32767] }), numbers: ["0.999", "0.998", "1.000", "0.997"] }
  const drawn = new Picture(data, {}).columns(0, 2, 0)
  assert.deepEqual([...drawn.matchAll(/class="value"[^>]*>([^<]*)</g)].map(found => found[1]), data.numbers)
})

test("a bar is as long as its share of the room, and the first guess is right or wrong", () => {
  const drawn = new Picture(network({ steps: 1, label: "e" }), {}).columns(0, 1, 0)
  const wide = [...drawn.matchAll(/class="bar[^"]*"[^>]* width="([^"]*)"/g)].map(found => +found[1])
  assert.deepEqual(wide, [+(0.9 * 72).toFixed(1), +(0.1 * 72).toFixed(1)])
  assert.match(drawn, /class="answer right"[^>]*>✓ e</)
  assert.match(new Picture(network({ steps: 1, label: "x" }), {}).columns(0, 1, 0), /class="answer wrong"[^>]*>✗ e</)
  const untrained = { ...network({ steps: 1, label: "x" }), untrained: true }
  assert.match(new Picture(untrained, {}).columns(0, 1, 0), /class="answer due"[^>]*>→ e</)
})

test("what was typed is a text and no markup", () => {
  const data = { ...network({ steps: 1 }), pieces: ["<b>"], answers: ["<i>"], unknown: [0] }
  const picture = new Picture(data, {}), drawn = picture.columns(0, 1, 0) + sentence(picture, 0)
  assert.doesNotMatch(drawn, /<b><b>|<i>/)
  assert.match(drawn, /&lt;b&gt;/)
  assert.match(drawn, /class="token unknown"/)
})

test("between two texts stands how far their states are apart", () => {
  const data = { ...network({ steps: 3, second: true }), difference: [0, 0.5, null] }
  const drawn = new Picture(data, {}).columns(0, 3, 0)
  assert.deepEqual([...drawn.matchAll(/class="difference"[^>]*height="([^"]*)"/g)].map(found => +found[1]), [0, 20, 0])
  assert.match(drawn, /= 0.50</)
  assert.match(drawn, /overflowed</)
})

test("steps are numbered once, below the lowest text that has them", () => {
  const drawn = new Picture(network({ steps: 3, second: true, secondSteps: 2 }), {}).columns(0, 3, 0)
  const numbers = [...drawn.matchAll(/y="([\d.]+)">t = (\d)</g)].map(found => [+found[2], +found[1]]).sort()
  assert.deepEqual(numbers.map(([step]) => step), [1, 2, 3])
  assert.ok(numbers[0][1] === numbers[1][1] && numbers[1][1] > numbers[2][1])
})

test("the folded network has one cell for each row and names its units", () => {
  const drawn = new Picture(network({ layers: 2, hidden: 5 }), { folded: "gefaltet" }).folded()
  assert.equal(count(drawn, /class="cell"/g), 2)
  assert.match(drawn, /5 units/)
  assert.match(drawn, />gefaltet</)
  const named = new Picture(network({ hidden: 5, form: "r first" }), {}).folded()
  const written = ["GRU", "r first", "5 units"].map(word => Number(named.match(new RegExp(`y="([^"]+)">${word}<`))?.[1]))
  assert.deepEqual(written.map((y, line) => y - written[0] - 19 * line), [0, 0, 0])
  assert.match(drawn, /data-w="hh-1-0"[^>]*>W<tspan[^>]*>hh<\/tspan><tspan[^>]*>\(2\)</)
})
