// @ts-check
// The "?" in the corner of every page, and the dialog that it opens: keys, the tour again, a link to the page,
// Reset, what one should know.

import { esc, find } from "./shared.js"

/** @import { HelpData } from "./types.d.ts" */

const TYPED = "input, textarea, select, [contenteditable=''], [contenteditable='true']"
export const TOUR = "rnnviz tour again" // an event, and what is remembered until the first page is there

/**
 * Whether a key asks for help: a question mark that nobody is typing.
 * @param {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "isComposing">} event
 * @param {(css: string) => boolean} inside
 */
export const asks = (event, inside) =>
  event.key === "?" && !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing && !inside(TYPED)

/** @type {(keys: HelpData["keys"]) => string} */
export const tables = keys => keys.map(([title, rows]) =>
  `<section><h3>${esc(title)}</h3><table>${rows.map(([key, words]) =>
    `<tr><th scope="row">${esc(key)}</th><td>${esc(words)}</td></tr>`).join("")}</table></section>`).join("")

export class Help {
  reset = () => {}
  home = "/"

  constructor() {
    this.button = document.body.appendChild(document.createElement("button"))
    this.button.type = "button"
    this.button.className = "rnnviz-help-open"
    this.button.textContent = "?"
    const dialog = this.dialog = document.body.appendChild(document.createElement("dialog"))
    dialog.className = "rnnviz-help"
    dialog.setAttribute("role", "dialog")
    dialog.setAttribute("aria-labelledby", "rnnviz-help-title")
    dialog.innerHTML = `<header><h2 id="rnnviz-help-title"></h2><button type="button" class="close"></button></header>
      <p class="question"></p><ul></ul><div class="does"><button type="button" class="to-copy"></button>
      <button type="button" class="to-reset"></button><button type="button" class="to-tour"></button></div>
      <p class="resets"></p><p role="status" class="said"></p><input type="text" readonly hidden><div class="keys"></div>`
    const part = (/** @type {string} */ css) => find(dialog, css, HTMLElement)
    this.part = part
    this.link = find(dialog, "input", HTMLInputElement)
    this.button.onclick = () => this.open()
    part(".close").onclick = () => dialog.close()
    part(".to-copy").onclick = () => this.copy()
    part(".to-reset").onclick = () => { dialog.close(); this.reset() }
    part(".to-tour").onclick = () => { dialog.close(); this.tour() }
    dialog.onclick = event => { if (event.target === dialog) dialog.close() }
    // letters are nobody else's while it is open; Escape closes it by itself
    dialog.onkeydown = event => event.stopPropagation()
    addEventListener("keydown", event => {
      const path = event.composedPath().filter(one => one instanceof Element)
      if (this.dialog.open || !asks(event, css => path.some(one => one.matches(css)))) return
      event.preventDefault()
      this.open()
    })
  }

  /** @type {(data: HelpData, home: string, reset: () => void) => void} */
  show(data, home, reset) {
    this.data = data
    this.home = home
    this.reset = reset
    const { button, part } = this
    // light or dark as the page is, not as the browser would have it
    const app = document.querySelector("[data-testid=stApp]") ?? document.body
    button.style.colorScheme = this.dialog.style.colorScheme = getComputedStyle(app).colorScheme
    button.hidden = !data.shown
    button.title = data.open
    button.setAttribute("aria-label", data.open)
    part("h2").textContent = `${data.name} · ${data.title}`
    part(".question").textContent = data.question
    part("ul").innerHTML = data.know.map(one => `<li>${esc(one)}</li>`).join("")
    part(".keys").innerHTML = tables(data.keys)
    part(".resets").textContent = data.can.reset ? data.resets : ""
    part(".close").textContent = data.close
    this.link.setAttribute("aria-label", data.copy)
    for (const name of /** @type {const} */ (["copy", "reset", "tour"])) {
      part(".to-" + name).textContent = data[name]
      part(".to-" + name).hidden = !data.can[name]
    }
  }

  open() {
    this.part(".said").textContent = ""
    this.link.hidden = true
    this.dialog.showModal()
    this.dialog.scrollTop = 0
  }

  /** The whole address; where the browser does not let us copy it, the reader can. */
  async copy() {
    const { data, link } = this
    link.value = location.href
    link.hidden = false
    link.select()
    const copied = await clipped(link.value)
    this.part(".said").textContent = (copied ? data?.copied : data?.select) ?? ""
  }

  /** The first page shows the tour. */
  tour() {
    try { sessionStorage.setItem(TOUR, "yes") } catch { /* then it is shown only there */ }
    const links = document.querySelectorAll("[data-testid=stSidebar] [data-testid=stPageLink-NavLink]")
    const first = [...links].find(link => link instanceof HTMLAnchorElement && link.pathname === this.home)
    if (location.pathname === this.home) dispatchEvent(new Event(TOUR))
    else if (first instanceof HTMLElement) first.click()
    else location.assign(this.home)
  }
}

/** Whether a text was copied. @param {string} text */
async function clipped(text) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return document.execCommand("copy") // what is selected
  }
}
