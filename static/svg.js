// @ts-check
// What the pictures drawn as SVG share: colours of a scale, and texts that have to fit.

import { clamp, esc } from "./shared.js"

const LONGEST = 9 // letters of a piece that is written out
const LEAST = 13 // pixels of letters that can be read, also a little reduced
const LETTER = 0.62 // of the size of the type: how wide a Latin one is
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303F\uFF01-\uFF60]|\p{Extended_Pictographic}/u

const rgb = (/** @type {string} */ hex) => [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16))

/**
 * The colour at a place from 0 to 1 between anchors, and black or white for what is written on it.
 * @param {number} place
 * @param {string[]} anchors
 * @returns {[ground: string, ink: string]}
 */
export function colour(place, anchors) {
  const at = place * (anchors.length - 1), low = Math.min(Math.floor(at), anchors.length - 2)
  const [a, b] = [rgb(anchors[low]), rgb(anchors[low + 1])]
  const mixed = a.map((v, i) => Math.round(v + (b[i] - v) * (at - low)))
  const [red, green, blue] = mixed.map(v => v / 255)
    .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
  // whichever can be read better (WCAG 2.1, contrast ratio)
  return [`rgb(${mixed})`, 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000" : "#fff"]
}

const clusters = "Segmenter" in Intl ? new Intl.Segmenter() : undefined

/** What a reader sees as letters: one with its accents, an emoji of several code points. @param {string} text */
export const letters = text => clusters && !/^[ -~]*$/.test(text)
  ? Array.from(clusters.segment(text), part => part.segment) : [...text]

/** How wide a text is, in sizes of its type; as wide as high are Chinese letters. @param {string} text */
export function widthOf(text) {
  return letters(text).reduce((sum, letter) => sum + (WIDE.test(letter) ? 1 : LETTER), 0)
}

/** A piece as it is written: its beginning, if it is wider than so many sizes of its type. @param {string} text */
export function shortened(text, most = LONGEST * LETTER) {
  const kept = letters(text)
  if (widthOf(text) <= most + 1e-9) return text
  while (kept.length > 1 && widthOf(kept.join("")) > most - LETTER + 1e-9) kept.pop()
  return kept.length ? kept.join("") + "…" : text
}

/**
 * A piece's letters, as large as fit into a width; where they would be too small to read, fewer of them.
 * @param {string} text
 * @param {{ x: number, y: number, width: number, most: number, kind: string, ink?: string | undefined }} look
 */
export function word(text, { x, y, width, most, kind, ink }) {
  const whole = shortened(text)
  const shown = widthOf(whole) * LEAST > width ? shortened(text, width / LEAST) : whole
  const size = clamp(Math.floor(width / Math.max(widthOf(shown), LETTER)), LEAST, most)
  const style = ink ? ` style="fill:${ink}"` : ""
  return `<text class="${kind}" x="${x}" y="${y}" font-size="${size}"${style}>${esc(shown)}</text>`
}
