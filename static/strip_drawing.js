// @ts-check
// Draws a figure of strips on a canvas, or another heat map while somebody types. All runs' strips are drawn with
// every key and every frame: as Plotly's own pictures they took a browser a tenth of a second, most of it for
// measuring letters one by one.

import { axes, named, places, ticks } from "./strip_axes.js"
import { heatMap, lyingScale, scale } from "./strip_colours.js"
import { notes } from "./strip_notes.js"
import { BETWEEN, MIDDLE, pieces, widest, write } from "./strip_text.js"

/** @import { Axis, Figure, Layout, Pen, Shape, Trace, Written } from "./types.d.ts" */
/** @import { Side } from "./strip_axes.js" */
/** @typedef {CanvasRenderingContext2D} Ctx */

const TYPE = 14, NAMED = 1.2 // pixels of letters; those of an axis's name are so many times as large
const CAPITALS = 0.7 // of the size of the type: how high one is
const TICK = 5, STANDOFF = 4 // pixels of a tick, and from there to its number
const NAME = 47, NEAR = 11 // pixels from an axis to its name, or from its longest number, where the layout says how far more
/** @type {Record<string, number[]>} */
const DASHES = { dash: [3, 3], dot: [1, 1], longdash: [5, 5], dashdot: [3, 1, 1, 1], longdashdot: [5, 2, 1, 2] }
const THIN = 3 // of a line that is thinner than this the dashes are those of one that is not

/** All of it, so many pixels wide, and where its axes are. @type {(ctx: Ctx, figure: Figure, width: number) => Record<string, Side>} */
export function draw(ctx, figure, width) {
  const { data, layout } = figure, all = axes(layout, width), { font } = layout
  const look = { size: font?.size ?? TYPE, family: font?.family ?? "sans-serif", colour: font?.color ?? "#000" }
  ctx.clearRect(0, 0, width, layout.height)
  for (const side of Object.values(all)) if (side.axis.showgrid !== false) grid(ctx, side, all.xaxis)
  const [under, over] = [true, false].map(below => (layout.shapes ?? []).filter(one => (one.layer === "below") === below))
  for (const shape of under) outline(ctx, shape, all)
  for (const trace of data) {
    const x = named(all, trace.xaxis ?? "x"), y = named(all, trace.yaxis ?? "y")
    if (trace.type === "heatmap") heatMap(ctx, trace, x, y)
    else curve(ctx, trace, x, y)
  }
  for (const image of layout.images ?? []) strokes(ctx, image, named(all, image.xref), named(all, image.yref))
  for (const shape of over) outline(ctx, shape, all)
  for (const [name, side] of Object.entries(all)) (name[0] === "x" ? across : up)(ctx, side, all, look)
  head(ctx, layout, look)
  notes(ctx, layout, all, width, look)
  for (const trace of data) {
    if (trace.type !== "heatmap") continue
    if (trace.colorbar?.orientation === "h") lyingScale(ctx, trace, layout, width, look)
    else if (trace.showscale) scale(ctx, trace, all, width, layout.margin.r, look)
  }
  for (const { trace, x, y, sign } of places(figure, width, text => widest(ctx, text, look))) {
    line(ctx, [[x, y], [x + sign, y]], trace.line)
    if (trace.mode?.includes("markers")) mark(ctx, trace, x + sign / 2, y)
    write(ctx, trace.name ?? "", x + sign + 5, y + MIDDLE * look.size, look)
  }
  return all
}

// -- letters ---------------------------------------------------------------------------------------

/** The title. @type {(ctx: Ctx, layout: Layout, look: Written) => void} */
function head(ctx, { title, margin }, look) {
  const size = title?.font?.size ?? 17, more = pieces(title?.text ?? "").length - 1 // lines, which Plotly moves up by half of what they are high
  // where nothing is said of its height it stands in the middle of the margin
  const y = title?.y === undefined && title?.pad?.t === undefined ? margin.t / 2 : (title.pad?.t ?? 0) + CAPITALS * size
  write(ctx, title?.text ?? "", title?.pad?.l ?? 0, y - more * BETWEEN / 2 * size, { ...look, size })
}

/** Its line, if it has one. @type {(ctx: Ctx, axis: Axis, from: [number, number], to: [number, number]) => void} */
function along(ctx, { showline, linecolor }, from, to) {
  if (showline) line(ctx, [from, to], { color: linecolor, width: 1 })
}

/** What stands at the axis of steps. @type {(ctx: Ctx, side: Side, all: Record<string, Side>, look: Written) => void} */
function across(ctx, { axis, _offset, _length, d2p }, all, look) {
  const size = axis.tickfont?.size ?? look.size, panels = Object.values(all).filter(one => one !== all.xaxis)
  const top = Math.min(...panels.map(one => one._offset)), bottom = Math.max(...panels.map(one => one._offset + one._length))
  const y = axis.side === "top" ? top - (axis.ticklabelstandoff ?? 0) - STANDOFF - 2 : bottom + STANDOFF + size
  along(ctx, axis, [_offset - 1, bottom + 0.5], [_offset + _length, bottom + 0.5])
  for (const [value, text] of ticks(axis)) write(ctx, text, _offset + d2p(value), y, { ...look, size }, "middle")
}

/** What stands at the axis of a panel. @type {(ctx: Ctx, side: Side, all: Record<string, Side>, look: Written) => void} */
function up(ctx, { axis, _offset, _length, d2p }, all, look) {
  const size = axis.tickfont?.size ?? look.size, left = all.xaxis._offset, has = axis.ticks !== "", marks = ticks(axis)
  along(ctx, axis, [left - 0.5, _offset], [left - 0.5, _offset + _length])
  const end = left - (has ? TICK + STANDOFF : 0.2 * size + 1)
  for (const [value, text] of marks) {
    const y = _offset + d2p(value)
    if (has) line(ctx, [[left - TICK, y], [left, y]], { color: axis.tickcolor ?? axis.gridcolor ?? look.colour, width: 1 })
    write(ctx, text, end, y + MIDDLE * size, { ...look, size }, "right")
  }
  const large = axis.title?.font?.size ?? NAMED * look.size, lines = pieces(axis.title?.text ?? "").length, { standoff } = axis.title ?? {}
  const name = standoff === undefined ? left - NAME : end - Math.max(...marks.map(([, text]) => widest(ctx, text, { ...look, size })), 0) - NEAR - standoff
  ctx.save()
  ctx.translate(Math.max(name - (lines - 1) * BETWEEN * large / 2, CAPITALS * large), _offset + _length / 2)
  ctx.rotate(-Math.PI / 2)
  write(ctx, axis.title?.text ?? "", 0, MIDDLE * large, { ...look, size: large }, "middle")
  ctx.restore()
}

// -- lines -----------------------------------------------------------------------------------------

/** @type {(ctx: Ctx, side: Side, x: Side) => void} */
function grid(ctx, { axis, _offset, d2p }, { _offset: left, _length }) {
  for (const [value] of ticks(axis)) {
    line(ctx, [[left, _offset + d2p(value)], [left + _length, _offset + d2p(value)]], { color: axis.gridcolor, width: 1 })
  }
}

/** @type {(ctx: Ctx, points: [x: number, y: number][], pen?: Pen) => void} */
function line(ctx, points, pen) {
  ctx.beginPath()
  points.forEach(([x, y], i) => i ? ctx.lineTo(x, y) : ctx.moveTo(x, y))
  stroke(ctx, pen)
}

/** @type {(ctx: Ctx, pen?: Pen) => void} */
function stroke(ctx, { color = "#000", width = 2, dash = "" } = {}) {
  if (!width) return
  ctx.strokeStyle = color
  ctx.lineWidth = width
  ctx.setLineDash(dash.includes("px") ? dash.split(",").map(parseFloat) : (DASHES[dash] ?? []).map(one => one * Math.max(width, THIN)))
  ctx.stroke()
  ctx.setLineDash([])
}

/** @type {(ctx: Ctx, shape: Shape, all: Record<string, Side>) => void} */
function outline(ctx, shape, all) {
  const x = named(all, shape.xref ?? "x"), y = named(all, shape.yref ?? "y")
  const [x0, x1] = [shape.x0, shape.x1].map(value => x._offset + x.d2p(value ?? 0))
  const [y0, y1] = [shape.y0, shape.y1].map(value => y._offset + y.d2p(value ?? 0))
  if (shape.type === "line") line(ctx, [[x0, y0], [x1, y1]], shape.line)
  else if (shape.type === "path" && shape.fillcolor === undefined) course(ctx, shape, x, y)
  else if (shape.type === "path") cells(ctx, shape, x, y)
  else {
    ctx.beginPath()
    ctx.rect(Math.min(x0, x1), Math.min(y0, y1), Math.abs(x1 - x0), Math.abs(y1 - y0))
    stroke(ctx, shape.line)
  }
}

/** On a canvas whose units are those of two axes. @type {(ctx: Ctx, x: Side, y: Side, drawn: () => void) => void} */
function onAxes(ctx, x, y, drawn) {
  ctx.save()
  ctx.translate(x._offset + x.d2p(0), y._offset + y.d2p(0))
  ctx.scale(x.d2p(1) - x.d2p(0), y.d2p(1) - y.d2p(0))
  drawn()
  ctx.restore()
}

/** What covers cells. @type {(ctx: Ctx, shape: Shape, x: Side, y: Side) => void} */
function cells(ctx, { path = "", fillcolor = "" }, x, y) {
  onAxes(ctx, x, y, () => {
    ctx.fillStyle = fillcolor
    ctx.fill(new Path2D(path))
  })
}

/** A line along a path on two axes, as thick everywhere. @type {(ctx: Ctx, shape: Shape, x: Side, y: Side) => void} */
function course(ctx, { path = "", line: pen }, x, y) {
  ctx.beginPath()
  for (const [, how, right, down] of path.matchAll(/([ML])([^ML,]+),([^ML,]+)/g)) {
    const at = /** @type {const} */ ([x._offset + x.d2p(Number(right)), y._offset + y.d2p(Number(down))])
    if (how === "M") ctx.moveTo(...at)
    else ctx.lineTo(...at)
  }
  stroke(ctx, pen)
}

/** Hatching, which is sent as an image of one path. @type {(ctx: Ctx, image: NonNullable<Figure["layout"]["images"]>[0], x: Side, y: Side) => void} */
function strokes(ctx, { source, opacity, x: left, y: top, sizex }, x, y) {
  const [, columns, path, color, width] = atob(source.split(",")[1]).match(/viewBox="0 0 (\d+) .* d="([^"]*)" stroke="([^"]*)" stroke-width="([^"]*)"/) ?? []
  if (!path) return
  const side = sizex / Number(columns) // of a cell
  onAxes(ctx, x, y, () => {
    ctx.translate(left, top)
    ctx.scale(side, side)
    ctx.globalAlpha = opacity
    ctx.strokeStyle = color
    ctx.lineWidth = Number(width)
    ctx.stroke(new Path2D(path))
  })
}

// -- traces ----------------------------------------------------------------------------------------

/** @type {(ctx: Ctx, trace: Trace, x: Side, y: Side) => void} */
function curve(ctx, trace, x, y) {
  const ys = trace.y ?? [], steps = trace.line?.shape === "hvh"
  const at = (/** @type {number} */ i) => x._offset + x.d2p(trace.x?.[i] ?? i)
  /** @type {[number, number][][]} */
  const runs = [[]] // a curve is broken where it has no value
  ys.forEach((value, i) => {
    const run = runs[runs.length - 1], last = run[run.length - 1], here = y._offset + y.d2p(value ?? 0)
    if (value === null) runs.push([])
    else if (steps && last) run.push([(last[0] + at(i)) / 2, last[1]], [(last[0] + at(i)) / 2, here], [at(i), here])
    else run.push([at(i), here])
  })
  ctx.save()
  ctx.beginPath()
  ctx.rect(x._offset - 8, y._offset, x._length + 16, y._length)
  ctx.clip()
  for (const run of runs) line(ctx, run, trace.line)
  if (trace.mode?.includes("markers")) ys.forEach((value, i) => value === null || mark(ctx, trace, at(i), y._offset + y.d2p(value)))
  ctx.restore()
}

/** @type {Record<string, [x: number, y: number][]>} */
const MARKS = {
  diamond: [[0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0]],
  square: [[-1, -1], [1, -1], [1, 1], [-1, 1]],
  "triangle-up": [[-1.15, 0.58], [0, -1.15], [1.15, 0.58]],
  cross: [[0.4, 0.4], [1.2, 0.4], [1.2, -0.4], [0.4, -0.4], [0.4, -1.2], [-0.4, -1.2], [-0.4, -0.4], [-1.2, -0.4], [-1.2, 0.4], [-0.4, 0.4], [-0.4, 1.2], [0.4, 1.2]],
  star: Array.from({ length: 10 }, (_, i) => {
    const far = i % 2 ? 0.54 : 1.4, turn = (i * Math.PI) / 5
    return [far * Math.sin(turn), -far * Math.cos(turn)]
  }),
}

/** @type {(ctx: Ctx, trace: Trace, x: number, y: number) => void} */
function mark(ctx, { marker }, x, y) {
  const half = (marker?.size ?? 6) / 2, corners = MARKS[marker?.symbol ?? ""]
  ctx.beginPath()
  if (corners) corners.forEach(([right, down], i) => i ? ctx.lineTo(x + right * half, y + down * half) : ctx.moveTo(x + right * half, y + down * half))
  else ctx.arc(x, y, half, 0, 2 * Math.PI)
  ctx.fillStyle = marker?.color ?? "#000"
  ctx.fill()
}
