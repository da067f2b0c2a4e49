// @ts-check
// A figure of strips in its place on the page: drawn on a canvas, with the words of what is pointed at.

import { draw } from "./strip_drawing.js"
import { found, hoverLines } from "./strip_hover.js"
import { pieces } from "./strip_text.js"
import { styleOnce } from "./styles.js"

/** @import { Figure, Hands } from "./types.d.ts" */
/** @import { Side } from "./strip_axes.js" */

const STYLE = `
.figure > .strip { display: block; }
.strip-words { position: absolute; z-index: 5; pointer-events: none; padding: 0.2rem 0.5rem; font-size: 0.875rem; line-height: 1.35; white-space: nowrap; border: 1px solid currentColor; border-radius: 3px; background: var(--st-background-color, Canvas); color: var(--st-text-color, CanvasText); }
.strip-words i { display: inline-block; width: 1.2rem; height: 0; margin-right: 0.4rem; vertical-align: middle; border-top: 3px solid; }
`
const BESIDE = 14 // pixels from what is pointed at to its words

/** @typedef {{ x: number, y: number }} At a place in a strip, on its axes */

/** @implements {Hands} */
export class StripPlot {
  /** @type {Figure | undefined} */ figure
  /** @type {Record<string, Side>} */ _fullLayout = {} // its axes, under the name that Plotly gives them
  width = 0

  /**
   * @param {HTMLElement} node of the figure
   * @param {(at: At | undefined) => void} pointed hears where somebody points
   */
  constructor(node, pointed) {
    this.node = node
    this.pointed = pointed
    styleOnce(document, "strip-style", STYLE)
    this.canvas = document.createElement("canvas")
    this.canvas.className = "strip"
    this.canvas.setAttribute("role", "img")
    this.words = document.createElement("div")
    this.words.className = "strip-words"
    this.words.hidden = true
    node.prepend(this.canvas)
    node.append(this.words)
    this.canvas.onpointermove = this.canvas.onpointerdown = event => this.point(event)
    this.canvas.onpointerleave = () => this.leave()
  }

  /** @type {(figure: Figure, alt: string) => void} */
  draw(figure, alt) {
    const { canvas } = this
    this.figure = figure
    this.width = this.node.clientWidth
    canvas.setAttribute("aria-label", alt)
    this._fullLayout = paint(canvas, figure, this.width, window.devicePixelRatio || 1)
    Object.assign(this.node, { _fullLayout: this._fullLayout })
    Object.assign(canvas.style, { width: `${this.width}px`, height: `${figure.layout.height}px` })
  }

  /** @param {PointerEvent} event */
  point(event) {
    const at = this.figure && found(this._fullLayout, event.offsetX, event.offsetY)
    if (!at) this.leave()
    else {
      this.pointed(at)
      this.say(at.panel, at.x, at.y)
    }
  }

  leave() {
    this.words.hidden = true
    this.pointed(undefined)
  }

  /** Say what is at a place of a panel, beside it. @type {(panel: string, x: number, y: number) => void} */
  say(panel, x, y) {
    const { figure, words, _fullLayout: { xaxis, [panel]: side } } = this
    const lines = figure && side ? hoverLines(figure, panel, x, y) : []
    words.hidden = !lines.length
    words.replaceChildren(...lines.map(({ text, colour }) => {
      const made = document.createElement("div")
      if (colour) made.appendChild(document.createElement("i")).style.color = colour
      for (const [n, line] of pieces(text).entries()) {
        if (n) made.append(document.createElement("br"))
        for (const piece of line) {
          const part = document.createElement(piece.level > 0 ? "sup" : piece.level < 0 ? "sub" : piece.bold ? "b" : "span")
          part.textContent = piece.text
          made.append(part)
        }
      }
      return made
    }))
    if (words.hidden || !side) return
    const left = xaxis._offset + xaxis.d2p(x), top = side._offset + Math.min(Math.max(side.d2p(y), 0), side._length)
    const at = beside(left, top, words.offsetWidth, words.offsetHeight, this.width)
    Object.assign(words.style, { left: `${at[0]}px`, top: `${at[1]}px` })
  }

  // -- what a reader without a mouse can do --------------------------------------------------------------

  Fx = {
    /** @type {Hands["Fx"]["hover"]} */
    hover: (_node, at, subplot) => {
      const panel = String(subplot).replace(/^x\d*y/, "yaxis")
      if (!Array.isArray(at)) this.say(panel, at.xval, at.yval)
      else {
        const [{ curveNumber, pointNumber }] = at, trace = this.figure?.data[curveNumber]
        this.say(panel, trace?.x?.[pointNumber] ?? 0, trace?.y?.[pointNumber] ?? 0)
      }
    },
    unhover: () => void (this.words.hidden = true),
  }

  /** @type {Hands["downloadImage"]} */
  async downloadImage(_node, { scale, filename }) {
    if (!this.figure) return undefined
    const sheet = document.createElement("canvas"), link = document.createElement("a")
    paint(sheet, this.figure, this.width, scale)
    Object.assign(link, { href: sheet.toDataURL("image/png"), download: `${filename}.png` }).click()
    return link.download
  }

  /** Nobody can zoom into it. */
  async relayout() {
    return undefined
  }
}

/**
 * Where words stand that are so wide and high: at the right of what they are about, or at its left where a
 * picture has no room for them.
 * @type {(left: number, top: number, wide: number, high: number, width: number) => [left: number, top: number]}
 */
export function beside(left, top, wide, high, width) {
  const right = left + BESIDE
  return [Math.max(right + wide > width ? left - BESIDE - wide : right, 0), Math.max(top - high / 2, 0)]
}

/** @type {(canvas: HTMLCanvasElement, figure: Figure, width: number, scale: number) => Record<string, Side>} */
function paint(canvas, figure, width, scale) {
  const [wide, high] = [Math.round(width * scale), Math.round(figure.layout.height * scale)]
  if (canvas.width !== wide || canvas.height !== high) Object.assign(canvas, { width: wide, height: high })
  const ctx = canvas.getContext("2d")
  if (!ctx) return {}
  ctx.setTransform(scale, 0, 0, scale, 0, 0)
  return draw(ctx, figure, width)
}
