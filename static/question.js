// The question that a class is asked, a button for each answer or a slider for a number, and what became
// of the answer that was given here.

const HEARD = 5000 // milliseconds until an answer without reply is said not to have arrived

export class Question {
  constructor(node, send) {
    this.node = node
    this.send = send
    this.given = new Map() // own answers by scene
  }

  show(question, asking, scene) {
    const seen = JSON.stringify([question, asking, scene])
    if (seen === this.seen) return
    const focused = this.node.contains(document.activeElement) && document.activeElement.dataset.place
    Object.assign(this, { seen, question, asking, scene, pending: false })
    this.node.replaceChildren()
    if (!question) return
    const title = document.createElement("h2")
    title.textContent = question.text
    this.node.append(title, question.kind === "choose" ? this.options() : this.number())
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

  give(value) {
    clearTimeout(this.timer)
    if (!this.send(value)) return this.refused(this.words.unheard)
    this.pending = true
    this.timer = setTimeout(() => this.pending && this.refused(this.words.unheard), HEARD)
  }

  heard(value) {
    this.pending = false
    this.given.set(this.scene, value)
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
    if (own !== undefined) parts.push(words.yours.replace("{answer}", this.written(own)))
    if (!this.asking) parts.push(words.closed)
    if (typeof question.right === "number") parts.push(words.right.replace("{answer}", this.written(question.right)))
    this.say.textContent = parts.join("\n")
  }

  written(value) {
    const { kind, options, unit } = this.question
    return kind === "choose" ? options[value] : `${value} ${unit}`.trim()
  }
}
