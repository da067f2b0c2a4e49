// @ts-check
// The line over which a page that follows a lecture hears of it.

import assert from "node:assert/strict"
import { after, beforeEach, mock, test } from "node:test"
import { gzipSync } from "node:zlib"

import { Line, longer, read } from "../../static/line.js"

test("a message is lines: where the lecture stands, and the pieces that come along", async () => {
  const news = await read('{"version":2,"order":[["a","x"],["b","y"]],"sent":["y"]}\n{"kind":"html","data":"b"}')
  assert.deepEqual(news, {
    version: 2, order: [["a", "x"], ["b", "y"]], sent: ["y"], pieces: { y: { kind: "html", data: "b" } },
  })
})

test("messages come as text, or packed", async () => {
  assert.deepEqual(await read('{"answered": 3}'), { answered: 3 })
  assert.deepEqual(await read(new Blob([new Uint8Array(gzipSync('{"said": "好"}'))])), { said: "好" })
})

class Socket extends EventTarget {
  static OPEN = 1
  /** @type {Socket[]} */ static all = []
  readyState = 1
  /** @type {string[]} */ sent = []
  /** @type {(event: { data: string | Blob }) => void} */ onmessage = () => {}
  /** @type {(event: { code: number }) => void} */ onclose = () => {}

  /** @param {string} address */
  constructor(address) {
    super()
    this.address = address
    Socket.all.push(this)
  }

  close(code = 1000) {
    this.readyState = 3
    this.onclose({ code })
  }

  /** @param {string} text */
  send(text) {
    this.sent.push(text)
  }
}

const real = { WebSocket: globalThis.WebSocket, random: Math.random, now: performance.now }
let time = 0
beforeEach(() => {
  Socket.all = []
  time = 0
  Object.assign(globalThis, { WebSocket: Socket })
  Math.random = () => 0.5 // it waits three quarters of the time
  performance.now = () => time
  mock.timers.reset()
  mock.timers.enable({ apis: ["setTimeout", "setInterval"] })
})
after(() => {
  mock.timers.reset()
  Object.assign(globalThis, { WebSocket: real.WebSocket })
  Math.random = real.random
  performance.now = real.now
})

/** A line that is connected, and what it says. */
function lined() {
  /** @type {unknown[]} */
  const heard = []
  const line = new Line(() => "ws://there", news => heard.push(news), lost => heard.push(lost ? "lost" : "connecting"))
  line.connect()
  return { line, heard }
}

const last = () => Socket.all[Socket.all.length - 1]
/** Let what was said be read. */
const settled = () => new Promise(done => setImmediate(done))

/** @param {number} milliseconds */
function pass(milliseconds) {
  time += milliseconds
  mock.timers.tick(milliseconds)
}

test("what the socket says is taken in order, also where unpacking takes longer", async () => {
  const { line, heard } = lined()
  last().onmessage({ data: new Blob([new Uint8Array(gzipSync('{"said": "first"}'))]) })
  last().onmessage({ data: '{"said": "second"}' })
  while (heard.length < 3) await settled()
  assert.deepEqual(heard, ["connecting", { said: "first" }, { said: "second" }])
  line.end()
})

test("a line that breaks is tried again, later each time, and all is forgotten once it holds", async () => {
  const { line, heard } = lined()
  for (const wait of [500, 1000, 2000, 4000, 8000, 10000, 10000]) {
    const tries = Socket.all.length
    last().close(1006)
    await settled()
    pass(0.75 * wait - 1)
    assert.equal(Socket.all.length, tries)
    pass(1)
    assert.equal(Socket.all.length, tries + 1)
  }
  assert.deepEqual(heard.slice(0, 3), ["connecting", "lost", "lost"])
  line.settle()
  last().close(1006)
  await settled()
  assert.equal(line.wait, 500)
  line.end()
  assert.deepEqual([longer(undefined), longer(500), longer(9000)], [500, 1000, 10000])
})

test("a lecture that is gone is not tried again", async () => {
  const { line, heard } = lined()
  last().close(4404)
  await settled()
  pass(60_000)
  assert.deepEqual([Socket.all.length, heard], [1, ["connecting"]])
  line.end()
})

test("a silent server is given up, and tried again", async () => {
  const { line, heard } = lined()
  pass(6000)
  last().onmessage({ data: "{}" })
  await settled()
  pass(11_000)
  assert.equal(last().readyState, 1)
  pass(2000)
  assert.equal(last().readyState, 3)
  await settled()
  assert.deepEqual(heard, ["connecting", {}, "lost"])
  line.end()
})

test("only the newest socket counts, and none after the end", async () => {
  const { line, heard } = lined()
  line.retry() // it is not lost
  assert.equal(Socket.all.length, 1)
  const [old] = Socket.all
  line.connect()
  old.onmessage({ data: '{"said": "late"}' })
  await settled()
  assert.deepEqual(heard, ["connecting", "connecting"])
  line.cut()
  await settled()
  line.retry()
  assert.equal(Socket.all.length, 3)
  line.end()
  await settled()
  pass(60_000)
  assert.equal(Socket.all.length, 3)
})

test("an answer is sent over an open line, and else not", () => {
  const { line } = lined()
  assert.equal(line.send({ answer: 1 }), true)
  assert.deepEqual(last().sent, ['{"answer":1}'])
  last().readyState = 0
  assert.equal(line.send({ answer: 1 }), false)
  line.end()
})
