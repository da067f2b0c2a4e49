// @ts-check
// Draws a Plotly figure and keeps its node from one change to the next, so that zoom and legend stay.
// The main picture goes first: a figure waits until it is near the screen and its data rests for a
// moment (but not for long, live figures never rest), and of several that came meanwhile draws the last.
// While somebody presses on it, to click or to draw a box, it stays as it is: Plotly would forget the press.
// Where the figure is the main picture (data.main), or a strip over what is typed, it does not wait. Strips are
// drawn on canvases, all of them in one frame of the browser; so is a main picture that says that it can be
// (layout.meta.quick), as long as somebody types.

import { fit } from "./figure_fit.js"
import { enlarge, NARROW, scaleOf, spell, tall, unpacked, wrapTitle, writeNumbers } from "./figure_layout.js"
import { isPiled, legible, listBelow } from "./figure_letters.js"
import { Reader } from "./figure_reader.js"
import { joined } from "./joined_curves.js"
import { saveChartPage, saveCsv, saveSvg } from "./picture_files.js"
import { PictureMenu } from "./picture_menu.js"
import { QuickPicture } from "./quick_picture.js"
import { straightened } from "./figure_leaders.js"
import { find, Renewed, views } from "./shared.js"
import { StripPlot } from "./strip_plot.js"
import { areThere, crowd, Strip } from "./strips.js"
import { typesFor } from "./typing.js"

/** @import { Box, Component, Figure, FigureData, Measure, PlotlyNode } from "./types.d.ts" */

const REST = 120, PATIENCE = 500 // milliseconds
const AFTER = 200 // milliseconds that Plotly's picture comes after the last key's typist is done
const LEAST = 50 // pixels that a picture needs
const USUAL = 16 // pixels: the size of the page's type
const RELEASED = ["pointerup", "pointercancel"]
// no bar of buttons: it takes eight tab stops a figure, covers titles, and offers to upload the chart
export const OPTIONS = { displayModeBar: false, displaylogo: false, showSendToCloud: false, plotlyServerURL: "" }
const all = views(parent => new View(find(parent, ".figure", HTMLElement)), ".figure")

/** @param {Component<FigureData, { cell: [row: number, column: number, time: number, panel: number], box: Box }>} component */
export function render({ data, parentElement, setStateValue }) {
  const view = all.at(parentElement)
  view.tell = cell => setStateValue("cell", cell)
  view.tellBox = box => setStateValue("box", box)
  view.renewed.place(data)
}

export const remove = all.remove

class View {
  near = false
  drawn = false
  width = 0
  /** @type {string | undefined} */ exactAt // where those of what is drawn are to be had
  beside = 0 // pixels of its margins
  lies = "v" // its scale of colours: "v" beside it, "h" below
  /** @type {FigureData | undefined} */ data
  /** @type {Strip | undefined} */ strip
  /** @type {StripPlot | undefined} */ plot // of a strip
  /** @type {QuickPicture | undefined} */ quick // while somebody types
  height = 0 // of Plotly's picture
  /** @type {Record<string, [number, number] | undefined>} */ given = {} // its axes' ranges, before anybody zoomed
  frame = 0 // of the browser, that it is to be drawn in
  pressed = false // by a finger or a button of the mouse
  /** @type {number | undefined} */ waiting // since when
  /** @type {ReturnType<typeof setTimeout> | undefined} */ timer
  /** @type {(cell: [row: number, column: number, time: number, panel: number]) => void} */ tell = () => {}
  /** @type {(box: Box) => void} */ tellBox = () => {}

  /** @param {HTMLElement} node */
  constructor(node) {
    this.node = node
    node.setAttribute("role", "group")
    this.reader = new Reader(node, (row, column, panel) => this.tell([row, column, Date.now(), panel]), spot => this.strip?.point(spot),
      () => this.plot ?? window.Plotly)
    this.menu = new PictureMenu(node, () => this.ways(), this.reader.numbers)
    this.menu.node.hidden = true // until there is a picture
    this.seen = new IntersectionObserver(entries => {
      this.near = entries[entries.length - 1].isIntersecting
      if (this.near && this.waiting !== undefined) void this.draw()
    }, { rootMargin: "300px" })
    this.seen.observe(node)
    node.addEventListener("pointerdown", this.press, true)
    node.addEventListener("focusin", this.settle)
    for (const kind of RELEASED) addEventListener(kind, this.release, true)
    this.sized = new ResizeObserver(() => this.fit())
    this.sized.observe(node)
    this.renewed = new Renewed(node, (/** @type {FigureData} */ data) => this.show(data))
  }

  /** @param {FigureData} data */
  show(data) {
    const { node } = this
    this.data = data
    node.style.minHeight = tall(data, window.innerHeight, larger()) + "px"
    node.setAttribute("aria-label", data.alt)
    this.waiting ??= performance.now()
    clearTimeout(this.timer)
    cancelAnimationFrame(this.frame)
    if (!this.near) return
    if (this.strip) this.frame = requestAnimationFrame(() => void this.draw())
    else this.timer = setTimeout(() => this.draw(), this.drawn ? rest(data.main, performance.now() - this.waiting, areThere() ? typesFor() : 0) : 0)
  }

  /** @param {PointerEvent} event */
  press = event => {
    if (event.target !== this.quick?.canvas) this.settle() // as for the menu, which is of the newest picture
    this.pressed = event.isPrimary && event.button === 0
  }

  /** Plotly hears of it first, and tells what was clicked a moment later. */
  release = () => {
    if (!this.pressed) return
    this.pressed = false
    clearTimeout(this.timer)
    if (this.waiting !== undefined) this.timer = setTimeout(() => this.draw(), REST)
  }

  /** Somebody has come to it: Plotly's picture is needed. */
  settle = () => { if (this.quick?.shown) void this.draw(false) }

  /** @param {boolean} [hurried] whether it may be drawn quickly, if somebody types */
  async draw(hurried = true) {
    clearTimeout(this.timer)
    const { node, data } = this
    if (!data) return
    if (this.pressed && this.drawn && !this.plot) {
      this.waiting ??= performance.now()
      return
    }
    /** @type {Figure} */
    const figure = JSON.parse(data.figure), isStrip = figure.layout.meta?.strip !== undefined
    if (!isStrip && !window.Plotly) {
      await import(location.origin + data.plotly)
      quiet()
    }
    if ((!isStrip && !window.Plotly) || !node.isConnected || data !== this.data) return
    this.waiting = undefined
    const typist = hurried && this.mayHurry(figure, data) ? typesFor() : 0
    if (!typist) speak(figure)
    const by = larger()
    if (by > 1) enlarge(figure, by)
    figure.layout.height = tall(data, window.innerHeight, by)
    widen(node, (figure.layout.meta?.least ?? 0) * by)
    const phone = node.clientWidth < NARROW
    legible(figure, by > 1 ? 18 : phone || node.closest(".follow") ? 14 : 12)
    fit(figure, node.clientWidth, by, ground(), measured(figure.layout.font?.family))
    const room = node.parentElement?.clientWidth ?? 0
    if (room && room < node.clientWidth) wrapTitle(figure.layout, room, by)
    if (phone || isPiled(figure, node.clientWidth, by)) listBelow(figure, node.clientWidth, by)
    if (isStrip) this.drawStrip(figure, data, phone)
    else if (typist && figure.layout.height === this.height) this.drawQuick(figure, data, typist)
    else {
      if (typist) speak(figure)
      await this.drawPlot(figure, data)
    }
    this.drawn = true
    this.exactAt = data.exactAt
    this.menu.name(data.words)
    this.menu.node.hidden = false
    this.beside = figure.layout.margin.l + figure.layout.margin.r
    this.width = node.clientWidth
    node.dataset.painted = data.stamp
  }

  /** How the picture can leave. */
  ways() {
    const { data } = this, { figure } = this.reader
    if (!data || !figure) return []
    const width = Math.max(this.node.clientWidth, LEAST), { exactAt } = this
    return [
      { label: "As PNG", make: () => this.reader.save() },
      { label: "As SVG", make: () => saveSvg(figure, width, data.plotly) },
      { label: "As a page that works offline", make: () => saveChartPage(figure, data.alt, data.plotly) },
      ...(this.reader.all.length || exactAt ? [{ label: "Its numbers as CSV", make: () => saveCsv(figure, exactAt) }] : []),
    ]
  }

  /** @type {(figure: Figure, data: FigureData, phone: boolean) => void} */
  drawStrip(figure, data, phone) {
    const { node } = this
    crowd(figure.layout, node.clientWidth, phone)
    for (const trace of figure.data) if (trace.type === "heatmap") trace.z = /** @type {(number | null)[][]} */ (unpacked(trace.z))
    this.plot ??= new StripPlot(node, at => this.strip?.point(at))
    this.plot.draw(figure, data.alt)
    this.reader.renew(figure, {}, data.words)
    this.strip ??= new Strip(node)
    this.strip.renew(figure.layout)
  }

  /** Whether a canvas can stand for Plotly's picture: nobody has zoomed into that, or reads it. @type {(figure: Figure, data: FigureData) => boolean} */
  mayHurry(figure, data) {
    const { node, reader, given } = this, { _fullLayout: axes = {} } = /** @type {PlotlyNode} */ (node)
    return data.main && this.drawn && figure.layout.meta?.quick === true && !node.contains(document.activeElement)
      && !reader.numbers.open && Object.entries(given).every(([axis, range]) => String(axes[axis]?.range) === String(range))
  }

  /** @type {(figure: Figure, data: FigureData, typist: number) => void} */
  drawQuick(figure, data, typist) {
    const { node } = this
    this.quick ??= new QuickPicture(node, this.settle, (row, column) => this.tell([row, column, Date.now(), 0]))
    this.quick.draw(figure, node.clientWidth)
    name(node, data.alt)
    this.timer = setTimeout(() => this.draw(), typist + AFTER)
  }

  /** @type {(figure: Figure, data: FigureData) => Promise<void>} */
  async drawPlot(figure, data) {
    const { node } = this, given = ranges(figure)
    node.classList.toggle("tight", figure.layout.meta?.tight === true)
    figure.layout = straightened(figure.layout)
    const lies = figure.data.map(scaleOf).find(Boolean)?.orientation ?? "v", turned = this.drawn && lies !== this.lies
    // Plotly would reckon margins from where the scale stood before, until nothing is left of the picture
    if (turned) window.Plotly?.purge(node)
    this.lies = lies
    const drawn = joined(figure)
    await window.Plotly?.react(node, drawn.data, figure.layout, OPTIONS)
    // it keeps the width that it had where the margins of before left no room in the new one
    if (this.drawn && node.clientWidth && plotWidth(node) !== node.clientWidth) await window.Plotly?.Plots.resize(node)
    await keepInside(node, figure)
    name(node, data.alt)
    this.reader.renew(figure, given, data.words, drawn.at)
    if (data === this.data) this.quick?.hide() // or a newer one stands there
    this.given = given
    this.height = figure.layout.height
    if (!this.drawn || turned) {
      const plotted = /** @type {PlotlyNode} */ (node)
      plotted.on("plotly_click", event => this.clicked(event.points[0]))
      plotted.on("plotly_selected", event => this.boxed(event?.range))
    }
  }

  /**
   * The row and column of a heat map's cell; the time makes a second click on the same cell news.
   * @param {{ pointIndex?: unknown, data?: { xaxis?: string } } | undefined} point
   */
  clicked(point) {
    const place = point?.pointIndex
    if (Array.isArray(place)) this.tell([place[0], place[1], Date.now(), panelOf(point?.data?.xaxis)])
  }

  /** A box that somebody has drawn; what it is for draws it anew. @param {Record<string, number[]> | undefined} range */
  boxed(range) {
    const box = boxOf(range)
    if (!box) return // that one is let go of is told, too
    void window.Plotly?.relayout(this.node, { selections: [] })
    this.tellBox([...box, Date.now()])
  }

  fit() {
    const width = this.node.clientWidth
    if (!this.drawn || !width || width === this.width) return
    this.width = width // or what follows, which changes the height, would call for it again and again
    // margins of a wide window may be more than a narrow one has, and nothing can be drawn then
    if (!this.plot && width > this.beside + LEAST) void window.Plotly?.Plots.resize(this.node)
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.draw(), REST) // titles and notes are broken anew
  }

  end() {
    clearTimeout(this.timer)
    this.seen.disconnect()
    this.sized.disconnect()
    cancelAnimationFrame(this.frame)
    for (const kind of RELEASED) removeEventListener(kind, this.release, true)
    this.strip?.end()
    if (this.drawn && !this.plot) window.Plotly?.purge(this.node)
  }
}

/** What its hovers say. @param {Figure} figure */
function speak({ data }) {
  data.forEach(spell)
  data.forEach(writeNumbers)
}

/** Which of the pictures beside each other an axis belongs to, from 0. @param {string | undefined} axis */
export const panelOf = axis => Math.max(Number(axis?.match(/^x(\d+)/)?.[1] ?? 1) - 1, 0)

/** The ends of a box that was drawn, on both axes, and its picture. @type {(range?: Record<string, number[]>) => [number, number, number, number, number] | undefined} */
export function boxOf(range) {
  const across = Object.keys(range ?? {}).find(key => key.startsWith("x")), up = Object.keys(range ?? {}).find(key => key.startsWith("y"))
  if (!range || !across || !up) return undefined
  const [left, right] = [...range[across]].sort((a, b) => a - b), [low, high] = [...range[up]].sort((a, b) => a - b)
  return [left, right, low, high, panelOf(across)]
}

/** How wide Plotly has drawn. @param {HTMLElement} node */
function plotWidth(node) {
  return Math.round(node.querySelector("svg.main-svg")?.getBoundingClientRect().width ?? node.clientWidth)
}

/** Plotly complains of bars whose colours are numbers, one by one, and each time traces where from. */
function quiet() {
  window.Plotly?.setPlotConfig({ logging: 0 })
}

/** A drawing that cannot be narrower than this is moved sideways in its place. @type {(node: HTMLElement, least: number) => void} */
function widen(node, least) {
  node.style.minWidth = least ? `${Math.round(least)}px` : ""
  if (node.parentElement) node.parentElement.style.overflowX = least ? "auto" : ""
}

/** Notes at places of the data that would stand beyond an edge are moved to it. @type {(node: HTMLElement, figure: Figure) => Promise<void>} */
async function keepInside(node, { layout }) {
  const box = node.querySelector("svg.main-svg")?.getBoundingClientRect()
  /** @type {Record<string, number>} */
  const changes = {}
  for (const note of box ? node.querySelectorAll(".annotation[data-index]") : []) {
    const index = Number(note.getAttribute("data-index")), at = note.querySelector(".annotation-text-g")?.getBoundingClientRect()
    const by = box && at?.width ? inward(at, box) : 0
    if (by) changes[`annotations[${index}].xshift`] = (layout.annotations?.[index].xshift ?? 0) + by
  }
  if (Object.keys(changes).length) await window.Plotly?.relayout(node, changes)
}

/** @typedef {{ left: number, right: number }} Side */
/** How far something has to move to stand within a box; nothing if it does, or is wider than that. @type {(at: Side, box: Side) => number} */
export function inward(at, box) {
  if (at.right - at.left > box.right - box.left) return 0
  return at.left < box.left - 1 ? box.left - at.left + 2 : at.right > box.right + 1 ? box.right - at.right - 2 : 0
}

/** The ranges that the axes have before Plotly finds those of the others. @param {Figure} figure */
function ranges({ layout }) {
  /** @type {Record<string, [number, number] | undefined>} */
  const found = {}
  for (const [key, axis] of Object.entries(layout)) if (/^[xy]axis\d*$/.test(key)) found[key] = axis.range?.slice()
  return found
}

/**
 * The picture that a screen reader is told of; what lies over it (hovers, zoom) is none of its own.
 * @type {(node: HTMLElement, alt: string) => void}
 */
function name(node, alt) {
  node.querySelectorAll("svg.main-svg").forEach((svg, i) => {
    if (i) svg.setAttribute("aria-hidden", "true")
    else for (const [key, value] of Object.entries({ role: "img", "aria-label": alt })) svg.setAttribute(key, value)
  })
}

/**
 * How long a figure that has been drawn waits for another change, after it has waited already; at least until
 * a typist is done whose keys are about others.
 * @type {(atOnce: boolean, waited: number, typist?: number) => number}
 */
export const rest = (atOnce, waited, typist = 0) => Math.max(Math.min(Math.max(atOnce ? 0 : REST, typist), PATIENCE - waited), 0)

/** @type {CanvasRenderingContext2D | null | undefined} */
let pencil

/** How wide a text is in a size of a family of type, in pixels. @type {(family?: string) => Measure} */
function measured(family = "sans-serif") {
  pencil ??= document.createElement("canvas").getContext("2d")
  return (text, size) => {
    if (!pencil) return 0.6 * size * text.length
    pencil.font = `${text.includes("<b>") ? "bold " : ""}${size}px ${family}`
    return pencil.measureText(text.replace(/<[^>]*>/g, "").replace(/&\w+;/g, "x")).width
  }
}

/** By how much the page's type is larger than usual: in a lecture it is, for the back row. */
function larger() {
  return parseFloat(getComputedStyle(document.documentElement).fontSize) / USUAL
}

function ground() {
  return getComputedStyle(document.documentElement).getPropertyValue("--st-background-color").trim()
}
