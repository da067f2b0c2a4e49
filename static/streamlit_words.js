// @ts-check
// Streamlit speaks English alone. What it says by itself (the names of its buttons, its boxes for files, a list
// without choices) is said in the reader's language; never what a reader has typed, or how their files are called.

import { fill } from "./words.js"

/** @import { Words } from "./types.d.ts" */
/** @typedef {(english: string) => string | undefined} Translate */

const NAMES = ["aria-label", "title", "placeholder"]
// where its texts are changed, too: elsewhere they are ours or a reader's
const WRITTEN = "[data-testid=stFileUploader], [data-testid=stSelectboxVirtualDropdown] [data-empty], [data-testid=stSkipToContent]"
const THEIRS = "[data-testid=stFileChipName]"

/** @type {WeakMap<Node, Map<string, { english: string, said: string }>>} */
const spoken = new WeakMap()
let ever = false // whether anything is said otherwise than Streamlit says it

/** What knows a text of Streamlit's, whatever stands in its {fields}, in the language of `words`. @type {(words: Words) => Translate} */
export function translator(words) {
  const forms = Object.keys(words).filter(text => text.includes("{")).map(text => ({ text, shape: form(text) }))
  return english => {
    const said = english.trim()
    if (Object.hasOwn(words, said)) return english.replace(said, () => words[said] ?? said)
    for (const { text, shape } of forms) {
      const found = shape.exec(said)
      if (found) return english.replace(said, () => fill(words, text, found.groups))
    }
    return undefined
  }
}

/** @param {string} text */
function form(text) {
  const parts = text.split(/\{(\w+)\}/)
  return RegExp(`^${parts.map((part, place) => place % 2 ? `(?<${part}>.+)` : escaped(part)).join("")}$`, "su")
}

const escaped = (/** @type {string} */ part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")

/** Say what stands in a page so, or again as Streamlit has it. @param {ParentNode} root @param {Words} words */
export function speakFor(root, words) {
  if (!ever && !Object.keys(words).length) return
  ever = true
  const translate = translator(words)
  for (const name of NAMES)
    for (const element of root.querySelectorAll(`[${name}]`))
      say(element, name, element.getAttribute(name) ?? "", translate, said => element.setAttribute(name, said))
  for (const place of root.querySelectorAll(WRITTEN))
    for (const node of texts(place)) say(node, "", node.data, translate, said => { node.data = said })
}

/**
 * @param {Node} node @param {string} name @param {string} now @param {Translate} translate
 * @param {(said: string) => void} write
 */
function say(node, name, now, translate, write) {
  const kept = spoken.get(node)?.get(name)
  const english = kept && kept.said === now ? kept.english : now
  const said = translate(english) ?? english
  if (said === now) return
  write(said)
  const all = spoken.get(node) ?? new Map()
  spoken.set(node, all.set(name, { english, said }))
}

/** @param {Node} node @returns {Text[]} */
function texts(node) {
  if (node instanceof Text) return [node]
  if (node instanceof Element && node.matches(THEIRS)) return []
  return [...node.childNodes].flatMap(texts)
}
