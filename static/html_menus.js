// @ts-check
// A menu at every picture of the page that is HTML: equations, tables, strips, texts.

import { hasNumbers } from "./csv.js"
import { saveHtml, saveTables } from "./picture_files.js"
import { PictureMenu } from "./picture_menu.js"

/** @import { Words } from "./types.d.ts" */

// what is a picture, by the element that stands in Streamlit's place for HTML
const PICTURES = [".arithmetic", ".graph", ".runs", ".checked", ".names", ".letters", ".history", ".adding", ".came", ".surprise",
  ".beside", ".tried", ".passage", ".batches", ".cases", ".log", ".preview", ".leaned"]
const INSIDE = PICTURES.map(css => `[data-testid=stHtml] ${css}`).join(", ")
/** @type {WeakMap<Element, PictureMenu>} */
const menus = new WeakMap()

/** Give one to every picture that has none yet. @param {Words | undefined} words */
export function htmlMenus(words) {
  for (const picture of document.querySelectorAll(INSIDE)) {
    // it stands beside what React draws anew, not within it
    const html = picture.closest("[data-testid=stHtml]"), place = html?.closest(".stElementContainer")
    if (!html || !place) continue
    const menu = menus.get(place) ?? new PictureMenu(place, () => ways(html))
    menus.set(place, menu)
    if (!menu.node.isConnected) place.append(menu.node)
    menu.name(words)
  }
  for (const node of document.querySelectorAll(".stElementContainer > .picture-menu")) {
    if (!node.parentElement?.querySelector(INSIDE)) node.remove()
  }
}

/** @param {Element} html */
function ways(html) {
  const title = titleOf(html)
  return [
    { label: "As HTML", make: () => saveHtml(html, title) },
    ...(hasNumbers(html) ? [{ label: "Its numbers as CSV", make: () => saveTables(html, title) }] : []),
  ]
}

/** What stands above it; the word of a summary's icon is none of its title. @param {Element} html */
export function titleOf(html) {
  const box = html.closest("[class*='st-key-section-'], [data-testid=stExpander]")
  const above = html.querySelector("h2, h3, caption") ?? box?.querySelector("h2, summary [data-testid=stMarkdownContainer], summary")
  return (above?.textContent || document.title).trim()
}
