// @ts-check
// Heat maps on a canvas, and the scale of colours beside them.

import { binary } from "./figure_numbers.js"
import { MIDDLE, write } from "./strip_text.js"

/** @import { Layout, Trace, Written } from "./types.d.ts" */
/** @import { Side } from "./strip_axes.js" */
/** @typedef {CanvasRenderingContext2D} Ctx */

const BAR = 10 // pixels around a scale of colours
const SHADES = 256
/** @type {Map<string, Uint8ClampedArray>} */
const tables = new Map()

/** A scale of colours as so many of them, red, green and blue by turns. @param {[place: number, colour: string][]} anchors */
export function shades(anchors) {
  const key = String(anchors), known = tables.get(key)
  if (known) return known
  const made = new Uint8ClampedArray(3 * SHADES), all = anchors.map(([, hex]) => [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16)))
  for (let i = 0; i < SHADES; i++) {
    const place = i / (SHADES - 1), next = Math.max(anchors.findIndex(([at]) => at >= place), 1), [low, high] = [anchors[next - 1][0], anchors[next][0]]
    const share = (place - low) / (high - low)
    for (let part = 0; part < 3; part++) made[3 * i + part] = all[next - 1][part] + (all[next][part] - all[next - 1][part]) * share
  }
  tables.set(key, made)
  return made
}

/** The cells of a heat map, as they are sent or unpacked, row after row. @param {Trace} trace @returns {{ values: ArrayLike<number | null>, rows: number, columns: number }} */
export function cellsOf({ z }) {
  const packed = /** @type {{ bdata?: string, dtype?: string, shape?: string }} */ (/** @type {unknown} */ (z ?? []))
  if (packed.bdata !== undefined) {
    const [rows = 0, columns = 0] = (packed.shape ?? "").split(",").map(Number)
    return { values: binary({ bdata: packed.bdata, dtype: packed.dtype }), rows, columns }
  }
  return { values: (z ?? []).flat(), rows: z?.length ?? 0, columns: z?.[0]?.length ?? 0 }
}

/** The middle of the first cell along a side, and how far the next one is. @type {(places: (number | null)[] | undefined, first?: number) => [number, number]} */
const along = (places, first = 0) => [places?.[0] ?? first, (places?.[1] ?? 1) - (places?.[1] === undefined ? 0 : places[0] ?? 0)]

/** @type {(ctx: Ctx, trace: Trace, x: Side, y: Side) => void} */
export function heatMap(ctx, trace, x, y) {
  const { values, rows, columns } = cellsOf(trace), { zmin = 0, zmax = 1 } = trace
  const [x0, wide] = along(trace.x, trace.x0), [y0, tall] = along(trace.y, trace.y0)
  if (!rows || !columns) return
  const table = shades(trace.colorscale ?? [[0, "#ffffff"], [1, "#000000"]])
  const image = new ImageData(columns, rows), { data } = image
  for (let i = 0; i < rows * columns; i++) {
    const value = values[i]
    if (value === null || !Number.isFinite(value)) continue
    const place = 3 * Math.round(Math.min(Math.max((value - zmin) / (zmax - zmin), 0), 1) * (SHADES - 1))
    data[4 * i] = table[place]
    data[4 * i + 1] = table[place + 1]
    data[4 * i + 2] = table[place + 2]
    data[4 * i + 3] = 255
  }
  const [left, right] = [x0 - 0.5 * wide, x0 + (columns - 0.5) * wide].map(value => x._offset + x.d2p(value))
  const [top, bottom] = [y0 - 0.5 * tall, y0 + (rows - 0.5) * tall].map(value => y._offset + y.d2p(value))
  const small = sheet(columns, rows), pencil = small.getContext("2d")
  pencil?.putImageData(image, 0, 0)
  ctx.imageSmoothingEnabled = false
  ctx.globalAlpha = trace.opacity ?? 1
  ctx.drawImage(small, 0, 0, columns, rows, left, top, right - left, bottom - top)
  ctx.globalAlpha = 1
}

/** @type {HTMLCanvasElement | undefined} */
let spare

/** @type {(wide: number, high: number) => HTMLCanvasElement} */
function sheet(wide, high) {
  spare ??= document.createElement("canvas")
  Object.assign(spare, { width: wide, height: high })
  return spare
}

/** The scale beside heat maps. @type {(ctx: Ctx, trace: Trace, all: Record<string, Side>, width: number, right: number, look: Written) => void} */
export function scale(ctx, { colorbar, colorscale = [], zmin = 0, zmax = 1 }, all, width, right, look) {
  const x = all.xaxis, left = width - right + 0.02 * x._length + BAR, top = Math.min(...Object.values(all).filter(one => one !== x).map(one => one._offset)) + BAR
  const { thickness = 12, len = 160, tickvals = [], ticktext = [] } = colorbar ?? {}, high = len - 2 * BAR
  const colours = ctx.createLinearGradient(0, top + high, 0, top), size = colorbar?.tickfont?.size ?? look.size
  for (const [place, colour] of colorscale) colours.addColorStop(place, colour)
  ctx.fillStyle = colours
  ctx.fillRect(left, top, thickness, high)
  tickvals.forEach((value, i) => {
    const y = top + high * (1 - (value - zmin) / (zmax - zmin))
    write(ctx, ticktext[i] ?? "", left + thickness + 3, y + MIDDLE * size, { ...look, size })
  })
}

const UNDER = 16, OVER = 9.5 // pixels from a lying scale down to its numbers, and up to its title

/** A scale that lies within the picture, where its layout says. @type {(ctx: Ctx, trace: Trace, layout: Layout, width: number, look: Written) => void} */
export function lyingScale(ctx, { colorbar, colorscale = [], zmin = 0, zmax = 1 }, { margin: { l, r, t, b }, height }, width, look) {
  const { thickness = 12, len = 1, x = 1, y = 1, tickvals = [], ticktext = [], title } = colorbar ?? {}, wide = width - l - r
  const right = l + x * wide - BAR, left = right - Math.round(len * wide) + 2 * BAR
  const head = title?.font?.size ?? look.size, size = colorbar?.tickfont?.size ?? look.size
  const top = t + (1 - y) * (height - t - b) + BAR + 1.48 * head
  const colours = ctx.createLinearGradient(left, 0, right, 0), own = { ...look, colour: colorbar?.tickfont?.color ?? look.colour, size }
  for (const [place, colour] of colorscale) colours.addColorStop(place, colour)
  ctx.fillStyle = colours
  ctx.fillRect(left, top, right - left, thickness)
  write(ctx, title?.text ?? "", (left + right) / 2, top - OVER * head / 15, { ...look, size: head }, "middle")
  tickvals.forEach((value, i) =>
    write(ctx, ticktext[i] ?? "", left + (right - left) * (value - zmin) / (zmax - zmin), top + thickness + UNDER * size / 13, own, "middle"))
}
