// @ts-check
// The line to the server of who follows a lecture: a socket that says what is new. When it breaks it is
// tried again by itself, sooner first, then every ten seconds.

/** @import { News } from "./types.d.ts" */

const FIRST = 500, LONGEST = 10000 // milliseconds until it tries again
const SILENCE = 12000 // milliseconds; the server says something at least every five seconds
const FINAL = [4404] // codes of closing after which there is nothing to try again for

/** How long to wait before another try, after so long before the last. @param {number | undefined} before */
export const longer = before => Math.min((before ?? FIRST / 2) * 2, LONGEST)

export class Line {
  lost = false
  ended = false
  alive = 0 // when the server was heard last
  /** @type {WebSocket | null} */ socket = null
  /** @type {number | undefined} */ wait // milliseconds before the last try; undefined when all is well
  /** @type {ReturnType<typeof setTimeout> | undefined} */ timer

  /**
   * @param {() => string} address
   * @param {(news: News) => void} take
   * @param {(lost: boolean) => void} tell called when it is tried, or lost
   * @param {() => void} [opened] called when something can be sent
   */
  constructor(address, take, tell, opened) {
    this.address = address
    this.take = take
    this.tell = tell
    this.opened = opened
    this.watch = setInterval(() => { if (performance.now() - this.alive > SILENCE) this.cut() }, 1000)
  }

  end() {
    this.ended = true
    clearInterval(this.watch)
    clearTimeout(this.timer)
    this.#leave()
  }

  connect() {
    clearTimeout(this.timer)
    this.#leave()
    this.lost = false
    this.tell(this.wait !== undefined)
    const plain = typeof DecompressionStream === "undefined" ? "&plain" : ""
    const socket = this.socket = new WebSocket(this.address() + plain)
    socket.binaryType = "blob"
    this.alive = performance.now()
    let reading = Promise.resolve() // one after the other, also where unpacking takes its time
    socket.onmessage = event => {
      this.alive = performance.now()
      reading = reading.then(() => read(event.data)).then(news => { if (socket === this.socket) this.take(news) })
    }
    socket.onopen = () => socket === this.socket && this.opened?.()
    socket.onclose = event => reading.then(() => { if (socket === this.socket) this.#closed(event.code) })
  }

  /** All is well again: the next loss is the first. */
  settle() {
    this.wait = undefined
  }

  /** Close the socket, so that it is opened anew. */
  cut() {
    this.socket?.close()
  }

  /** Try at once, if it is lost. */
  retry() {
    if (this.lost) this.connect()
  }

  /** Send, and say whether that could be done. @param {object} message */
  send(message) {
    if (this.socket?.readyState !== WebSocket.OPEN) return false
    this.socket.send(JSON.stringify(message))
    return true
  }

  #leave() {
    const { socket } = this
    this.socket = null
    socket?.close()
  }

  /** @param {number} code */
  #closed(code) {
    this.socket = null
    if (this.ended || FINAL.includes(code)) return
    this.lost = true
    this.tell(true)
    this.wait = longer(this.wait)
    // not all at once when the server is back
    this.timer = setTimeout(() => this.connect(), this.wait * (0.5 + Math.random() / 2))
  }
}

/**
 * A message, a text or packed in a blob.
 * @param {string | Blob} data
 */
export async function read(data) {
  if (typeof data === "string") return parsed(data)
  return parsed(await new Response(data.stream().pipeThrough(new DecompressionStream("gzip"))).text())
}

/**
 * Lines of JSON: the first is what is said, further ones are the pieces that it names by their digests.
 * @param {string} text
 * @returns {News}
 */
function parsed(text) {
  const [news, ...pieces] = text.split("\n").map(line => JSON.parse(line))
  if (!("sent" in news)) return news
  const named = news.sent.map((/** @type {string} */ digest, /** @type {number} */ place) => [digest, pieces[place]])
  return { ...news, pieces: Object.fromEntries(named) }
}
