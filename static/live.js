// @ts-check
// Keeps the live pictures of a page up to date: what the server sends over a socket takes the place of what
// the page's script has placed under the same name. When more has changed than the pictures, the script
// runs again and places what is to be seen then.

import { Line } from "./line.js"
import { find, views } from "./shared.js"

/** @import { Component, LiveData, LiveNews, LivePiece, News } from "./types.d.ts" */

const all = views(parent => new View(find(parent, "span", HTMLElement)), "span")

/** @param {Component<LiveData> & { setTriggerValue(name: "wake", value: string): void }} component */
export function render({ data, parentElement, setTriggerValue }) {
  all.at(parentElement).start(data, state => setTriggerValue("wake", state))
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
  if (typeof piece.data === "string") node.innerHTML = piece.data
  else node.dispatchEvent(new CustomEvent("renew", { detail: piece.data }))
}

class View {
  /** @type {LiveData | undefined} */ data
  /** @type {string | undefined} */ told
  /** @type {(state: string) => void} */ wake = () => {}

  /** @param {HTMLElement} node */
  constructor(node) {
    this.node = node
    this.line = new Line(() => location.origin.replace(/^http/, "ws") + (this.data?.socket ?? ""),
      news => this.take(news), () => {})
    this.onOnline = () => this.line.retry()
    addEventListener("online", this.onOnline)
  }

  /** @type {(data: LiveData, wake: (state: string) => void) => void} */
  start(data, wake) {
    const again = this.data?.socket !== data.socket
    this.data = data
    this.wake = wake
    this.told = undefined
    if (again) this.line.connect()
  }

  /** @param {News} news */
  take(news) {
    if (!isNews(news)) return
    this.line.settle()
    for (const [name, piece] of Object.entries(news.pieces)) renew(document, name, piece)
    if (!wakes(news.state, this.data?.state, this.told)) return
    this.told = news.state
    this.wake(news.state)
  }

  end() {
    removeEventListener("online", this.onOnline)
    this.line.end()
  }
}
