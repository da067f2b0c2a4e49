// Follows a lecture: keeps a socket to the server open, draws the newest state that it sends with the same
// modules as the pages, and sends answers. When the line breaks it says so, keeps what was drawn, and
// tries again by itself, sooner first, then every ten seconds.

import { Question } from "./question.js"
import { views } from "./shared.js"

const FIRST = 500, LONGEST = 10000 // milliseconds until it tries again
const SILENCE = 12000 // milliseconds; the server says something at least every five seconds
const FINAL = [4404] // codes of closing after which there is nothing to try again for
const all = views(node => new View(node), ".follow")

export function render({ data, parentElement }) {
  const view = all.at(parentElement)
  view.start(data)
}

export const remove = all.remove

class View {
  constructor(node) {
    node.innerHTML = `<p class="line" role="status" hidden></p><p class="look" role="status"></p>
<section class="ask"></section><div class="pieces"></div>`
    this.node = node
    for (const name of ["line", "look", "ask", "pieces"]) this[name] = node.querySelector("." + name)
    this.drawn = new Map() // of every piece its element, what draws it, and its data
    this.now = { pieces: {}, order: [] }
    this.question = new Question(this.ask, answer => this.answer(answer))
    this.onOffline = () => this.socket?.close()
    this.onOnline = () => this.lost && this.connect()
    this.onSeen = () => document.visibilityState === "visible" && this.onOnline()
    addEventListener("offline", this.onOffline)
    addEventListener("online", this.onOnline)
    document.addEventListener("visibilitychange", this.onSeen)
    this.watch = setInterval(() => performance.now() - this.alive > SILENCE && this.socket?.close(), 1000)
  }

  start(data) {
    const again = this.data?.socket !== data.socket
    this.data = data
    this.question.words = data.words
    if (!again) return
    this.question.remember(data.socket.split("?")[0])
    this.connect()
  }

  end() {
    this.ended = true
    removeEventListener("offline", this.onOffline)
    removeEventListener("online", this.onOnline)
    document.removeEventListener("visibilitychange", this.onSeen)
    clearInterval(this.watch)
    clearTimeout(this.timer)
    this.leave()
    for (const name of [...this.drawn.keys()]) this.drop(name)
  }

  // -- the line ------------------------------------------------------------------------------------

  connect() {
    clearTimeout(this.timer)
    this.leave()
    this.lost = false
    this.say(this.wait ? this.data.words.lost : this.data.words.connecting)
    const plain = typeof DecompressionStream === "undefined" ? "&plain" : ""
    const url = location.origin.replace(/^http/, "ws") + this.data.socket + plain
    const socket = this.socket = new WebSocket(url)
    socket.binaryType = "blob"
    this.alive = performance.now()
    let reading = Promise.resolve() // one after the other, also where unpacking takes its time
    socket.onmessage = event => {
      this.alive = performance.now()
      reading = reading.then(() => read(event.data)).then(news => socket === this.socket && this.take(news))
    }
    socket.onclose = event => reading.then(() => socket === this.socket && this.closed(event.code))
  }

  leave() {
    const socket = this.socket
    this.socket = null
    socket?.close()
  }

  closed(code) {
    this.socket = null
    if (this.ended || FINAL.includes(code)) return
    this.lost = true
    this.say(this.data.words.lost)
    this.wait = Math.min((this.wait ?? FIRST / 2) * 2, LONGEST)
    // not all at once when the server is back
    this.timer = setTimeout(() => this.connect(), this.wait * (0.5 + Math.random() / 2))
  }

  say(sentence) {
    if (this.line.textContent !== sentence) this.line.textContent = sentence
    this.line.hidden = !sentence
  }

  answer(value) {
    if (this.socket?.readyState !== WebSocket.OPEN) return false
    this.socket.send(JSON.stringify({ answer: value, follower: follower() }))
    return true
  }

  // -- what comes ----------------------------------------------------------------------------------

  take(news) {
    if ("answered" in news) return this.question.heard(news.answered)
    if ("said" in news) return this.question.pending ? this.question.refused(news.said) : this.say(news.said)
    if (!("version" in news)) return
    this.wait = undefined
    const { pieces } = this.now
    this.now = { ...news, pieces: Object.fromEntries(news.order.map(name => [name, news.pieces[name] ?? pieces[name]])) }
    // several that came meanwhile are drawn as one; a hidden page draws when it is looked at again
    this.frame ??= requestAnimationFrame(() => this.draw())
  }

  draw() {
    this.frame = undefined
    const { now, node } = this, { words, themes } = this.data
    const begun = now.order.length > 0 // nothing is shown before the first scene
    this.say(begun ? "" : words.waiting)
    const theme = now.dark ? "dark" : "light"
    node.classList.toggle("dark", theme === "dark")
    node.classList.toggle("light", theme === "light")
    // the lecturer's page may be light where this one is dark
    node.classList.toggle("framed", getComputedStyle(document.querySelector(".stApp")).colorScheme !== theme)
    for (const [name, colour] of Object.entries(themes[theme])) node.style.setProperty(name, colour)
    const place = `<b>${begun ? now.scene + 1 : 0} / ${now.scenes}</b>`, look = begun ? now.look : now.title
    if (this.look.dataset.said !== place + look) {
      this.look.innerHTML = place
      this.look.append(look)
      this.look.dataset.said = place + look
    }
    this.question.show(now.question, now.asking, now.scene)
    for (const name of [...this.drawn.keys()]) if (!now.pieces[name]) this.drop(name)
    let before = null
    for (const name of now.order) {
      const element = this.piece(name, now.pieces[name])
      const here = before ? before.nextSibling : this.pieces.firstChild
      if (here !== element) this.pieces.insertBefore(element, here)
      before = element
    }
    node.dataset.version = now.version
    node.dataset.made = now.made ?? ""
    node.dataset.drawn = Date.now() / 1000
  }

  piece(name, { kind, data }) {
    const seen = JSON.stringify(data)
    let known = this.drawn.get(name)
    if (!known) {
      const element = document.createElement("div")
      element.className = `piece ${kind}`
      this.drawn.set(name, (known = { element, parent: this.parent(kind, element) }))
    }
    if (known.seen === seen) return known.element
    known.seen = seen
    if (kind === "html") known.element.innerHTML = data
    else if (this.data.modules[kind]) {
      if (kind === "draw") data = { ...data, stamp: data.cells } // here nobody's strokes are to be kept
      known.module ??= import(location.origin + this.data.modules[kind])
      known.module.then(code => {
        if (known.seen === seen && this.drawn.get(name) === known) {
          code.render({ data, parentElement: known.parent, setStateValue: () => {}, setTriggerValue: () => {} })
        }
      })
    }
    return known.element
  }

  // what a module looks for inside of its parent
  parent(kind, element) {
    const inside = document.createElement("div")
    inside.className = kind
    if (kind === "figure") inside.style.width = "100%"
    const style = this.data.styles[kind]
    if (!style) {
      if (kind !== "html") element.append(inside)
      return element
    }
    const shadow = element.attachShadow({ mode: "open" })
    shadow.innerHTML = `<style>:host { display: block; } .tools { display: none; }</style>`
    shadow.firstChild.textContent += style
    shadow.append(inside)
    // tasks are chosen and pictures drawn by the lecturer
    if (kind === "gallery" || kind === "draw") inside.inert = true
    return shadow
  }

  drop(name) {
    const { element, parent, module } = this.drawn.get(name)
    this.drawn.delete(name)
    element.remove()
    module?.then(code => code.remove(parent))
  }
}

async function read(data) {
  if (typeof data === "string") return JSON.parse(data)
  return new Response(data.stream().pipeThrough(new DecompressionStream("gzip"))).json()
}

// who answers again, also after the page was loaded anew, changes their mind instead of voting twice
function follower() {
  const fresh = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), byte => byte.toString(16).padStart(2, "0")).join("")
  try {
    return localStorage["rnnviz follower"] ||= fresh()
  } catch { // private windows may forbid it
    return window.rnnvizFollower ||= fresh()
  }
}
