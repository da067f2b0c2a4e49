// @ts-check
// A picture of 8 rows of 8 cells to draw in: click or drag; by keyboard the arrow keys move and space
// fills. What is drawn is sent as 16 hexadecimal digits. The page's own picture is taken over only when
// its stamp is new, so that an answer that comes late undoes no stroke.

import { clamp, find, views } from "./shared.js"
import { fill, labels } from "./words.js"

/** @import { Component, DrawData } from "./types.d.ts" */

const SIDE = 8
const REST = 60 // milliseconds between two pictures that are sent
const all = views(parent => new View(find(parent, ".draw", HTMLElement)), ".draw")

/** @param {Component<DrawData, { cells: string }>} component */
export function render({ data, parentElement, setStateValue }) {
  const view = all.at(parentElement)
  view.tell = cells => setStateValue("cells", cells)
  view.show(data)
}

export const remove = all.remove

// -- cells, row by row, 1 where one is full ----------------------------------------------------------

/** The cells that 16 hexadecimal digits stand for. @param {string} digits */
export const read = digits => [...digits].flatMap(digit => [3, 2, 1, 0].map(bit => parseInt(digit, 16) >> bit & 1))

/** The digits that stand for them. @param {number[]} cells */
export function written(cells) {
  const digits = []
  for (let k = 0; k < cells.length; k += 4) digits.push(parseInt(cells.slice(k, k + 4).join(""), 2).toString(16))
  return digits.join("")
}

/**
 * The cell at a point of a board, or the nearest one.
 * @param {number} x
 * @param {number} y
 * @param {{ left: number, top: number, width: number, height: number }} box
 */
export function cellAt(x, y, { left, top, width, height }) {
  const place = (/** @type {number} */ at, /** @type {number} */ size) => clamp(Math.floor(at / size * SIDE), 0, SIDE - 1)
  return place(y - top, height) * SIDE + place(x - left, width)
}

/** The cell that an arrow key leads to; undefined for other keys. @type {(key: string, k: number) => number | undefined} */
export function moved(key, k) {
  /** @type {Record<string, [rows: number, columns: number]>} */
  const moves = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }
  if (!(key in moves)) return undefined
  const [rows, columns] = moves[key], kept = (/** @type {number} */ at) => clamp(at, 0, SIDE - 1)
  return kept(Math.floor(k / SIDE) + rows) * SIDE + kept(k % SIDE + columns)
}

class View {
  /** @type {number[]} */ cells = new Array(SIDE * SIDE).fill(0)
  /** @type {string | undefined} */ spoken
  /** @type {DrawData["stamp"] | undefined} */ stamp
  /** @type {number | undefined} */ ink // while something is drawn
  /** @type {ReturnType<typeof setTimeout> | undefined} */ timer
  /** @type {(cells: string) => void} */ tell = () => {}

  /** @param {HTMLElement} node */
  constructor(node) {
    node.innerHTML = `
<div class="board" role="group" data-keys="ArrowLeft ArrowRight ArrowUp ArrowDown Home End Space Enter" aria-label="Picture of 8 by 8 cells. The arrow keys move, space fills or empties."></div>
<div class="tools"><button class="clear" type="button">Clear</button><button class="invert" type="button">Invert</button></div>`
    this.label = labels(node)
    this.board = find(node, ".board", HTMLElement)
    this.buttons = this.cells.map((_, k) => {
      const cell = document.createElement("button")
      cell.type = "button"
      cell.className = "cell"
      cell.tabIndex = k ? -1 : 0
      return cell
    })
    this.board.append(...this.buttons)
    this.board.addEventListener("pointerdown", event => this.begin(event))
    this.board.addEventListener("pointermove", event => this.drag(event))
    for (const end of ["pointerup", "pointercancel"]) this.board.addEventListener(end, () => (this.ink = undefined))
    this.board.addEventListener("keydown", event => this.key(event))
    find(node, ".clear", HTMLElement).addEventListener("click", () => this.all(() => 0))
    find(node, ".invert", HTMLElement).addEventListener("click", () => this.all(cell => 1 - cell))
  }

  /** @param {DrawData} data */
  show(data) {
    const words = data.words ?? {}, spoken = JSON.stringify(words)
    if (spoken !== this.spoken) {
      this.label(words)
      this.buttons.forEach((cell, k) => cell.setAttribute("aria-label",
        fill(words, "row {row}, column {column}", { row: Math.floor(k / SIDE) + 1, column: k % SIDE + 1 })))
      this.spoken = spoken
    }
    if (data.stamp === this.stamp) return
    this.stamp = data.stamp
    this.cells = read(data.cells)
    this.paint()
  }

  end() {
    clearTimeout(this.timer)
  }

  /** @param {PointerEvent} event */
  begin(event) {
    if (event.button) return
    const k = this.at(event)
    this.ink = 1 - this.cells[k]
    this.board.setPointerCapture(event.pointerId)
    this.fill(k, this.ink)
  }

  /** @param {PointerEvent} event */
  drag(event) {
    if (this.ink !== undefined) this.fill(this.at(event), this.ink)
  }

  /** @param {PointerEvent} event */
  at({ clientX, clientY }) {
    return cellAt(clientX, clientY, this.board.getBoundingClientRect())
  }

  /** @type {(k: number, ink: number) => void} */
  fill(k, ink) {
    this.focus(k)
    if (this.cells[k] === ink) return
    this.cells[k] = ink
    this.changed()
  }

  /** @param {(cell: number) => number} next */
  all(next) {
    this.cells = this.cells.map(next)
    this.changed()
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const k = this.buttons.findIndex(button => button === event.target)
    if (k < 0) return
    const to = moved(event.key, k)
    if (to !== undefined) this.focus(to)
    else if (event.key === " " || event.key === "Enter") this.fill(k, 1 - this.cells[k])
    else return
    event.preventDefault()
  }

  /** Of all cells one can be reached by the tab key. @param {number} k */
  focus(k) {
    for (const cell of this.buttons) cell.tabIndex = -1
    this.buttons[k].tabIndex = 0
    this.buttons[k].focus({ preventScroll: true })
  }

  changed() {
    this.paint()
    this.timer ??= setTimeout(() => {
      this.timer = undefined
      this.tell(written(this.cells))
    }, REST)
  }

  paint() {
    this.cells.forEach((full, k) => this.buttons[k].setAttribute("aria-pressed", full ? "true" : "false"))
  }
}
