// A short tour of the page for who is here for the first time. It is shown once: the browser remembers
// it, and where a browser remembers nothing it is not shown at all. It hides nothing and stops nobody;
// Escape, or "Skip", ends it.

const KEY = "rnnviz tour"
const GAP = 12 // pixels between what is shown and the words
let tour = null

export function render({ data }) {
  if (tour) return tour.speak(data)
  // a link leads to something: nothing may stand before that
  if (location.search || !first()) return
  tour = new Tour(data)
}

export function remove() {
  tour?.end(false)
}

function first() {
  try {
    if (localStorage.getItem(KEY)) return false
    localStorage.setItem(KEY, "seen")
    return localStorage.getItem(KEY) === "seen"
  } catch {
    return false
  }
}

class Tour {
  constructor(data) {
    this.at = 0
    this.before = document.activeElement
    this.ring = document.body.appendChild(document.createElement("div"))
    this.ring.className = "tour-ring"
    this.panel = document.body.appendChild(document.createElement("section"))
    this.panel.className = "tour"
    this.panel.setAttribute("role", "dialog")
    this.panel.setAttribute("aria-live", "polite")
    this.panel.innerHTML = `<p class="where"></p><p class="words"></p>
      <div><button type="button" class="skip"></button><button type="button" class="back"></button>
      <button type="button" class="next"></button></div>`
    const find = name => this.panel.querySelector("." + name)
    this.parts = Object.fromEntries(["where", "words", "skip", "back", "next"].map(name => [name, find(name)]))
    this.parts.skip.onclick = () => this.end()
    this.parts.back.onclick = () => this.go(this.at - 1)
    this.parts.next.onclick = () => this.at < this.data.steps.length - 1 ? this.go(this.at + 1) : this.end()
    this.onKey = event => { if (event.key === "Escape") this.end() }
    this.onMove = () => this.place()
    addEventListener("keydown", this.onKey)
    addEventListener("resize", this.onMove)
    addEventListener("scroll", this.onMove, true)
    this.speak(data)
    this.go(0)
    this.parts.next.focus({ preventScroll: true })
  }

  // the words may change with the language
  speak(data) {
    this.data = data
    this.panel.setAttribute("aria-label", data.name)
    this.parts.skip.textContent = data.skip
    this.parts.back.textContent = data.back
    this.say()
  }

  say() {
    const { steps, of, next, done } = this.data, last = this.at === steps.length - 1
    this.parts.where.textContent = of.replace("{step}", this.at + 1).replace("{all}", steps.length)
    this.parts.words.textContent = steps[this.at].words
    this.parts.next.textContent = last ? done : next
    this.parts.back.hidden = this.at === 0
    this.parts.skip.hidden = last
  }

  go(step) {
    this.at = step
    this.say()
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches
    this.target()?.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" })
    this.place()
    // the button that was pressed may be gone now
    if (document.activeElement === document.body) this.parts.next.focus({ preventScroll: true })
  }

  // what the step speaks of, if it is on the screen: a phone has its sidebar folded in
  target() {
    const found = document.querySelector(this.data.steps[this.at].target)
    const box = found?.getBoundingClientRect()
    return box && box.width && box.right > 0 && box.left < innerWidth ? found : null
  }

  place() {
    const box = this.target()?.getBoundingClientRect(), { panel, ring } = this
    ring.hidden = !box
    const width = panel.offsetWidth, height = panel.offsetHeight
    const keep = (x, most) => Math.max(GAP, Math.min(x, most - GAP))
    if (!box) {
      panel.style.left = keep((innerWidth - width) / 2, innerWidth - width) + "px"
      panel.style.top = innerHeight - height - GAP + "px"
      return
    }
    Object.assign(ring.style, {
      left: box.left - 4 + "px", top: box.top - 4 + "px", width: box.width + 8 + "px", height: box.height + 8 + "px",
    })
    const below = box.bottom + GAP + height < innerHeight, above = box.top - GAP - height > 0
    panel.style.left = keep(below || above ? box.left : innerWidth, innerWidth - width) + "px"
    panel.style.top = keep(below ? box.bottom + GAP : above ? box.top - height - GAP : innerHeight, innerHeight - height) + "px"
  }

  end(back = true) {
    removeEventListener("keydown", this.onKey)
    removeEventListener("resize", this.onMove)
    removeEventListener("scroll", this.onMove, true)
    const mine = this.panel.contains(document.activeElement)
    this.panel.remove()
    this.ring.remove()
    if (back && mine) this.before?.focus?.({ preventScroll: true })
    tour = null
  }
}
