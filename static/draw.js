// A picture of 8 rows of 8 cells to draw in: click or drag; by keyboard the arrow keys move and space
// fills. What is drawn is sent as 16 hexadecimal digits. The page's own picture is taken over only when
// its stamp is new, so that an answer that comes late undoes no stroke.

import { clamp, views } from "./shared.js"
import { fill, labels } from "./words.js"

const SIDE = 8, REST = 60 // milliseconds between two pictures that are sent
const all = views(node => new View(node), ".draw")

export function render({ data, parentElement, setStateValue }) {
  const view = all.at(parentElement)
  view.tell = cells => setStateValue("cells", cells)
  view.show(data)
}

export const remove = all.remove

class View {
  constructor(node) {
    node.innerHTML = `
<div class="board" role="group" aria-label="Picture of 8 by 8 cells. The arrow keys move, space fills or empties."></div>
<div class="tools"><button class="clear" type="button">Clear</button><button class="invert" type="button">Invert</button></div>`
    this.label = labels(node)
    this.board = node.querySelector(".board")
    for (let k = 0; k < SIDE * SIDE; k++) {
      const cell = document.createElement("button")
      cell.type = "button"
      cell.className = "cell"
      cell.tabIndex = k ? -1 : 0
      this.board.append(cell)
    }
    this.cells = new Array(SIDE * SIDE).fill(0)
    this.board.addEventListener("pointerdown", event => this.begin(event))
    this.board.addEventListener("pointermove", event => this.drag(event))
    for (const end of ["pointerup", "pointercancel"]) this.board.addEventListener(end, () => (this.ink = undefined))
    this.board.addEventListener("keydown", event => this.key(event))
    node.querySelector(".clear").addEventListener("click", () => this.all(() => 0))
    node.querySelector(".invert").addEventListener("click", () => this.all(cell => 1 - cell))
  }

  show(data) {
    const words = data.words ?? {}, spoken = JSON.stringify(words)
    if (spoken !== this.spoken) {
      this.label(words)
      this.board.querySelectorAll(".cell").forEach((cell, k) => cell.setAttribute("aria-label",
        fill(words, "row {row}, column {column}", { row: Math.floor(k / SIDE) + 1, column: k % SIDE + 1 })))
      this.spoken = spoken
    }
    if (data.stamp === this.stamp) return
    this.stamp = data.stamp
    this.cells = [...data.cells].flatMap(digit => [3, 2, 1, 0].map(bit => parseInt(digit, 16) >> bit & 1))
    this.paint()
  }

  end() {
    clearTimeout(this.timer)
  }

  begin(event) {
    if (event.button) return
    const k = this.at(event)
    this.ink = 1 - this.cells[k]
    this.board.setPointerCapture(event.pointerId)
    this.fill(k)
  }

  drag(event) {
    if (this.ink !== undefined) this.fill(this.at(event))
  }

  // the cell under the pointer, or the nearest one
  at({ clientX, clientY }) {
    const { left, top, width, height } = this.board.getBoundingClientRect()
    const place = (at, size) => clamp(Math.floor(at / size * SIDE), 0, SIDE - 1)
    return place(clientY - top, height) * SIDE + place(clientX - left, width)
  }

  fill(k, ink = this.ink) {
    this.focus(k)
    if (this.cells[k] === ink) return
    this.cells[k] = ink
    this.changed()
  }

  all(next) {
    this.cells = this.cells.map(next)
    this.changed()
  }

  key(event) {
    const k = [...this.board.children].indexOf(event.target)
    const moves = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }
    const move = moves[event.key]
    if (k < 0 || !(move || event.key === " " || event.key === "Enter")) return
    event.preventDefault()
    if (!move) return this.fill(k, 1 - this.cells[k])
    const kept = at => Math.min(Math.max(at, 0), SIDE - 1)
    this.focus(kept(Math.floor(k / SIDE) + move[0]) * SIDE + kept(k % SIDE + move[1]))
  }

  // of all cells one can be reached by the tab key
  focus(k) {
    for (const cell of this.board.children) cell.tabIndex = -1
    this.board.children[k].tabIndex = 0
    this.board.children[k].focus({ preventScroll: true })
  }

  changed() {
    this.paint()
    this.timer ??= setTimeout(() => {
      this.timer = undefined
      this.tell(this.written())
    }, REST)
  }

  written() {
    const digits = []
    for (let k = 0; k < this.cells.length; k += 4) digits.push(parseInt(this.cells.slice(k, k + 4).join(""), 2).toString(16))
    return digits.join("")
  }

  paint() {
    this.cells.forEach((full, k) => this.board.children[k].setAttribute("aria-pressed", full ? "true" : "false"))
  }
}
