// @ts-check
// What a picture shows, to its last digit: asked of the server when somebody saves it, so that no picture
// is heavier for it (see rnnviz/ui/components/kept_numbers.py).

import { flat } from "./figure_numbers.js"
import { Told } from "./picture_menu.js"

/** @import { ExactNumbers, Sheet } from "./types.d.ts" */

/** What is answered at an address. @param {string} address */
async function answered(address) {
  const answer = await fetch(location.origin + address)
  if (answer.ok) return answer
  throw new Told("The numbers of this picture are no longer there: load the page again.")
}

/** Of a chart, or of what is drawn as SVG; nothing where all of them are drawn. @type {(address: string | undefined) => Promise<ExactNumbers | undefined>} */
export const exactNumbers = async address => address ? (await answered(address)).json() : undefined

/** Of a picture that is HTML: the same with what each cell stands for. @type {(html: Element) => Promise<Element>} */
export async function exactHtml(html) {
  const address = html.querySelector("[data-numbers]")?.getAttribute("data-numbers")
  if (!address) return html
  return new DOMParser().parseFromString(await (await answered(address)).text(), "text/html").body
}

/** The values of a column. @param {Sheet["columns"][number]} column */
export const valuesOf = column => Array.isArray(column) ? column : flat(column)
