// @ts-check
// What is said of a place in a figure of strips: of a cell its words and value, of a step those of all curves.

/** @import { Figure, Trace } from "./types.d.ts" */
/** @import { Side } from "./strip_axes.js" */

/** The panel at a place in pixels, and the place on its axes. @type {(axes: Record<string, Side>, left: number, top: number) => { panel: string, x: number, y: number } | undefined} */
export function found(axes, left, top) {
  const { xaxis, ...panels } = axes
  if (!xaxis || left < xaxis._offset || left > xaxis._offset + xaxis._length) return undefined
  const panel = Object.keys(panels).find(name => top >= panels[name]._offset && top <= panels[name]._offset + panels[name]._length)
  return panel === undefined ? undefined : { panel, x: xaxis.p2d(left - xaxis._offset), y: panels[panel].p2d(top - panels[panel]._offset) }
}

/**
 * The lines that are said of it; of a curve with its colour.
 * @type {(figure: Figure, panel: string, x: number, y: number) => { text: string, colour?: string }[]}
 */
export function hoverLines({ data, layout }, panel, x, y) {
  const here = data.filter(trace => (trace.yaxis ?? "y").replace("y", "yaxis") === panel)
  const [grid] = here.filter(trace => trace.type === "heatmap")
  if (grid) {
    const text = cellWords(grid, Math.round(y - (grid.y0 ?? 0)), Math.round(x - (grid.x0 ?? 0)))
    return text ? [{ text }] : []
  }
  const step = Math.round(x), head = layout.xaxis?.ticktext?.[step - 1]
  const lines = here.flatMap(trace => {
    const text = pointWords(trace, step), colour = trace.line?.color
    return text === undefined ? [] : [colour === undefined ? { text } : { text, colour }]
  })
  return head === undefined ? lines : [{ text: `t = ${step}: ${head}` }, ...lines]
}

/** @type {(trace: Trace, row: number, column: number) => string | undefined} */
function cellWords(trace, row, column) {
  const value = trace.z?.[row]?.[column]
  if (value === null || value === undefined || !Number.isFinite(value)) return undefined
  const own = /** @type {unknown[][] | undefined} */ (trace.customdata)?.[row]?.[column]
  return filled(trace, { x: column + (trace.x0 ?? 0), y: row + (trace.y0 ?? 0), z: value }, own)
}

/** @type {(trace: Trace, step: number) => string | undefined} */
function pointWords(trace, step) {
  const i = trace.x?.indexOf(step) ?? -1, value = trace.y?.[i]
  return value === null || value === undefined ? undefined : filled(trace, { x: step, y: value, z: NaN }, trace.customdata?.[i])
}

/** A hover's template with its fields filled in. @type {(trace: Trace, values: Record<string, number>, own: unknown) => string} */
function filled({ hovertemplate = "" }, values, own) {
  return hovertemplate.replace(/<extra>.*$/, "").replace(/%\{(\w+)(?:\[(\d+)\])?(?::\.(\d)f)?\}/g, (_all, name, place, digits) =>
    name === "customdata" ? String(/** @type {unknown[]} */ (own ?? [])[Number(place)] ?? "")
      : digits ? values[name].toFixed(Number(digits)).replace("-", "−") : String(values[name]))
}
