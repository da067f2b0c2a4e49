// @ts-check
// The keys of who presents, and of their remote: next and back, start or pause what the page shows, ask
// and reveal, leave. They stay with whatever takes keys itself: text, sliders, pictures in focus.

import { find } from "./shared.js"

/** @import { Component, KeysData, KeysSaid, Place } from "./types.d.ts" */

const NEXT = ["ArrowRight", "PageDown"], BACK = ["ArrowLeft", "PageUp"], ASK = ["b", "B", "."]
const TAKES_KEYS = "input, textarea, select, [contenteditable=''], [contenteditable='true'], [role=slider], " +
  "[role=combobox], [role=listbox], [role=option], [role=radiogroup], [role=tablist], [role=menu], [role=dialog], " +
  "[role=grid], .unrolled, .arrivals, .gallery, .board"
const PRESSED = "button, a, summary, [role=button]"
const OPEN = "[data-testid=stPopoverBody], [role=dialog], [role=listbox]"
const ENDED = 3000 // milliseconds for which a space that came too late to pause does not start again

const GAP = 3000 // milliseconds from one page to the next, or more while it comes; keys pressed meanwhile count
const AGAIN = 1000, LATEST = 16000 // milliseconds until what nobody has heard is said again: longer each time

/**
 * What a key means to a lecture; undefined where it is not meant for it.
 * @param {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "isComposing">} event
 * @param {(css: string) => boolean} inside whether it was pressed in something like that
 * @param {() => boolean} open whether something is open that the Escape key closes
 */
export function meaning(event, inside, open) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || inside(TAKES_KEYS)) return undefined
  if (NEXT.includes(event.key)) return "next"
  if (BACK.includes(event.key)) return "back"
  if (ASK.includes(event.key)) return "ask"
  if (event.key === " " && !inside(PRESSED)) return "run"
  return event.key === "Escape" && !open() ? "leave" : undefined
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

  /** @param {NonNullable<ReturnType<typeof meaning>>} what */
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
/** @type {ReturnType<typeof setInterval> | undefined} */
let watch
/** @type {ReturnType<typeof setTimeout> | undefined} */
let leaving
/** @type {ReturnType<typeof setTimeout> | undefined} */
let saying
let alive = -Infinity // when something that can be paused was seen last

/** @param {Component<KeysData, { said: KeysSaid }>} component */
export function render({ data, parentElement, setStateValue }) {
  if (data.token !== pressed.token) pressed = Object.assign(new Pressed(data.token), { said: pressed.said })
  pressed.heard = String(data.heard)
  active = { parent: parentElement, say: () => setStateValue("said", pressed.tell()) }
  clearTimeout(leaving)
  if (pressed.unheard) tell()
  find(parentElement, "span", HTMLElement).dataset.ready = "yes"
  if (watch !== undefined) return
  addEventListener("keydown", key, true)
  addEventListener("click", letGo)
  watch = setInterval(() => { if (running("pause")) alive = performance.now() }, 300)
}

/** @param {Place} parentElement */
export function remove(parentElement) {
  if (active?.parent !== parentElement) return // the next page's has come already
  active = null
  leaving = setTimeout(leave, pressed.ends ? 0 : GAP)
}

function leave() {
  const comes = document.querySelector("[data-testid=stApp]:not([data-test-script-state=notRunning])") !== null
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
  clearInterval(watch)
  watch = undefined
}

/** @param {KeyboardEvent} event */
function key(event) {
  const path = event.composedPath().filter(part => part instanceof Element)
  const what = meaning(event, css => path.some(part => part.matches(css)), () => document.querySelector(OPEN) !== null)
  if (what === undefined) return
  pressed.take(what)
  if (what === "run") run()
  // nobody else is to hear of it: on some pages arrows move through steps
  event.preventDefault()
  event.stopImmediatePropagation()
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

function run() {
  const again = running("again")
  const late = performance.now() - alive < ENDED
  const button = running("pause") ?? running("start") ?? running("resume") ?? (late ? undefined : again) ?? play()
  button?.click()
}

/** Where nothing is trained, the main picture may play. */
function play() {
  for (const host of document.querySelectorAll("[data-testid^=stBidiComponent] *")) {
    const button = host.shadowRoot?.querySelector(".unrolled .play, .arrivals .again")
    if (button instanceof HTMLElement) return button
  }
  return undefined
}
