// @ts-check
// Keeps the live pictures of a page up to date: what the server sends over a socket takes the place of what
// the page's script has placed under the same name. When more has changed than the pictures, the script
// runs again and places what is to be seen then. Where the pictures are of what is typed, the socket is told
// of it with every key.

import { Line } from "./line.js"
import { find, views } from "./shared.js"
import { asked, boxOf, checksum, forget, keyed, outdated, wasTyped } from "./typing.js"

/** @import { Component, LiveData, LiveNews, LivePiece, News } from "./types.d.ts" */
/** @typedef {{ setTriggerValue(name: "wake" | "open", value: string): void }} Told */

const all = views(parent => new View(find(parent, "span", HTMLElement)), "span")

/** @param {Component<LiveData> & Told} component */
export function render({ data, parentElement, setTriggerValue }) {
  all.at(parentElement).start(data, setTriggerValue)
}

export const remove = all.remove

/** Whether a message is about the pictures, and no sign of life. @type {(news: News) => news is LiveNews} */
export const isNews = news => "state" in news && "pieces" in news

/**
 * Whether the script is to run again: it knows another state, and has not been told of this one yet.
 * @type {(state: string, known: string | undefined, told: string | undefined) => boolean}
 */
export const wakes = (state, known, told) => state !== known && state !== told

/** Put a picture where the one of its name stands, if it does. @type {(root: ParentNode, name: string, piece: LivePiece) => void} */
export function renew(root, name, piece) {
  const node = root.querySelector(`[data-live="${CSS.escape(name)}"]`)
  if (!node) return
  // where a figure stands, words for one that cannot be drawn are the script's to place
  if (typeof piece.data === "string" && node.classList?.contains("figure")) return
  if (typeof piece.data === "string") node.innerHTML = piece.data
  else node.dispatchEvent(new CustomEvent("renew", { detail: piece.data }))
}

const MOVES = ["scroll", "resize"] // after which others are in sight
const SIGHT = 300 // pixels beyond the window: figures draw from there on, too

/**
 * The names of the live pictures that stand in a window of that height or close to it, in the order of the page.
 * @type {(root: ParentNode, height: number) => string}
 */
export function near(root, height) {
  const found = [...root.querySelectorAll("[data-live]")].filter(node => {
    const { top, bottom } = node.getBoundingClientRect()
    return bottom > -SIGHT && top < height + SIGHT && bottom > top
  })
  return found.map(node => node.getAttribute("data-live")).join(" ")
}

class View {
  /** @type {LiveData | undefined} */ data
  /** @type {string | undefined} */ told
  /** @type {Told["setTriggerValue"]} */ tell = () => {}
  number = 0 // of what was asked for last
  shown = 0 // and of what is seen
  keeps = true // whether what came last is still there
  wanted = "" // what was asked for last
  near = "" // and what was in sight then
  frame = 0 // of the browser, in which it is looked what is
  open = "" // what the script was told of the line last
  /** @type {Record<string, LivePiece>} */ pieces = {} // that came last

  /** @param {HTMLElement} node */
  constructor(node) {
    this.node = node
    this.line = new Line(() => location.origin.replace(/^http/, "ws") + (this.data?.socket ?? ""),
      news => this.take(news), lost => lost && this.lose(), () => this.opened())
    this.onOnline = () => this.line.retry()
    addEventListener("online", this.onOnline)
    this.onInput = (/** @type {Event} */ event) => this.typed(event)
    // before the page's own, which takes some milliseconds to send it to the script
    for (const name of ["input", "compositionend"]) document.addEventListener(name, this.onInput, true)
    this.onMoved = () => this.look()
    for (const name of MOVES) addEventListener(name, this.onMoved, { capture: true, passive: true })
  }

  /** @type {(data: LiveData, tell: Told["setTriggerValue"]) => void} */
  start(data, tell) {
    const again = this.data?.socket !== data.socket
    this.data = data
    this.tell = tell
    this.told = undefined
    this.open = data.typed?.open ? "yes" : "no"
    if (again) this.line.connect()
    else this.compare()
  }

  /** The script has placed something anew. */
  compare() {
    const { typed } = this.data ?? {}
    if (!typed) return
    this.keeps = false
    if (outdated(typed.text)) {
      // it is of an older text: what has come since is put back, and what else was set asked for
      for (const [name, piece] of Object.entries(this.pieces)) if (piece.kind === "html") renew(document, name, piece)
      this.ask()
    } else if (typed.asks && JSON.stringify(typed.asked) !== this.wanted) this.ask()
    else this.look()
  }

  /** Others may be in sight now: those are asked for, where the pictures depend on it. */
  look() {
    const { typed } = this.data ?? {}
    if (!typed?.asks || typed.asked.near === undefined || !this.number) return
    cancelAnimationFrame(this.frame)
    this.frame = requestAnimationFrame(() => { if (near(document, innerHeight) !== this.near) this.ask() })
  }

  opened() {
    this.number = this.shown = 0
    this.keeps = true // nothing
    if (this.data?.typed?.asks) this.ask()
  }

  /** Something stands in a box that the page's pictures depend on. @param {Event} event */
  typed(event) {
    const { typed } = this.data ?? {}
    if (!typed || (event instanceof InputEvent && event.isComposing)) return
    if (!typed.boxes.some(key => boxOf(document, key) === event.target)) return
    keyed()
    const open = this.ask()
    if ((open ? "yes" : "no") !== this.open) this.tell("open", this.open = open ? "yes" : "no")
  }

  /** Ask for what stands in the boxes now, and say whether that could be done. */
  ask() {
    const { typed } = this.data ?? {}, wanted = typed && asked(typed, document)
    if (!typed || !wanted) return false
    const now = near(document, innerHeight), sight = wanted.near === undefined ? {} : { near: now }
    if (!this.line.send({ asked: { ...wanted, ...sight }, number: this.number + 1, keeps: this.keeps })) return false
    this.number++
    this.near = now
    this.keeps = true
    this.wanted = JSON.stringify(wanted)
    const texts = typed.boxes.map(key => wanted[key] ?? ""), sum = checksum(texts)
    if (sum !== typed.text) {
      wasTyped(sum, () => typed.boxes.every((key, i) => (boxOf(document, key)?.value ?? texts[i]) === texts[i]))
    }
    return true
  }

  /** The line is lost: the script is to hear every key. */
  lose() {
    forget()
    if (this.data?.typed && this.open === "yes") this.tell("open", this.open = "no")
  }

  /** @param {News} news */
  take(news) {
    if (!isNews(news)) return
    this.line.settle()
    if (news.number !== undefined && news.number < this.shown) return
    this.shown = news.number ?? 0
    this.pieces = { ...this.pieces, ...news.pieces }
    for (const [name, piece] of Object.entries(news.pieces)) renew(document, name, piece)
    this.look()
    if (!wakes(news.state, this.data?.state, this.told)) return
    this.told = news.state
    this.tell("wake", news.state)
  }

  end() {
    for (const name of ["input", "compositionend"]) document.removeEventListener(name, this.onInput, true)
    for (const name of MOVES) removeEventListener(name, this.onMoved, true)
    cancelAnimationFrame(this.frame)
    removeEventListener("online", this.onOnline)
    forget()
    this.line.end()
  }
}
