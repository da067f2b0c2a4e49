// @ts-check
// A heat map while somebody types: drawn on a canvas over Plotly's picture, which takes a browser most of a
// tenth of a second and is drawn when typing rests, or as soon as somebody points at it or comes to it by keys.

import { draw } from "./strip_drawing.js"
import { found } from "./strip_hover.js"
import { styleOnce } from "./styles.js"

/** @import { Figure } from "./types.d.ts" */
/** @import { Side } from "./strip_axes.js" */

const STYLE = `
.figure > .quick { position: absolute; inset: 0 0 auto; z-index: 1; }
.figure.hurried > .plot-container { opacity: 0; }
`

export class QuickPicture {
  /** @type {Record<string, Side>} */ axes = {}
  cell = 1 // how many steps one is wide

  /**
   * @param {HTMLElement} node of the figure
   * @param {() => void} wanted hears that Plotly's own picture is needed
   * @param {(row: number, column: number) => void} chosen hears which cell was tapped
   */
  constructor(node, wanted, chosen) {
    this.node = node
    styleOnce(document, "quick-style", STYLE)
    this.canvas = document.createElement("canvas")
    this.canvas.className = "quick"
    this.canvas.setAttribute("aria-hidden", "true") // what lies below bears the words
    this.canvas.hidden = true
    node.append(this.canvas)
    this.canvas.onpointermove = ({ movementX, movementY }) => { if (movementX || movementY) wanted() }
    this.canvas.onclick = ({ offsetX, offsetY }) => {
      const at = found(this.axes, offsetX, offsetY)
      if (at) chosen(...cellAt(at.x, at.y, this.cell))
      else wanted()
    }
  }

  get shown() {
    return !this.canvas.hidden
  }

  /** @type {(figure: Figure, width: number) => void} */
  draw(figure, width) {
    const { canvas, node } = this, scale = window.devicePixelRatio || 1, { height } = figure.layout
    const [wide, high] = [Math.round(width * scale), Math.round(height * scale)]
    if (canvas.width !== wide || canvas.height !== high) Object.assign(canvas, { width: wide, height: high })
    const ctx = canvas.getContext("2d")
    if (!ctx) return
    ctx.setTransform(scale, 0, 0, scale, 0, 0)
    this.axes = draw(ctx, figure, width)
    const [first, second = first + 1] = figure.data[0]?.x ?? [1]
    this.cell = second - first
    Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` })
    canvas.hidden = false
    node.classList.add("hurried")
  }

  /** Plotly's picture is the newest again. */
  hide() {
    this.canvas.hidden = true
    this.node.classList.remove("hurried")
  }
}

/** The row and the column, from 0, of a place in steps from 1, where a cell stands for so many of them. @type {(x: number, y: number, side: number) => [number, number]} */
export const cellAt = (x, y, side) => [Math.floor((y - 0.5) / side), Math.floor((x - 0.5) / side)]
