// @ts-check
// The question that a class is asked, a button for each answer, a slider for a number or a field for a
// curve, and what became of the answer that was given here.

import { clamp } from "./shared.js"
import { sketching } from "./sketch.js"
import { amount, curved, known, place, shareOf } from "./sketch_curve.js"
import { filled } from "./words.js"

/** @import { Answer, FollowWords, Question as Asked, Scale } from "./types.d.ts" */
/** @import { Sketch } from "./sketch.js" */

const HEARD = 5000 // milliseconds until an answer without reply is said not to have arrived
const FINE = 1000 // steps of a slider
const DIGITS = 3 // of a number that is chosen with it

export class Question {
  words = /** @type {FollowWords} */ ({})
  asking = false
  pending = false // whether an answer is on its way
  /** The scene, and how often its answers were forgotten. @type {number | string} */ scene = -1
  name = "" // under which the browser keeps the answers
  /** @type {Asked | null} */ question = null
  /** @type {string | undefined} */ seen
  /** @type {Sketch | undefined} */ drawing
  /** @type {HTMLElement | undefined} */ say
  /** @type {ReturnType<typeof setTimeout> | undefined} */ timer
  /** @type {Map<number | string, Answer>} */ given = new Map() // own answers by scene
  /** @type {Map<number | string, number[]>} */ drafts = new Map() // what was drawn and not sent, likewise
  mark = () => {} // what shows which answer is given

  /**
   * @param {HTMLElement} node
   * @param {(answer: Answer) => boolean} send whether it could be sent
   */
  constructor(node, send) {
    this.node = node
    this.send = send
  }

  /** The answers given in this lecture, also before the page was loaded again. @param {string} lecture */
  remember(lecture) {
    this.name = `rnnviz answers ${lecture}`
    try {
      this.given = new Map(JSON.parse(sessionStorage.getItem(this.name) ?? "[]"))
    } catch { /* private windows may forbid it */ }
  }

  /** @type {(question: Asked | null, asking: boolean, at: number, round?: number) => void} */
  show(question, asking, at, round = 0) {
    const scene = round ? `${at} ${round}` : at
    const seen = JSON.stringify([question, asking, scene])
    if (seen === this.seen) return
    const before = this.node.contains(document.activeElement) && document.activeElement
    const focused = before instanceof HTMLElement || before instanceof SVGElement ? before.dataset.place : undefined
    Object.assign(this, { seen, question, asking, scene, pending: false })
    this.drawing?.end()
    this.drawing = undefined
    this.mark = () => {}
    this.node.replaceChildren()
    if (!question) return
    const title = document.createElement("h2")
    title.textContent = question.text
    this.node.append(title, question.kind === "choose" ? this.options(question)
      : question.kind === "sketch" ? this.sketch(question) : this.number(question))
    this.say = document.createElement("p")
    this.say.className = "heard"
    this.say.setAttribute("role", "status")
    this.node.append(this.say)
    this.told()
    const again = focused && this.node.querySelector(`[data-place="${focused}"]`)
    if (again instanceof HTMLElement || again instanceof SVGElement) again.focus()
  }

  // -- the ways to answer ----------------------------------------------------------------------------

  /** @param {Asked} question */
  options({ options }) {
    const box = document.createElement("div")
    box.className = "options"
    const buttons = options.map((option, at) => {
      const button = document.createElement("button")
      Object.assign(button, { type: "button", textContent: `${"ABCDEF"[at]}  ${option}`, disabled: !this.asking })
      button.dataset.place = String(at)
      button.onclick = () => this.give(at)
      return button
    })
    box.append(...buttons)
    this.mark = () => buttons.forEach((button, at) =>
      button.setAttribute("aria-pressed", this.given.get(this.scene) === at ? "true" : "false"))
    this.mark()
    return box
  }

  /** @param {Asked} question */
  number(question) {
    const box = document.createElement("div"), range = document.createElement("input")
    const shown = document.createElement("output"), button = document.createElement("button")
    box.className = "number"
    Object.assign(range, { type: "range", min: 0, max: FINE, step: 1, disabled: !this.asking })
    range.setAttribute("aria-label", question.text)
    const own = this.given.get(this.scene)
    range.value = String(FINE * (typeof own === "number" ? slid(question, own) : 0.5))
    const value = () => chosen(question, Number(range.value) / FINE)
    const say = () => {
      shown.textContent = written(question, value())
      range.setAttribute("aria-valuetext", shown.textContent)
    }
    range.oninput = say
    say()
    range.dataset.place = "range"
    Object.assign(button, { type: "button", textContent: this.words.send, disabled: !this.asking })
    button.dataset.place = "send"
    button.onclick = () => this.give(value())
    box.append(range, shown, button)
    return box
  }

  /** @param {Asked} question */
  sketch(question) {
    const { words, asking, scene } = this
    const own = curved(this.given.get(scene))?.map(value => shareOf(question, value)), draft = this.drafts.get(scene)
    // what was sent is what counts once no more answers are taken
    const shares = asking ? draft ?? own : own ?? draft
    const { box, sketch } = sketching(question, words, asking, shares, drawn => this.drafts.set(scene, [...drawn]),
      values => this.give(values))
    this.drawing = sketch
    return box
  }

  // -- what becomes of an answer ---------------------------------------------------------------------

  /** @param {Answer} value */
  give(value) {
    clearTimeout(this.timer)
    if (!this.send(value)) {
      this.refused(this.words.unheard)
      return
    }
    this.pending = true
    this.timer = setTimeout(() => this.pending && this.refused(this.words.unheard), HEARD)
  }

  /** @param {Answer} value */
  heard(value) {
    this.pending = false
    this.given.set(this.scene, value)
    try {
      sessionStorage.setItem(this.name, JSON.stringify([...this.given]))
    } catch { /* then they are known until the page is loaded again */ }
    this.mark()
    this.told()
  }

  /** @param {string} sentence */
  refused(sentence) {
    this.pending = false
    if (this.say) this.say.textContent = sentence
  }

  told() {
    const { question, words, asking, say } = this
    if (question && say) say.textContent = told(question, words, asking, this.given.get(this.scene)).join("\n")
  }
}

// -- numbers and words -------------------------------------------------------------------------------

/** The number that a share of the slider stands for. @type {(scale: Scale, share: number) => number} */
export function chosen({ low, high, log }, share) {
  const exact = log ? low * (high / low) ** share : low + (high - low) * share
  return clamp(+exact.toPrecision(DIGITS), low, high)
}

/** The share of the slider that stands for a number. @type {(scale: Scale, value: number) => number} */
export function slid({ low, high, log }, value) {
  return log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low)
}

/** An answer as it is said. @type {(question: Asked, value: number) => string} */
export function written(question, value) {
  if (question.kind === "sketch") return amount(question, value)
  return question.kind === "choose" ? question.options[value] : `${value} ${question.unit}`.trim()
}

/**
 * What is said under the answers, in lines.
 * @type {(question: Asked, words: FollowWords, asking: boolean, own: Answer | undefined) => string[]}
 */
export function told(question, words, asking, own) {
  const sketched = question.kind === "sketch", right = sketched ? known(question) : question.right
  const value = curved(own)?.[question.at] ?? own
  const where = sketched ? place(question, words, question.at) : "", lines = []
  if (asking && own !== undefined) lines.push(words.sent)
  if (typeof value === "number") {
    lines.push(filled(sketched ? words.sketched : words.yours, { place: where, answer: written(question, value) }))
  }
  if (!asking) lines.push(words.closed)
  if (typeof right === "number") lines.push(filled(words.right, { answer: written(question, right) }))
  return lines
}
