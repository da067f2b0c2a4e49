// @ts-check
// From one value of a figure to the next, by the arrow keys.

import { cell, head, middle, seen, sides, written } from "./figure_numbers.js"
import { clamp } from "./shared.js"

/** @import { Drawn, InWords, Picture, Spot } from "./types.d.ts" */

/** Where a walk begins: at the first value of the first picture. @returns {Spot} */
export const start = () => ({ picture: 0, row: 0, at: 0 })

/** A spot that the pictures have, also after they have changed. @type {(all: Picture[], spot: Spot) => Spot} */
export function kept(all, spot) {
  const picture = clamp(spot.picture, 0, all.length - 1), one = all[picture]
  if (one.kind === "grid") {
    const [high, wide] = sides(one)
    return { picture, row: clamp(spot.row, 0, high - 1), at: clamp(spot.at, 0, wide - 1) }
  }
  const row = clamp(spot.row, 0, one.all.length - 1)
  return { picture, row, at: clamp(spot.at, 0, one.all[row].places.length - 1) }
}

/**
 * Where a key leads; undefined if it leads nowhere from anywhere. Up is where larger values are drawn, and
 * from one series to another it leads to the value at the same place.
 * @type {(all: Picture[], spot: Spot, key: string) => Spot | undefined}
 */
export function moved(all, spot, key) {
  const { picture, row, at } = spot, one = all[picture]
  const up = one.kind === "grid" && one.y?.autorange !== "reversed" && !falls(one.y?.range) ? 1 : -1
  const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [up, 0], ArrowDown: [-up, 0] }[key]
  if (steps) return steps[0] ? vertical(all, spot, steps[0]) : kept(all, { picture, row, at: at + steps[1] })
  if (key === "Home") return kept(all, { picture, row, at: 0 })
  if (key === "End") return kept(all, { picture, row, at: Infinity })
  if (key === "PageDown") return kept(all, picture + 1 < all.length ? { picture: picture + 1, row: 0, at: 0 } : spot)
  if (key === "PageUp") return kept(all, picture > 0 ? { picture: picture - 1, row: 0, at: 0 } : spot)
  return undefined
}

const falls = (/** @type {[number, number] | undefined} */ range) => range !== undefined && range[0] > range[1]

/** @type {(all: Picture[], spot: Spot, by: number) => Spot} */
function vertical(all, spot, by) {
  const { picture, row, at } = spot, one = all[picture]
  if (one.kind === "grid") return kept(all, { picture, row: row + by, at })
  const next = one.all[row + by]
  if (!next) return spot
  const here = one.all[row].along(one.all[row].places[at])
  const distances = next.places.map(i => Math.abs(next.along(i) - here))
  return { picture, row: row + by, at: distances.indexOf(Math.min(...distances)) }
}

/**
 * What is drawn at a spot, and where: its curve and the number of the point in it, its place on the axes, and
 * how wide and tall a cell is there; undefined where nothing is.
 * @type {(all: Picture[], spot: Spot) => Drawn | undefined}
 */
export function point(all, { picture, row, at }) {
  const one = all[picture], { subplot } = one
  if (one.kind === "series") {
    const { curve, places, along, drawn, lying } = one.all[row], index = places[at]
    const [x, y] = lying ? [drawn(index), along(index)] : [along(index), drawn(index)]
    return { curve, point: index, subplot, x, y, wide: 0, tall: 0 }
  }
  const layer = seen(one, row, at)
  if (!layer) return undefined
  const { curve, trace } = layer, [x, wide] = middle(trace, "x", at), [y, tall] = middle(trace, "y", row)
  return { curve, point: [row, at], subplot, x, y, wide, tall }
}

/** A spot in words: where it is, and its value with its unit. @type {(all: Picture[], spot: Spot, inWords: InWords) => string} */
export function said(all, { picture, row, at }, inWords) {
  const one = all[picture]
  const beside = (/** @type {string} */ title, /** @type {string} */ word) => title ? `${title} ${word}` : word
  const pictured = all.length > 1 ? inWords("picture {number} of {count}", { number: picture + 1, count: all.length }) + ": " : ""
  if (one.kind === "grid") {
    const value = seen(one, row, at) ? cell(one, row, at) : inWords("no value")
    return `${pictured}${beside(one.up, head(one, "y", row))}, ${beside(one.across, head(one, "x", at))}: ${value}`
  }
  const { name, lying, places, word, value } = one.all[row], i = places[at]
  const [along, title] = lying ? [one.up, one.across] : [one.across, one.up]
  return `${pictured}${name ? `${name}, ` : ""}${beside(along, word(i))}: ${measured(written(value(i)), title)}`
}

/** A value with the unit that its axis names in brackets, or with what the axis is about. @type {(value: string, title: string) => string} */
export function measured(value, title) {
  const [, about, unit] = title.match(/^(.*?)(?:\s+\(|（)([^()（）]+)[)）]$/) ?? []
  if (unit && !/log|对数/.test(unit)) return `${value} ${unit}`
  return title ? `${value} (${about || title})` : value
}
