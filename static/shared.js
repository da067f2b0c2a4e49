// @ts-check
// What several components need.

import { outdated } from "./typing.js"

/** @import { Place, Placed } from "./types.d.ts" */

/**
 * Of every place that a component stands at one view, made by `make` and kept from one change of its data
 * to the next; the place is what `css` finds in the component, or all of it.
 * @template {{ end(): void }} View
 * @param {(parent: Place) => View} make
 * @param {string} [css]
 */
export function views(make, css) {
  /** @type {WeakMap<Node, View>} */
  const kept = new WeakMap()
  const place = (/** @type {Place} */ parent) => css ? parent.querySelector(css) : parent
  return {
    /** @param {Place} parent */
    at(parent) {
      const node = place(parent)
      if (!node) throw new Error(`There is no ${css} in the component.`)
      const view = kept.get(node) ?? make(parent)
      kept.set(node, view)
      return view
    },
    /** @param {Place} parent */
    remove(parent) {
      const node = place(parent)
      if (!node) return
      kept.get(node)?.end()
      kept.delete(node)
    },
  }
}

/**
 * A picture that the script places and that newer ones may come for over a socket: `show` is called with what
 * is to be seen.
 * @template {Placed} Data
 */
export class Renewed {
  /** @type {Placed["placed"]} */ placed

  /**
   * @param {HTMLElement} node which newer ones are handed to
   * @param {(data: Data) => void} show
   */
  constructor(node, show) {
    this.node = node
    this.show = show
    node.addEventListener("renew", event => {
      if (event instanceof CustomEvent) show(event.detail)
    })
  }

  /** What the script placed, also when it is handed over once more. @param {Data} data */
  place(data) {
    if (data.live === undefined) delete this.node.dataset.live
    else if (data.placed === this.placed) return // and newer ones have come since
    else this.node.dataset.live = data.live
    if (outdated(data.text)) return
    this.placed = data.placed
    this.show(data)
  }
}

/** What of a component's place is found in the document. @param {Place} place */
export const outer = place => place instanceof ShadowRoot ? /** @type {HTMLElement} */ (place.host) : place

/**
 * What `css` finds, of the kind that it has to be.
 * @template {Element} Kind
 * @param {ParentNode} root
 * @param {string} css
 * @param {new () => Kind} kind
 */
export function find(root, css, kind) {
  const found = root.querySelector(css)
  if (!(found instanceof kind)) throw new Error(`There is no ${css} of that kind in the component.`)
  return found
}

/** @type {Record<string, string>} */
const escaped = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }

/** A text as it may stand in HTML. @param {unknown} text */
export const esc = text => String(text).replace(/[&<>"]/g, letter => escaped[letter])

/** @type {(x: number, low: number, high: number) => number} */
export const clamp = (x, low, high) => Math.min(Math.max(x, low), high)

/** Whether the page's script is running. */
export const runs = () => document.querySelector("[data-testid=stApp]:not([data-test-script-state=notRunning])") !== null
