// The question that a class is asked, a button for each answer, a slider for a number or a field for a
// curve, and what became of the answer that was given here.

import { amount, filled, known, place, shareOf, sketching } from "./sketch.js"

const HEARD = 5000 // milliseconds until an answer without reply is said not to have arrived

export class Question {
  constructor(node, send) {
    this.node = node
    this.send = send
    this.given = new Map() // own answers by scene
    this.drafts = new Map() // what was drawn and not sent, likewise
  }

  // the answers given in this lecture, also before the page was loaded again
  remember(lecture) {
    this.name = `rnnviz answers ${lecture}`
    try {
      this.given = new Map(JSON.parse(sessionStorage[this.name] ?? "[]"))
    } catch { /* private windows may forbid it */ }
  }

  show(question, asking, scene) {
    const seen = JSON.stringify([question, asking, scene])
    if (seen === this.seen) return
    const focused = this.node.contains(document.activeElement) && document.activeElement.dataset.place
    Object.assign(this, { seen, question, asking, scene, pending: false })
    this.drawing?.end()
    this.drawing = undefined
    this.node.replaceChildren()
    if (!question) return
    const title = document.createElement("h2")
    title.textContent = question.text
    this.node.append(title, { choose: () => this.options(), sketch: () => this.sketch() }[question.kind]?.() ?? this.number())
    this.say = document.createElement("p")
    this.say.className = "heard"
    this.say.setAttribute("role", "status")
    this.node.append(this.say)
    this.told()
    if (focused) this.node.querySelector(`[data-place="${focused}"]`)?.focus()
  }

  options() {
    const box = document.createElement("div")
    box.className = "options"
    this.question.options.forEach((option, place) => {
      const button = document.createElement("button")
      button.type = "button"
      button.textContent = `${"ABCDEF"[place]}  ${option}`
      button.dataset.place = place
      button.disabled = !this.asking
      button.onclick = () => this.give(place)
      box.append(button)
    })
    this.marks = () => [...box.children].forEach((button, place) =>
      button.setAttribute("aria-pressed", this.given.get(this.scene) === place ? "true" : "false"))
    this.marks()
    return box
  }

  number() {
    const { low, high, log, text } = this.question
    const box = document.createElement("div"), range = document.createElement("input")
    const shown = document.createElement("output"), button = document.createElement("button")
    box.className = "number"
    Object.assign(range, { type: "range", min: 0, max: 1000, step: 1, disabled: !this.asking })
    range.setAttribute("aria-label", text)
    const value = () => {
      const share = range.value / 1000
      const exact = log ? low * (high / low) ** share : low + (high - low) * share
      return Math.min(Math.max(+exact.toPrecision(3), low), high)
    }
    const own = this.given.get(this.scene)
    if (own === undefined) range.value = 500
    else range.value = 1000 * (log ? Math.log(own / low) / Math.log(high / low) : (own - low) / (high - low))
    const say = () => {
      shown.textContent = this.written(value())
      range.setAttribute("aria-valuetext", shown.textContent)
    }
    range.oninput = say
    say()
    range.dataset.place = "range"
    Object.assign(button, { type: "button", textContent: this.words.send, disabled: !this.asking })
    button.dataset.place = "send"
    button.onclick = () => this.give(value())
    this.marks = () => {}
    box.append(range, shown, button)
    return box
  }

  sketch() {
    const { question, words, asking, scene } = this
    const own = this.given.get(scene)?.map(value => shareOf(question, value)), draft = this.drafts.get(scene)
    // what was sent is what counts once no more answers are taken
    const shares = asking ? draft ?? own : own ?? draft
    const { box, sketch } = sketching(question, words, asking, shares, drawn => this.drafts.set(scene, [...drawn]),
      values => this.give(values))
    this.drawing = sketch
    this.marks = () => {}
    return box
  }

  give(value) {
    clearTimeout(this.timer)
    if (!this.send(value)) return this.refused(this.words.unheard)
    this.pending = true
    this.timer = setTimeout(() => this.pending && this.refused(this.words.unheard), HEARD)
  }

  heard(value) {
    this.pending = false
    this.given.set(this.scene, value)
    try {
      sessionStorage[this.name] = JSON.stringify([...this.given])
    } catch { /* then they are known until the page is loaded again */ }
    this.marks?.()
    this.told()
  }

  refused(sentence) {
    this.pending = false
    if (this.say) this.say.textContent = sentence
  }

  // what is said under the answers
  told() {
    const own = this.given.get(this.scene), { question, words } = this
    const parts = []
    if (this.asking && own !== undefined) parts.push(words.sent)
    const sketched = question.kind === "sketch", right = sketched ? known(question) : question.right
    const said = { place: sketched ? place(question, words, question.at) : "" }
    const yours = sketched ? words.sketched : words.yours
    if (own !== undefined) parts.push(filled(yours, { ...said, answer: this.written(sketched ? own[question.at] : own) }))
    if (!this.asking) parts.push(words.closed)
    if (typeof right === "number") parts.push(filled(words.right, { answer: this.written(right) }))
    this.say.textContent = parts.join("\n")
  }

  written(value) {
    const { kind, options, unit } = this.question
    if (kind === "sketch") return amount(this.question, value)
    return kind === "choose" ? options[value] : `${value} ${unit}`.trim()
  }
}
