// @ts-check
// What is typed into a page's boxes goes over the line at once, and the page's script hears of it when
// typing rests. Until it has, what it places is of an older text than what is seen, and is passed over.

/** @import { TypedData } from "./types.d.ts" */

/** @type {{ text: number, holds: () => boolean } | undefined} */
let typed

/**
 * Something was typed that the script has not heard of; `holds` says whether it still stands in the boxes.
 * @type {(text: number, holds: () => boolean) => void}
 */
export const wasTyped = (text, holds) => { typed = { text, holds } }

/** Nothing is typed any more, as when the line has gone. */
export const forget = () => { typed = undefined }

/** Whether what was made of a text, given by its checksum, is older than what was typed. @param {number | null | undefined} text */
export function outdated(text) {
  if (text === undefined || text === null || !typed) return false
  if (text === typed.text || !typed.holds()) typed = undefined // the script has heard, or set the boxes itself
  return typed !== undefined
}

/** Whether something stands in the boxes that the script has not heard of. */
export const isUnheard = () => typed !== undefined && typed.holds()

const TYPIST = 300 // milliseconds between two keys of who types

let heard = -Infinity // when the last one was

/** A key was heard that pictures are to follow. */
export const keyed = () => { heard = performance.now() }

/** How many milliseconds from now somebody still types, 0 if nobody does. */
export const typesFor = () => Math.max(heard + TYPIST - performance.now(), 0)

/** The checksum of the texts in some boxes: the CRC-32 that zlib makes. @param {string[]} texts */
export function checksum(texts) {
  let sum = -1
  for (const byte of new TextEncoder().encode(texts.join("\0"))) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0)
  }
  return (sum ^ -1) >>> 0
}

/** The box that a key names. @type {(root: ParentNode, key: string) => HTMLInputElement | null} */
export const boxOf = (root, key) => root.querySelector(`.st-key-${CSS.escape(key)} input`)

/**
 * What is asked for: all that the script has set, with what stands in the boxes now; undefined where a box
 * holds more than it takes.
 * @type {(data: TypedData, root: ParentNode) => Record<string, string> | undefined}
 */
export function asked(data, root) {
  const found = { ...data.asked }
  for (const key of data.boxes) {
    const box = boxOf(root, key)
    if (!box) continue
    if (box.maxLength >= 0 && box.value.length > box.maxLength) return undefined
    found[key] = box.value
  }
  return found
}
