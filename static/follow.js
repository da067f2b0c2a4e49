// @ts-check
// Follows a lecture: draws the newest state that the server sends with the same modules as the pages, and
// sends answers. When the line breaks it says so and keeps what was drawn.

import { Line } from "./line.js"
import { Question } from "./question.js"
import { find, views } from "./shared.js"
import { filled } from "./words.js"

/** @import { Answer, Component, FollowData, FollowWords, News, Piece, Place, Scene } from "./types.d.ts" */
/** @typedef {{ render(component: Component<Record<string, unknown>>): void, remove(parent: Place): void }} Module */
/** @typedef {{ element: HTMLElement, parent: Place, seen?: string, module?: Promise<Module> }} Drawn */

const all = views(parent => new View(find(parent, ".follow", HTMLElement)), ".follow")

/** @param {Component<FollowData>} component */
export function render({ data, parentElement }) {
  all.at(parentElement).start(data)
}

export const remove = all.remove

/**
 * Hand what the server says to whom it is for: that an answer was taken, a sentence on the answer that is
 * on its way, or else for all, by what it knows this follower again, and where the lecture stands. Anything else is only a sign of life.
 * @param {News} news
 * @param {boolean} pending whether an answer is on its way
 * @param {{ heard(answer: Answer): void, refused(said: string): void, say(said: string): void, sign(token: string): void, show(scene: Scene): void }} to
 */
export function deliver(news, pending, to) {
  if ("answered" in news) to.heard(news.answered)
  else if ("said" in news && pending) to.refused(news.said)
  else if ("said" in news) to.say(news.said)
  else if ("token" in news) to.sign(news.token)
  else if ("version" in news) to.show(news)
}

/** The lecture with what is new; pieces that are not sent have stayed as they were. @type {(news: Scene, pieces: Record<string, Piece>) => Scene} */
export function joined(news, pieces) {
  return { ...news, pieces: Object.fromEntries(news.order.map(([, digest]) => [digest, news.pieces[digest] ?? pieces[digest]])) }
}

/** What is said to who does not see it: a new question, and that it is closed. @type {(now: Scene, words: FollowWords) => string} */
export function announced({ question, asking }, words) {
  if (!question) return ""
  return asking ? filled(words.asked, { question: question.text }) : words.shut
}

class View {
  /** @type {FollowData | undefined} */ data
  /** @type {Scene | undefined} */ now
  /** @type {number | undefined} */ frame
  /** @type {Map<string, Drawn>} */ drawn = new Map() // of every piece its element, what draws it, and its digest

  /** @param {HTMLElement} node */
  constructor(node) {
    node.innerHTML = `<p class="line" role="status" hidden></p><p class="look" role="status"></p><p class="told" role="status"></p>
<section class="ask"></section><div class="pieces"></div>`
    this.node = node
    this.status = find(node, ".line", HTMLElement)
    this.look = find(node, ".look", HTMLElement)
    this.told = find(node, ".told", HTMLElement)
    this.pieces = find(node, ".pieces", HTMLElement)
    this.line = new Line(() => socketAddress(location.origin, this.data?.socket ?? "", this.now?.pieces ?? {}, follower(this.lecture)),
      news => this.take(news), lost => this.say(this.data?.words[lost ? "lost" : "connecting"]))
    this.question = new Question(find(node, ".ask", HTMLElement), answer => this.answer(answer))
    this.onOffline = () => this.line.cut()
    this.onOnline = () => this.line.retry()
    this.onSeen = () => { if (document.visibilityState === "visible") this.onOnline() }
    addEventListener("offline", this.onOffline)
    addEventListener("online", this.onOnline)
    document.addEventListener("visibilitychange", this.onSeen)
  }

  /** @param {FollowData} data */
  start(data) {
    const again = this.data?.socket !== data.socket
    this.data = data
    this.question.words = data.words
    if (!again) return
    this.question.remember(this.lecture)
    this.line.connect()
  }

  /** The lecture, as its socket is called. */
  get lecture() {
    return this.data?.socket.split("?")[0] ?? ""
  }

  end() {
    removeEventListener("offline", this.onOffline)
    removeEventListener("online", this.onOnline)
    document.removeEventListener("visibilitychange", this.onSeen)
    this.line.end()
    for (const name of [...this.drawn.keys()]) this.drop(name)
  }

  say(sentence = "") {
    if (this.status.textContent !== sentence) this.status.textContent = sentence
    this.status.hidden = !sentence
  }

  /** @param {Answer} answer */
  answer(answer) {
    return this.line.send({ answer })
  }

  /** @param {News} news */
  take(news) {
    deliver(news, this.question.pending, {
      heard: answer => this.question.heard(answer),
      refused: said => this.question.refused(said),
      say: said => this.say(said),
      sign: token => follower(this.lecture, token),
      show: scene => {
        this.line.settle()
        this.now = joined(scene, this.now?.pieces ?? {})
        // several that came meanwhile are drawn as one; a hidden page draws when it is looked at again
        this.frame ??= requestAnimationFrame(() => this.draw())
      },
    })
  }

  // -- what is drawn ---------------------------------------------------------------------------------

  draw() {
    this.frame = undefined
    const { now, node, data } = this
    if (!now || !data) return
    const begun = now.order.length > 0 // nothing is shown before the first scene
    this.say(begun ? "" : data.words.waiting)
    this.dress(now.dark ? "dark" : "light", data)
    const where = `<b>${begun ? now.scene + 1 : 0} / ${now.scenes}</b>`, look = begun ? now.look : now.title
    if (this.look.dataset.said !== where + look) {
      this.look.innerHTML = where
      this.look.append(" ", look)
      this.look.dataset.said = where + look
    }
    this.question.show(now.question, now.asking, now.scene, now.round)
    const told = announced(now, data.words)
    if (this.told.textContent !== told) this.told.textContent = told
    const names = new Set(now.order.map(([name]) => name))
    for (const name of [...this.drawn.keys()]) if (!names.has(name)) this.drop(name)
    /** @type {HTMLElement | null} */
    let before = null
    for (const [name, digest] of now.order) {
      const element = this.piece(name, digest, now.pieces[digest], data)
      /** @type {ChildNode | null} */
      const here = before ? before.nextSibling : this.pieces.firstChild
      if (here !== element) this.pieces.insertBefore(element, here)
      before = element
    }
    node.dataset.version = String(now.version)
    node.dataset.made = String(now.made ?? "")
    node.dataset.drawn = String(Date.now() / 1000)
  }

  /** The colours of the lecturer's page, which may be light where this one is dark. @type {(theme: "light" | "dark", data: FollowData) => void} */
  dress(theme, { themes }) {
    const { node } = this, app = document.querySelector(".stApp")
    node.classList.toggle("dark", theme === "dark")
    node.classList.toggle("light", theme === "light")
    node.classList.toggle("framed", app !== null && getComputedStyle(app).colorScheme !== theme)
    for (const [name, colour] of Object.entries(themes[theme])) node.style.setProperty(name, colour)
  }

  /** @type {(name: string, digest: string, piece: Piece, data: FollowData) => HTMLElement} */
  piece(name, digest, piece, { modules, styles }) {
    const { kind } = piece, known = this.drawn.get(name) ?? place(kind, styles[kind])
    this.drawn.set(name, known)
    if (known.seen === digest) return known.element
    known.seen = digest
    if (typeof piece.data === "string") known.element.innerHTML = piece.data
    else if (modules[kind]) {
      const data = moduleData(kind, piece.data)
      const [address, module] = modules[kind].split("#")
      known.module ??= import(location.origin + address).then(({ load }) => load(module))
      void known.module.then(code => {
        if (known.seen !== digest || this.drawn.get(name) !== known) return
        code.render({ data, parentElement: known.parent, setStateValue: () => {} })
      })
    }
    return known.element
  }

  /** @param {string} name */
  drop(name) {
    const known = this.drawn.get(name)
    this.drawn.delete(name)
    known?.element.remove()
    void known?.module?.then(code => code.remove(known.parent))
  }
}

/** Where the lecture comes from, saying which pieces are here already, and who follows. @type {(origin: string, socket: string, pieces: Record<string, Piece>, token: string) => string} */
export function socketAddress(origin, socket, pieces, token) {
  const have = Object.keys(pieces).join(".")
  return origin.replace(/^http/, "ws") + socket + (have && `&have=${have}`) + (token && `&follower=${token}`)
}

/** What a module draws, as the pages hand it over. @type {(kind: string, data: Record<string, unknown>) => Record<string, unknown>} */
export function moduleData(kind, data) {
  if (kind === "figure") return { ...data, figure: JSON.stringify(data.figure) }
  if (kind === "unrolled" || kind === "arrivals") return { ...data, followed: true }
  // nobody's own strokes are to be kept here
  return kind === "draw" ? { ...data, stamp: data.cells } : data
}

/**
 * A place for a piece, with what its module looks for inside of its parent: in a shadow of its own, if it
 * has a style.
 * @type {(kind: string, style: string | undefined) => Drawn}
 */
function place(kind, style) {
  const element = document.createElement("div"), inside = document.createElement("div")
  element.className = `piece ${kind}`
  inside.className = kind
  if (kind === "figure") inside.style.width = "100%"
  if (!style) {
    if (kind !== "html") element.append(inside)
    return { element, parent: element }
  }
  const shadow = element.attachShadow({ mode: "open" }), rules = document.createElement("style")
  rules.textContent = `:host { display: block; } .tools { display: none; }${style}`
  shadow.append(rules, inside)
  // tasks are chosen and pictures drawn by the lecturer
  if (kind === "gallery" || kind === "draw") inside.inert = true
  return { element, parent: shadow }
}

/**
 * What the server has signed for this browser to be one follower of a lecture, also after the page was loaded
 * anew: who answers again changes their mind instead of voting twice.
 * @param {string} lecture
 * @param {string} [fresh] what it has signed just now
 */
export function follower(lecture, fresh) {
  const name = `rnnviz follower ${lecture}`, known = window.rnnvizFollowers ??= {}
  if (fresh) known[name] = fresh
  try {
    if (fresh) localStorage[name] = fresh
    return String(localStorage[name] ?? known[name] ?? "")
  } catch { // private windows may forbid it
    return known[name] ?? ""
  }
}
