// @ts-check
// The keys of who presents, and of their remote: next and back, start or pause what the page shows, ask
// and reveal, leave. What has the focus keeps those that it uses itself: fields by their kind, all else
// by what it says in `data-keys`.

import { find, runs } from "./shared.js"

/** @import { Component, KeysData, KeysSaid, Place } from "./types.d.ts" */

const NEXT = ["ArrowRight", "PageDown"], BACK = ["ArrowLeft", "PageUp"], ASK = ["b", "B", "."]
const ARROWS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"], PAGES = ["PageUp", "PageDown"]
const STREAMLIT = ["r", "R", "c", "C"] // run again and clear all caches, which nobody means on a wall

/** @type {(...kinds: string[]) => (name: string) => boolean} */
const only = (...keys) => name => keys.includes(name)
/** Which keys fields, buttons and choices use, by what they are. @type {[css: string, uses: (name: string) => boolean][]} */
const USES = [
  ["textarea, select, [contenteditable=''], [contenteditable='true'], [role=listbox], [role=option], [role=grid], " +
    "[role=combobox][aria-expanded=true], dialog[open]", () => true],
  ["input:not([type=checkbox], [type=radio], [type=range]), [role=combobox]", name => !PAGES.includes(name)],
  ["[role=slider], input[type=range]", only(...ARROWS, ...PAGES)],
  ["[role=radio], [role=tab], input[type=radio]", only(...ARROWS, "Space")],
  ["[role=menu], [role=menuitem]", name => !PAGES.includes(name)],
  ["[role=application]", only(...ARROWS, "Escape")],
  ["button, summary, [role=button], [role=checkbox], [role=switch], input[type=checkbox]", only("Space")],
]
const OPEN = "[data-testid=stPopoverBody], [role=dialog]:not(dialog), dialog[open], [role=listbox]"
const ENDED = 3000 // milliseconds for which a space that came too late to pause does not start again

const GAP = 3000 // milliseconds from one page to the next, or more while it comes; keys pressed meanwhile count
const AGAIN = 1000, LATEST = 16000 // milliseconds until what nobody has heard is said again: longer each time

/**
 * What a key means to a lecture; undefined where it is not meant for it. "nothing" is a key of Streamlit's
 * that nobody is to hear.
 * @param {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "isComposing">} event
 * @param {(css: string) => boolean} inside whether it was pressed in something like that
 * @param {() => boolean} open whether something is open that the Escape key closes
 */
export function meaning(event, inside, open) {
  const name = event.key === " " ? "Space" : event.key
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return undefined
  if (/^\w+$/.test(name) && inside(`[data-keys~=${name}]`)) return undefined
  if (USES.some(([css, uses]) => uses(name) && inside(css))) return undefined
  if (NEXT.includes(name)) return "next"
  if (BACK.includes(name)) return "back"
  if (ASK.includes(name)) return "ask"
  if (name === "Space") return "run"
  if (STREAMLIT.includes(name)) return "nothing"
  return name === "Escape" && !open() ? "leave" : undefined
}

/** What was pressed since a presentation began, and how much of it the server has heard. */
export class Pressed {
  moves = 0
  asks = 0
  runs = 0
  ends = false
  said = 0
  heard = "0,0,0"

  /** @param {string | null} token of the presentation */
  constructor(token) {
    this.token = token
  }

  /** @param {Exclude<ReturnType<typeof meaning>, undefined | "nothing">} what */
  take(what) {
    if (what === "next") this.moves += 1
    else if (what === "back") this.moves -= 1
    else if (what === "ask") this.asks += 1
    else if (what === "run") this.runs += 1
    else this.ends = true
  }

  get unheard() {
    return this.ends || String([this.moves, this.asks, this.runs]) !== this.heard
  }

  /**
   * What the server is told. The same words twice would be no change, and so not heard: each time has its
   * number.
   * @returns {KeysSaid}
   */
  tell() {
    this.said += 1
    return [this.token, this.moves, this.asks, this.runs, this.ends, this.said]
  }
}

let pressed = new Pressed(null)
/** @type {{ parent: Place, say: () => void } | null} */
let active = null
/** @type {Place | undefined} */
let placed // where the keys are listened to
/** @type {ReturnType<typeof setInterval> | undefined} */
let watch
/** @type {ReturnType<typeof setTimeout> | undefined} */
let leaving
/** @type {ReturnType<typeof setTimeout> | undefined} */
let saying
/** @type {Element | undefined} */
let focused // what had the focus last
/** @type {ReturnType<typeof setTimeout> | undefined} */
let lost
let alive = -Infinity // when something that can be paused was seen last

/** @param {Component<KeysData, { said: KeysSaid }>} component */
export function render({ data, parentElement, setStateValue }) {
  const begins = data.token !== pressed.token
  if (begins) pressed = Object.assign(new Pressed(data.token), { said: pressed.said })
  pressed.heard = String(data.heard)
  active = { parent: parentElement, say: () => setStateValue("said", pressed.tell()) }
  clearTimeout(leaving)
  if (pressed.unheard) tell()
  find(parentElement, "span", HTMLElement).dataset.ready = data.token
  if (active.parent !== placed) focusTitle(begins)
  placed = parentElement
  if (watch !== undefined) return
  addEventListener("focusin", remember, true)
  addEventListener("keydown", key, true)
  addEventListener("click", letGo)
  watch = setInterval(() => { if (icon(running("start")) === "pause") alive = performance.now() }, 300)
}

/** @param {Place} parentElement */
export function remove(parentElement) {
  if (active?.parent !== parentElement) return // the next page's has come already
  active = null
  placed = undefined
  leaving = setTimeout(leave, pressed.ends ? 0 : GAP)
}

/** @param {FocusEvent} event */
function remember(event) {
  if (event.target instanceof Element) focused = event.target
}

/**
 * Whether the focus was on something that has gone: nothing has it, and that is not because nothing had.
 * @param {Pick<Document, "activeElement" | "body">} page
 * @param {Pick<Element, "isConnected"> | undefined} before
 */
export function isLost(page, before) {
  return (page.activeElement === null || page.activeElement === page.body) && before !== undefined && !before.isConnected
}

/**
 * When the page is there, the focus goes to its title if it was on something that has gone with the page
 * before, or as the presentation begins; never away from anything.
 */
function focusTitle(begins = false, tries = 100) {
  clearTimeout(lost)
  lost = setTimeout(() => {
    const title = document.querySelector("[data-testid=stApp][data-test-script-state=notRunning] h1")
    if (!(title instanceof HTMLElement)) { if (tries) focusTitle(begins, tries - 1) }
    else if (isLost(document, focused) || (begins && document.activeElement === document.body)) {
      title.tabIndex = -1
      title.focus({ preventScroll: true })
    }
  }, 100)
}

function leave() {
  const comes = runs()
  if (comes && !pressed.ends) leaving = setTimeout(leave, GAP)
  else stop()
}

/** What is said while the page changes may be lost, so it is said until it has been heard. */
function tell(wait = AGAIN) {
  clearTimeout(saying)
  active?.say()
  if (wait <= LATEST) saying = setTimeout(() => { if (pressed.unheard) tell(2 * wait) }, wait)
}

function stop() {
  clearTimeout(saying)
  removeEventListener("keydown", key, true)
  removeEventListener("click", letGo)
  removeEventListener("focusin", remember, true)
  focusTitle() // of the page Lecture
  clearInterval(watch)
  watch = undefined
}

/** @param {KeyboardEvent} event */
function key(event) {
  const path = event.composedPath().filter(part => part instanceof Element)
  const what = meaning(event, css => path.some(part => part.matches(css)), () => document.querySelector(OPEN) !== null)
  if (what === undefined) return
  // nobody else is to hear of it: on some pages arrows move through steps
  event.preventDefault()
  event.stopImmediatePropagation()
  if (what === "nothing") return
  pressed.take(what)
  if (what === "run") run()
  tell()
}

/** A button that was clicked would take the next space for itself. @param {MouseEvent} event */
function letGo(event) {
  const clicked = event.detail > 0 && event.target instanceof Element && event.target.closest(".st-key-presenter")
  if (clicked && document.activeElement instanceof HTMLElement) document.activeElement.blur()
}

/** The button of that name in the controls of a run. @param {string} name */
function running(name) {
  const found = [...document.querySelectorAll(`.st-key-run-${name} button`)]
  return found.filter(button => button instanceof HTMLButtonElement).find(button => !button.disabled)
}

/** What the button of a run does, by its icon, which is the same in all languages. @param {HTMLButtonElement | undefined} button */
const icon = button => button?.querySelector("[data-testid=stIconMaterial]")?.textContent?.trim()

function run() {
  const button = running("start") ?? running("own") ?? running("again") ?? play()
  const late = performance.now() - alive < ENDED && button instanceof HTMLButtonElement && icon(button) === "replay"
  if (!late) button?.click()
}

/** Where nothing is trained, the main picture may play. */
function play() {
  for (const host of document.querySelectorAll("[data-testid^=stBidiComponent] *")) {
    const button = host.shadowRoot?.querySelector(".unrolled .play, .arrivals .again")
    if (button instanceof HTMLElement) return button
  }
  return undefined
}
