// @ts-check
// A small button at a picture, and the ways in which the picture can leave: as a file that is made here, in
// the browser, of what the picture holds.

import { styleOnce } from "./styles.js"
import { speaker } from "./words.js"

/** @import { InWords, Words } from "./types.d.ts" */
/** @typedef {{ label: string, make: () => Promise<void> | void }} Way */

const STYLE = `
.picture-menu { float: right; position: relative; z-index: 6; font: 0.9rem/1.4 var(--st-font, system-ui, sans-serif); }
.picture-menu > button { font: inherit; color: inherit; background: none; border: 1px solid transparent; border-radius: 4px; padding: 0.05rem 0.5rem; min-width: 1.9rem; min-height: 1.6rem; cursor: pointer; opacity: 0.85; }
.picture-menu > button:is(:hover, :focus-visible, [aria-expanded=true]) { border-color: currentColor; opacity: 1; }
.picture-menu > div { position: absolute; right: 0; bottom: 100%; display: flex; flex-direction: column; min-width: max-content; padding: 0.25rem; background: var(--st-background-color, Canvas); color: var(--st-text-color, CanvasText); border: 1px solid currentColor; border-radius: 6px; box-shadow: 0 2px 10px rgba(0, 0, 0, 0.25); }
.picture-menu > div[hidden] { display: none; }
.picture-menu > div > button { font: inherit; color: inherit; background: none; border: 0; border-radius: 4px; padding: 0.3rem 0.8rem; text-align: left; cursor: pointer; white-space: nowrap; }
.picture-menu > div > button:is(:hover, :focus-visible) { background: rgba(128, 128, 128, 0.25); outline: 2px solid var(--focus, #542788); outline-offset: -2px; }
.picture-menu > p { margin: 0; }
.picture-menu > p:not(.wrong) { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.picture-menu > p.wrong { position: absolute; right: 0; bottom: 100%; width: max-content; max-width: min(22rem, 80vw); padding: 0.35rem 0.7rem; background: var(--st-background-color, Canvas); color: var(--st-text-color, CanvasText); border: 1px solid currentColor; border-radius: 6px; }
@media (min-width: 1000px) { .figure.tight > .picture-menu { margin-top: -1.6rem; } }
.follow .picture-menu { display: none; }
@media (hover: none) { .picture-menu > button { min-width: 2.75rem; min-height: 2.75rem; } .picture-menu > div > button { min-height: 2.75rem; } }
@media (forced-colors: active) { .picture-menu > div > button:is(:hover, :focus-visible) { background: Highlight; color: HighlightText; } }
`

/** What went wrong, as a sentence for the reader. */
export class Told extends Error {}

export class PictureMenu {
  /** @type {InWords} */ inWords = speaker(undefined)

  /**
   * @param {Element} place that the button stands in
   * @param {() => Way[]} ways of the picture as it is when the menu opens
   * @param {Element | null} [before] what it stands before
   */
  constructor(place, ways, before = null) {
    this.ways = ways
    const root = place.getRootNode()
    styleOnce(root instanceof ShadowRoot ? root : document, "picture-menu-style", STYLE)
    this.node = document.createElement("div")
    this.node.className = "picture-menu"
    this.opener = document.createElement("button")
    this.opener.type = "button"
    this.opener.textContent = "⤓"
    this.opener.setAttribute("aria-haspopup", "menu")
    this.list = document.createElement("div")
    this.list.setAttribute("role", "menu")
    this.said = document.createElement("p")
    this.said.setAttribute("role", "status")
    this.node.append(this.opener, this.list, this.said)
    place.insertBefore(this.node, before)
    this.opener.onclick = () => this.open(Boolean(this.list.hidden))
    this.node.dataset.keys = "ArrowUp ArrowDown Home End Escape Enter Space" // and no lecturer's, here
    this.node.onkeydown = event => this.key(event)
    this.node.addEventListener("focusout", event => {
      if (!(event.relatedTarget instanceof Node && this.node.contains(event.relatedTarget))) this.open(false)
    })
    this.open(false)
    this.name(undefined)
  }

  /** @param {Words | undefined} words */
  name(words) {
    this.inWords = speaker(words)
    for (const name of ["aria-label", "title"]) this.opener.setAttribute(name, this.inWords("Save this picture"))
    this.list.setAttribute("aria-label", this.inWords("Save this picture"))
  }

  /** @param {boolean} open */
  open(open) {
    this.list.hidden = !open
    this.opener.setAttribute("aria-expanded", String(open))
    if (!open) return
    this.said.classList.remove("wrong")
    this.list.replaceChildren(...this.ways().map(({ label, make }) => {
      const item = document.createElement("button")
      item.type = "button"
      item.tabIndex = -1
      item.setAttribute("role", "menuitem")
      item.textContent = this.inWords(label)
      item.onclick = () => void this.take(make)
      return item
    }))
    this.items()[0]?.focus()
  }

  /** @returns {HTMLElement[]} */
  items() {
    return [...this.list.querySelectorAll("button")]
  }

  /** @param {() => Promise<void> | void} make */
  async take(make) {
    this.opener.focus()
    this.open(false)
    try {
      await make()
      this.say("The file is saved.", false)
    } catch (error) {
      this.say(error instanceof Told ? error.message : "The file could not be made.", true)
      if (!(error instanceof Told)) console.error(error)
    }
  }

  /** Who cannot see hears that it is done; what went wrong everybody sees. @type {(text: string, wrong: boolean) => void} */
  say(text, wrong) {
    this.said.textContent = this.inWords(text)
    this.said.classList.toggle("wrong", wrong)
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const items = this.items(), now = event.composedPath()[0], at = items.findIndex(item => item === now)
    if (this.list.hidden) {
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return
      this.open(true)
    } else if (event.key === "Escape") {
      this.open(false)
      this.opener.focus()
    } else {
      const to = next(event.key, at, items.length)
      if (to === undefined) return
      items[to].focus()
    }
    event.preventDefault()
    event.stopPropagation()
  }
}

/** The item that a key leads to. @type {(key: string, at: number, count: number) => number | undefined} */
export function next(key, at, count) {
  if (!count) return undefined
  return key === "ArrowDown" ? (at + 1) % count : key === "ArrowUp" ? (Math.max(at, 0) + count - 1) % count
    : key === "Home" ? 0 : key === "End" ? count - 1 : undefined
}

/** A name for a file, of a picture's title. @param {string | undefined} title */
export const fileName = title => (title ?? "").replace(/<[^>]*>/g, "").replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 60) || "rnnviz"

/** Hand a file to the browser. @type {(name: string, content: BlobPart, kind: string) => void} */
export function saveFile(name, content, kind) {
  const link = document.createElement("a"), address = URL.createObjectURL(new Blob([content], { type: kind }))
  Object.assign(link, { href: address, download: name }).click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
