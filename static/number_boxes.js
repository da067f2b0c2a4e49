// @ts-check
// Streamlit's boxes for numbers read what is typed as people write it. A browser's own box for numbers drops a
// comma (0,5 becomes 05) and takes no minus but ASCII's, and Streamlit reads 1e5 in one for whole numbers as 1.
// So while it has the focus a box takes any text, and before Streamlit reads it, it is written as a plain number.

import { read } from "./number_reader.js"
import { filled } from "./words.js"

/** @import { NumberWords } from "./types.d.ts" */

const BOX = "[data-testid=stNumberInputField]", NOTE = "rnnviz-unread"
const COMMITS = ["Enter", "ArrowUp", "ArrowDown"]

/** Read boxes so from now on; returns what gives their words. */
export function keepNumbers() {
  /** @type {NumberWords | undefined} */
  let words
  let pointed = false // where a pointer points, it places the caret
  document.addEventListener("pointerdown", () => { pointed = true; setTimeout(() => { pointed = false }) }, true)
  document.addEventListener("focusin", event => {
    const box = of(event)
    if (!box) return
    open(box)
    if (!pointed) box.select() // as the Tab key has it, and another type has it no more
  }, true)
  document.addEventListener("input", event => { const box = of(event); if (box && event.isTrusted) say(box, "") }, true)
  document.addEventListener("keydown", event => {
    const box = of(event)
    if (box && COMMITS.includes(event.key) && !event.isComposing && !settle(box, words)) {
      event.preventDefault()
      event.stopPropagation()
    }
  }, true)
  document.addEventListener("focusout", event => {
    const box = of(event)
    if (!box) return
    // what cannot be read stays as it was typed, and Streamlit does not get to see it
    if (settle(box, words)) setTimeout(() => { if (document.activeElement !== box) close(box) })
    else event.stopPropagation()
  }, true)
  return (/** @type {NumberWords} */ now) => { words = now }
}

/** @type {(event: Event) => HTMLInputElement | undefined} */
function of(event) {
  const box = event.composedPath()[0]
  return box instanceof HTMLInputElement && box.matches(BOX) ? box : undefined
}

/** Let a box take any text. @param {HTMLInputElement} box */
function open(box) {
  if (Object.hasOwn(box, "type")) return
  box.type = "text"
  // React writes the type again whenever it draws the box
  Object.defineProperty(box, "type", { configurable: true, get: () => "text", set() {} })
  box.inputMode = "text" // a phone's keyboard for decimals has no minus and no e
  box.setAttribute("role", "spinbutton")
  for (const end of ["min", "max"]) box.setAttribute(`aria-value${end}`, box.getAttribute(end) ?? "")
}

/** Make it again what it was. @param {HTMLInputElement} box */
function close(box) {
  if (!Object.hasOwn(box, "type")) return
  Reflect.deleteProperty(box, "type")
  box.type = "number"
  for (const name of ["role", "inputmode", "aria-valuemin", "aria-valuemax"]) box.removeAttribute(name)
}

/**
 * Write what stands in a box as a plain number, or say why not; returns whether it is one, or nothing at all.
 * @param {HTMLInputElement} box @param {NumberWords | undefined} words
 */
export function settle(box, words) {
  const text = box.value.trim()
  if (!text) return true
  const whole = Number.isInteger(Number(box.getAttribute("step")))
  const found = read(text, whole)
  const said = typeof found === "object" ? filled(words?.doubtful ?? "", { text, one: String(found[0]), other: String(found[1]) })
    : found === undefined ? filled(words?.unread ?? "", { text })
    : whole && !Number.isInteger(found) ? words?.whole ?? "" : undefined
  say(box, said ?? "")
  if (said !== undefined || typeof found !== "number") return false
  const asIs = whole ? /^-?\d+$/.test(box.value) : Number(box.value) === found
  if (!asIs) write(box, whole ? String(BigInt(found)) : String(found))
  return true
}

/** As if it had been typed. @param {HTMLInputElement} box @param {string} text */
function write(box, text) {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(box, text)
  box.dispatchEvent(new Event("input", { bubbles: true }))
}

/** Say what is wrong with a box, below it; "" takes it away. @param {HTMLInputElement} box @param {string} words */
function say(box, words) {
  const around = box.closest("[data-testid=stNumberInput]")
  const note = around?.querySelector(`.${NOTE}`)
  if (!words) note?.remove()
  const shown = words && (note ?? around?.appendChild(document.createElement("p")))
  if (!shown) return
  shown.className = NOTE
  shown.setAttribute("role", "alert")
  shown.textContent = words
}
