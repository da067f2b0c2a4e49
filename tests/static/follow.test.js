// @ts-check
// What each message does to a page that follows a lecture.

import assert from "node:assert/strict"
import test from "node:test"

import { announced, deliver, follower, joined, moduleData, socketAddress } from "../../static/follow.js"

/** @import { FollowWords, News, Piece, Question, Scene } from "../../static/types.d.ts" */

/** @type {(given: Partial<Scene>) => Scene} */
const scene = given => ({
  version: 1, title: "A lecture", scene: 0, scenes: 2, look: "Look", question: null, asking: false, page: "unroll", order: [], sent: [], pieces: {}, ...given,
})

test("each message goes to whom it is for", () => {
  /** @type {(news: News, pending?: boolean) => unknown[]} */
  const does = (news, pending = false) => {
    /** @type {unknown[]} */
    const done = []
    const to = (/** @type {string} */ what) => (/** @type {unknown} */ given) => { done.push(what, given) }
    deliver(news, pending, { heard: to("heard"), refused: to("refused"), say: to("say"), sign: to("sign"), show: to("show") })
    return done
  }
  assert.deepEqual(does({ answered: [1, 2] }, true), ["heard", [1, 2]])
  assert.deepEqual(does({ answered: 0 }), ["heard", 0])
  assert.deepEqual(does({ said: "Too late." }, true), ["refused", "Too late."])
  assert.deepEqual(does({ said: "There is no such lecture." }), ["say", "There is no such lecture."])
  assert.deepEqual(does(scene({ version: 3 })), ["show", scene({ version: 3 })])
  assert.deepEqual(does({ token: "T" }), ["sign", "T"])
  assert.deepEqual(does({}), []) // a sign of life
})

test("pieces that are not sent again stay, and those that have gone are forgotten", () => {
  /** @type {Record<string, Piece>} */
  const known = { 1: { kind: "html", data: "a" }, 2: { kind: "html", data: "b" }, 3: { kind: "html", data: "c" } }
  const news = scene({ order: [["b", "5"], ["d", "4"], ["a", "1"]], pieces: { 4: { kind: "html", data: "d" }, 5: { kind: "html", data: "new" } } })
  const now = joined(news, known)
  const shown = now.order.map(([name, digest]) => [name, now.pieces[digest].data])
  assert.deepEqual(shown, [["b", "new"], ["d", "d"], ["a", "a"]])
  assert.deepEqual(Object.keys(now.pieces), ["1", "4", "5"])
})

test("who comes back says which pieces are here", () => {
  assert.equal(socketAddress("https://here", "/live/ABCDE?lang=en", {}, ""), "wss://here/live/ABCDE?lang=en")
  /** @type {Record<string, Piece>} */
  const pieces = { a1: { kind: "html", data: "" }, b2: { kind: "html", data: "" } }
  assert.equal(socketAddress("http://here", "/live/ABCDE?lang=en", pieces, "T"), "ws://here/live/ABCDE?lang=en&have=a1.b2&follower=T")
})

test("what the server has signed is kept by lecture, also where the browser keeps nothing", () => {
  Object.assign(globalThis, { window: globalThis })
  assert.equal(follower("/live/ABCDE"), "")
  assert.equal(follower("/live/ABCDE", "T"), "T")
  assert.deepEqual([follower("/live/ABCDE"), follower("/live/OTHER")], ["T", ""])
})

test("modules are given what the pages give them", () => {
  assert.deepEqual(moduleData("figure", { figure: { data: [] }, alt: "x" }), { figure: '{"data":[]}', alt: "x" })
  assert.deepEqual(moduleData("draw", { cells: "ff", stamp: 3 }), { cells: "ff", stamp: "ff" })
  assert.deepEqual(moduleData("arrivals", { stamp: 3 }), { stamp: 3, followed: true })
})

test("a new question is announced, and when it is closed", () => {
  const words = /** @type {FollowWords} */ ({ asked: "New question: {question}", shut: "The question is closed." })
  const question = /** @type {Question} */ ({ text: "Which?", kind: "choose" })
  assert.equal(announced(scene({}), words), "")
  assert.equal(announced(scene({ question, asking: true }), words), "New question: Which?")
  assert.equal(announced(scene({ question }), words), "The question is closed.")
})
