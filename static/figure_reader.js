// @ts-check
// A figure without a mouse: the arrow keys go over its values, which are marked and spoken, and below it
// stand its numbers as a table, made when somebody opens it.

import { pictures, tables } from "./figure_numbers.js"
import { kept, moved, point, said, start } from "./figure_walk.js"
import { alone } from "./joined_curves.js"
import { fileName } from "./picture_menu.js"
import { esc } from "./shared.js"
import { styleOnce } from "./styles.js"
import { speaker } from "./words.js"

/** @import { Drawn, DrawnAxis, Figure, Hands, InWords, Joined, Picture, PlotlyNode, Spot, Table, Words } from "./types.d.ts" */

const LEAST = 14 // pixels of a frame around a point
const STYLE = `
.figure { position: relative; }
.figure > .walk { position: absolute; inset: 0 0 auto; pointer-events: none; z-index: 3; }
.figure > .walk > i { position: absolute; border: 3px solid var(--focus, #542788); box-shadow: 0 0 0 2px Canvas; border-radius: 4px; box-sizing: border-box; }
.figure > .spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.figure > .numbers { font-size: 0.9rem; }
@media (min-width: 1000px) { .figure.tight > .numbers { position: relative; z-index: 4; margin-top: -1.6rem; width: fit-content; } }
.figure > .numbers > summary { cursor: pointer; opacity: 0.85; width: fit-content; padding: 0.1rem 0.4rem; }
.figure > .numbers .sheet { overflow: auto; max-height: 22rem; }
.figure > .numbers table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
.figure > .numbers caption { text-align: left; padding: 0.3rem 0; }
.figure > .numbers :is(th, td) { padding: 0.1rem 0.6rem; text-align: right; border-bottom: 1px solid rgba(128, 128, 128, 0.3); white-space: nowrap; font-size: 0.9rem; }
.figure > .numbers :is(thead th, tbody th) { text-align: left; font-weight: 600; }
.figure > .numbers button { font: inherit; color: inherit; background: none; border: 1px solid currentColor; border-radius: 4px; padding: 0.15rem 0.6rem; margin: 0.4rem 0.5rem 0.4rem 0; cursor: pointer; }
.follow .figure > .numbers button { display: none; }
@media (forced-colors: active) { .figure > :is(.plot-container, .strip) { forced-color-adjust: none; background: var(--st-background-color); } }
@media (hover: none) { .figure > .numbers button { display: none; } }
`

/** A table as HTML. @param {Table} table */
export function html({ caption, heads, rows }) {
  const head = heads.map(text => `<th scope="col">${esc(text)}</th>`).join("")
  const body = rows.map(([first, ...rest]) =>
    `<tr><th scope="row">${esc(first)}</th>${rest.map(text => `<td>${esc(text)}</td>`).join("")}</tr>`).join("")
  return `<table>${caption ? `<caption>${esc(caption)}</caption>` : ""}<thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`
}

/**
 * From where to where a value's frame stands, in pixels: around its cell, or around the point.
 * @type {(axis: Pick<DrawnAxis, "_offset" | "d2p">, value: number, width: number) => [number, number]}
 */
export function span(axis, value, width) {
  const ends = [value - width / 2, value + width / 2].map(end => axis._offset + axis.d2p(end)).sort((a, b) => a - b)
  const short = Math.max(LEAST - (ends[1] - ends[0]), 0) / 2
  return [ends[0] - short - 2, ends[1] + short + 2]
}

/** @type {(label: string, pressed: () => void) => HTMLButtonElement} */
function button(label, pressed) {
  const made = document.createElement("button")
  made.textContent = label
  made.onclick = pressed
  return made
}

export class Reader {
  /** @type {Figure | undefined} */ figure
  /** @type {Picture[]} */ all = []
  /** @type {Spot} */ spot = start()
  /** @type {InWords} */ inWords = speaker(undefined)
  /** @type {Record<string, [number, number] | undefined>} */ ranges = {} // that the axes were given
  focused = false
  at = alone

  /**
   * @param {HTMLElement} node of the figure
   * @param {(row: number, column: number, panel: number) => void} choose what a click on a cell does
   * @param {(spot: Drawn | undefined) => void} [stands] hears where the reader has come to
   * @param {() => Hands | undefined} [hands] of what has drawn it
   */
  constructor(node, choose, stands = () => {}, hands = () => window.Plotly) {
    this.node = node
    this.choose = choose
    this.stands = stands
    this.hands = hands
    styleOnce(document, "figure-style", STYLE)
    const make = (/** @type {string} */ tag, /** @type {string} */ kind) => {
      const made = document.createElement(tag)
      made.className = kind
      made.hidden = true
      node.append(made)
      return made
    }
    this.walk = make("div", "walk")
    this.walk.setAttribute("role", "application")
    this.walk.tabIndex = 0
    this.walk.dataset.keys = "ArrowLeft ArrowRight ArrowUp ArrowDown Home End Enter" // and no lecturer's, here
    this.ring = this.walk.appendChild(document.createElement("i"))
    this.ring.hidden = true
    this.spoken = make("div", "spoken")
    this.spoken.setAttribute("role", "status")
    this.numbers = /** @type {HTMLDetailsElement} */ (make("details", "numbers"))
    this.numbers.innerHTML = "<summary></summary><div></div>"
    this.walk.onkeydown = event => this.key(event)
    this.walk.onfocus = () => this.enter(true)
    this.walk.onblur = () => this.enter(false)
    this.numbers.ontoggle = () => this.fill()
  }

  /**
   * The figure that has just been drawn.
   * @param {Figure} figure
   * @param {Record<string, [number, number] | undefined>} ranges that its axes were given
   * @param {Words | undefined} words
   * @param {Joined["at"]} [at] where its points stand in what has been drawn
   */
  renew(figure, ranges, words, at = alone) {
    this.figure = figure
    this.at = at
    this.ranges = ranges
    this.all = pictures(figure)
    this.inWords = speaker(words)
    const { inWords, walk, numbers } = this
    walk.hidden = this.spoken.hidden = numbers.hidden = !this.all.length
    walk.style.height = figure.layout.height + "px"
    walk.setAttribute("aria-label", inWords("Values of the picture: the arrow keys go from one to the next, Page Up and Page Down to another picture"))
    numbers.querySelector("summary")?.replaceChildren(inWords("Numbers as a table"))
    this.fill()
    if (!this.all.length) return
    this.spot = kept(this.all, this.spot)
    if (this.focused) this.show(false)
  }

  fill() {
    const { numbers, figure } = this
    const sheets = /** @type {HTMLElement} */ (numbers.querySelector("div"))
    if (!numbers.open || !figure) sheets.replaceChildren()
    else {
      const { inWords } = this, before = sheets.firstElementChild
      const [left, top] = before ? [before.scrollLeft, before.scrollTop] : [0, 0]
      sheets.innerHTML = tables(figure, inWords).map(one =>
        `<div class="sheet" tabindex="0" role="region" aria-label="${esc(one.caption || inWords("Numbers as a table"))}">${html(one)}</div>`).join("")
      sheets.append(button(inWords("Save as a picture"), () => this.save()), button(inWords("Show all of it again"), () => this.reset()))
      sheets.firstElementChild?.scrollTo(left, top)
    }
  }

  // -- from value to value ---------------------------------------------------------------------------

  /** @param {boolean} focused */
  enter(focused) {
    this.focused = focused
    if (focused && this.all.length) this.show(true)
    else this.hide()
  }

  hide() {
    this.ring.hidden = true
    this.spoken.textContent = ""
    this.hands()?.Fx.unhover(this.node)
    this.stands(undefined)
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.all.length) return
    const spot = moved(this.all, this.spot, event.key)
    if (!spot && event.key !== "Enter" && event.key !== "Escape") return
    event.preventDefault()
    event.stopPropagation()
    if (spot) {
      this.spot = spot
      this.show(true)
    } else if (event.key === "Escape") this.hide()
    else if (this.all[this.spot.picture].kind === "grid") this.choose(this.spot.row, this.spot.at, this.spot.picture)
  }

  /** Mark the value where the reader stands, and say it. @param {boolean} aloud */
  show(aloud) {
    const found = point(this.all, this.spot)
    if (!found) this.hands()?.Fx.unhover(this.node)
    else if (typeof found.point === "number") {
      this.hands()?.Fx.hover(this.node, [this.at(found.curve, found.point)], [found.subplot])
    } else this.hands()?.Fx.hover(this.node, { xval: found.x, yval: found.y }, found.subplot)
    this.mark(found)
    this.stands(found)
    if (aloud) this.spoken.textContent = said(this.all, this.spot, this.inWords)
  }

  /** A frame around it. @param {Drawn | undefined} found */
  mark(found) {
    const { _fullLayout: axes = {} } = /** @type {PlotlyNode} */ (this.node)
    const [, x, y] = found?.subplot.match(/^(x\d*)(y\d*)$/) ?? []
    const across = axes[`xaxis${x?.slice(1)}`], up = axes[`yaxis${y?.slice(1)}`]
    this.ring.hidden = !found || !across || !up
    if (!found || !across || !up) return
    const [left, right] = span(across, found.x, found.wide), [top, bottom] = span(up, found.y, found.tall)
    Object.assign(this.ring.style, {
      left: `${left}px`, top: `${top}px`, width: `${right - left}px`, height: `${bottom - top}px`,
    })
  }

  // -- what else can be done -------------------------------------------------------------------------

  save() {
    void this.hands()?.downloadImage(this.node, { format: "png", scale: 2, filename: fileName(this.figure?.layout.title?.text) })
  }

  /** Every axis as it was before the reader zoomed. */
  reset() {
    const changes = Object.entries(this.ranges).map(([key, range]) => range ? [`${key}.range`, [...range]] : [`${key}.autorange`, true])
    void this.hands()?.relayout(this.node, Object.fromEntries(changes))
  }
}
