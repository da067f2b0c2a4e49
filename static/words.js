// @ts-check
// The page's words in the reader's language. `words` maps English to it and lacks what stays English;
// what is only known here stands in {braces}.

/** @import { Fields, InWords, Words } from "./types.d.ts" */

/** A text with its {fields} filled in. @type {(text: string, fields: Fields) => string} */
export const filled = (text, fields) =>
  text.replace(/\{(\w+)\}/g, (all, name) => isolated(String(fields[name] ?? all)))

// letters that are written from right to left; U+2068 and U+2069 keep them from turning round what is beside
const TURNED = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u

/** A piece of text as a sentence can hold it, whichever way it is written. @param {string} text */
export const isolated = text => TURNED.test(text) ? `\u2068${text}\u2069` : text

/** @type {(words: Words | undefined, text: string, fields?: Fields) => string} */
export const fill = (words, text, fields = {}) => filled(words?.[text] ?? text, fields)

/** What says every text in one language. @type {(words: Words | undefined) => InWords} */
export const speaker = words => (text, fields) => fill(words, text, fields)

/** How wide a text is, in Latin letters: Chinese ones are twice as wide. @param {string} text */
export const breadth = text => [...text].reduce((sum, letter) => sum + (letter >= "\u2e80" ? 2 : 1), 0)

/**
 * A skeleton's labels and texts, as a function that writes them in a language.
 * @param {Node} root
 */
export function labels(root) {
  /** @type {((words: Words) => void)[]} */
  const writers = []
  const each = (/** @type {Node} */ node) => {
    if (node instanceof Text && /[A-Za-z]/.test(node.data)) {
      const text = node.data.trim(), [before, after] = node.data.split(text)
      writers.push(words => { node.data = before + fill(words, text) + after })
    }
    if (node instanceof Element) {
      for (const name of ["aria-label", "title"]) {
        const text = node.getAttribute(name)
        if (text) writers.push(words => node.setAttribute(name, fill(words, text)))
      }
    }
    node.childNodes.forEach(each)
  }
  each(root)
  return (/** @type {Words} */ words) => writers.forEach(write => write(words))
}
