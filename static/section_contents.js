// @ts-check
// What stands in a page's sections: the button at the end of their list, and what it opens.

import { esc, find } from "./shared.js"

/** @import { SectionsData } from "./types.d.ts" */

const NEAR = 8 // pixels

/**
 * The sections that are on the page, each with what stands in it.
 * @type {(all: SectionsData["sections"], there: string[], now: string, address: (word: string) => string) => string}
 */
export const entries = (all, there, now, address) =>
  all.filter(([word]) => there.includes(word)).map(([word, title, , names]) =>
    `<li><a href="${esc(address(word))}" data-section="${esc(word)}"${word === now ? ' class="now"' : ""}>` +
    `<b>${esc(title)}</b> <small>${esc(names)}</small></a></li>`).join("")

export class Contents {
  /** @param {HTMLElement} node the button's place, with what it opens after it */
  constructor(node) {
    this.node = node
    this.button = find(node, "button", HTMLButtonElement)
    this.panel = find(node, "div", HTMLElement)
    this.list = find(node, "ul", HTMLElement)
    this.button.onclick = () => (this.panel.hidden ? this.open() : this.close())
    // Escape is nobody else's while it is open
    node.addEventListener("keydown", event => {
      if (event.key !== "Escape" || this.panel.hidden) return
      event.stopPropagation()
      this.close()
      this.button.focus()
    })
    node.addEventListener("focusout", event => {
      if (event.relatedTarget instanceof Node && !node.contains(event.relatedTarget)) this.close()
    })
    this.elsewhere = (/** @type {Event} */ event) => {
      if (event.target instanceof Node && !node.contains(event.target)) this.close()
    }
    addEventListener("pointerdown", this.elsewhere, true)
  }

  end() {
    removeEventListener("pointerdown", this.elsewhere, true)
  }

  /**
   * @param {SectionsData} data
   * @param {string[]} there the sections that are on the page now
   * @param {string} now the current one
   * @param {(word: string) => string} address
   */
  show(data, there, now, address) {
    if (this.button.textContent !== data.contents) this.button.textContent = data.contents
    this.made = () => entries(data.sections, there, now, address)
  }

  open() {
    this.list.innerHTML = this.made?.() ?? ""
    this.panel.hidden = false
    this.button.setAttribute("aria-expanded", "true")
    const below = innerHeight - this.panel.getBoundingClientRect().top - NEAR
    this.panel.style.maxHeight = `${Math.max(below, 160)}px`
    this.panel.scrollTop = 0
  }

  close() {
    if (this.panel.hidden) return
    this.panel.hidden = true
    this.list.replaceChildren()
    this.button.setAttribute("aria-expanded", "false")
  }
}
