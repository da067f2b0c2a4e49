// @ts-check
// What a page as a whole owes to keyboard and screen reader, and Streamlit does not give it: its language
// and that of the switch's buttons, the focus on its title after it was changed for another, where the
// links to the pages are and which is open, that what scrolls can be scrolled by the keyboard, and Streamlit's own
// words in the page's language.

import { htmlMenus } from "./html_menus.js"
import { Spoken } from "./spoken.js"
import { speakFor } from "./streamlit_words.js"

/** @import { Component, WholePageData } from "./types.d.ts" */

const REST = 150 // milliseconds
const SCROLLS = "[data-testid=stHtml] :is(div, section, table, tbody, pre, ul, ol, p), .katex-display, :is([data-testid=stMain], [role=dialog]) pre"
/** @type {WholePageData | undefined} */
let now
/** @type {string | undefined} */
let due // the title that the focus waits for
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer
/** @type {MutationObserver | undefined} */
let watch

/** @type {string[]} */
let told = []
/** @type {Spoken | undefined} */
let spoken

/** @param {Component<WholePageData>} component */
export function render({ data }) {
  if (changed(now, data)) due = data.title
  now = data
  document.documentElement.lang = data.lang
  if (!watch) {
    watch = new MutationObserver(later)
    watch.observe(document.body, { childList: true, subtree: true, characterData: true })
    addEventListener("resize", later)
  }
  tend()
}

/** The page stays the whole page: another takes its place. */
export function remove() {}

/** Whether another page took the place of one. @type {(before: WholePageData | undefined, data: WholePageData) => boolean} */
export const changed = (before, data) => before !== undefined && before.page !== data.page

/** Whether there is more in it than can be seen. @type {(size: { scrollWidth: number, clientWidth: number, scrollHeight: number, clientHeight: number }) => boolean} */
export const overflows = size => size.scrollWidth > size.clientWidth + 1 || size.scrollHeight > size.clientHeight + 1

function later() {
  clearTimeout(timer)
  timer = setTimeout(tend, REST)
}

function tend() {
  htmlMenus(now?.words)
  for (const button of document.querySelectorAll(".st-key-language-switch [role=radio], .st-key-language-switch button")) {
    const lang = now?.names[button.textContent?.trim() ?? ""]
    if (lang) button.setAttribute("lang", lang)
  }
  for (const box of document.querySelectorAll(SCROLLS)) {
    if (box.hasAttribute("tabindex") && !box.hasAttribute("data-scrolls")) continue // by itself
    if (overflows(box) && /auto|scroll/.test(getComputedStyle(box).overflow)) reach(box)
    else if (box.hasAttribute("data-scrolls")) leave(box)
  }
  navigate()
  speakFor(document, now?.words ?? {})
  nameButtons()
  tell()
  arrive()
}

const words = (/** @type {Element | null | undefined} */ el) => el?.textContent?.trim() ?? ""

/** The keyboard comes to a box that scrolls; one that is nothing else is a group, named by what is in it. @param {Element} box */
function reach(box) {
  box.setAttribute("tabindex", "0")
  const marks = ["tabindex"]
  if (!box.hasAttribute("role") && box.matches("div, section")) {
    box.setAttribute("role", "group")
    marks.push("role")
  }
  if (!box.hasAttribute("aria-label") && (box.getAttribute("role") === "group" || box.matches("table, tbody"))) {
    const title = words(box.querySelector("caption, h3")), table = box.querySelector("[aria-label]")
    box.setAttribute("aria-label", title || table?.getAttribute("aria-label") || now?.scrolls || "")
    marks.push("aria-label")
  }
  if (!box.hasAttribute("data-scrolls")) box.setAttribute("data-scrolls", marks.join(" "))
}

/** What `reach` has given to a box is taken from it. @param {Element} box */
function leave(box) {
  for (const mark of (box.getAttribute("data-scrolls") ?? "").split(" ")) box.removeAttribute(mark)
  box.removeAttribute("data-scrolls")
}

/** The links to the pages are a landmark, and the link of the open page says so. */
function navigate() {
  const list = document.querySelector(".st-key-pages")
  if (!list || !now) return
  list.setAttribute("role", "navigation")
  list.setAttribute("aria-label", now.pages)
  for (const link of list.querySelectorAll("a")) {
    if (words(link) === now.title) link.setAttribute("aria-current", "page")
    else link.removeAttribute("aria-current")
  }
}

/** Every button of a scene says which scene it means. */
function nameButtons() {
  for (const list of document.querySelectorAll("[class*='st-key-scene-buttons-']")) {
    const scene = list.closest("[class*='st-key-scene-']:not([class*='-buttons-'])")?.querySelector("[data-scene]")
    for (const button of scene ? list.querySelectorAll("button") : [])
      button.setAttribute("aria-label", sceneButton(words(button.querySelector("p")), scene?.getAttribute("data-scene") ?? ""))
  }
}

/** A button's word and its scene, "Open scene 2: Truncate" or, where there are no spaces, "打开场景 2：截断". @type {(word: string, scene: string) => string} */
export const sceneButton = (word, scene) => /[a-z]$/i.test(word) ? `${word} ${scene}` : word + scene

/** Of what is told without being seen, what has not been told yet. @type {(before: string[], texts: string[]) => string} */
export const news = (before, texts) => texts.filter(text => !before.includes(text)).join(" ")

/** How a training goes on is said when it is new. */
function tell() {
  const texts = [...document.querySelectorAll("[data-told]")].map(one => one.textContent?.trim() ?? "").filter(Boolean)
  const said = news(told, texts)
  told = texts
  if (!said) return
  if (!spoken) {
    const node = document.createElement("div")
    node.className = "unseen told"
    node.setAttribute("role", "status")
    document.body.append(node)
    spoken = new Spoken(node)
    spoken.say("")
  }
  spoken.say(said)
}

/** The focus goes to the title of the page that has just come, unless a lecturer is at the keys. */
function arrive() {
  const title = document.querySelector("h1")
  if (due === undefined || !title || title.textContent?.trim() !== due) return
  due = undefined
  if (document.querySelector(".st-key-presenter")) return
  title.tabIndex = -1
  title.focus({ preventScroll: true })
  title.scrollIntoView({ block: "nearest" }) // who came from far down another page begins at the top
}
