// @ts-check
// What a picture becomes as a file: a chart as SVG and as a page that works offline; what is drawn as SVG or as
// HTML as a page with its styles.

import { figureCsv, htmlCsv } from "./csv.js"
import { exactHtml, exactNumbers } from "./exact_numbers.js"
import { fileName, saveFile } from "./picture_menu.js"
import { esc } from "./shared.js"

/** @import { Figure, Layout } from "./types.d.ts" */

/** The colours of the page that styles ask for by name. */
const COLOURS = ["--st-text-color", "--st-background-color", "--st-secondary-background-color", "--st-border-color", "--st-primary-color", "--st-font"]

/** @param {Figure} figure */
const titled = figure => fileName(figure.layout.title?.text)

/** The sign that tells Excel that what follows is UTF-8: without it Chinese is not read as such. */
const UTF8 = "\ufeff"

/** @type {(title: string, rows: string) => void} */
export const saveRows = (title, rows) => saveFile(`${fileName(title)}.csv`, UTF8 + rows, "text/csv")

/** The numbers of a chart; what of them is drawn rounded is had at an address. @type {(figure: Figure, address?: string) => Promise<void>} */
export async function saveCsv(figure, address) {
  saveRows(figure.layout.title?.text ?? "", figureCsv(figure, await exactNumbers(address)))
}

/**
 * A chart as SVG; strips, too, which the page draws on a canvas.
 * @type {(figure: Figure, width: number, plotly: string) => Promise<void>}
 */
export async function saveSvg(figure, width, plotly) {
  if (!window.Plotly) await import(location.origin + plotly)
  const size = { width, height: figure.layout.height }
  const address = await window.Plotly?.toImage({ data: figure.data, layout: { ...grounded(figure.layout), ...size } }, { format: "svg", ...size })
  if (!address) throw new Error("Plotly has drawn nothing.")
  saveFile(`${titled(figure)}.svg`, decodeURIComponent(address.slice(address.indexOf(",") + 1)), "image/svg+xml")
}

/** A chart as a page that needs nothing else: Plotly is within it. @type {(figure: Figure, alt: string, plotly: string) => Promise<void>} */
export async function saveChartPage(figure, alt, plotly) {
  const script = await (await fetch(location.origin + plotly)).text()
  saveFile(`${titled(figure)}.html`, chartPage(figure, alt, script), "text/html")
}

/** @type {(figure: Figure, alt: string, script: string) => string} */
export function chartPage(figure, alt, script) {
  const told = JSON.stringify({ data: figure.data, layout: grounded(figure.layout) }, plainly)
  return page(fileName(figure.layout.title?.text).replace(/-/g, " "), `<div id="chart" role="img" aria-label="${esc(alt)}"></div>
<script>${inScript(script)}</script>
<script>const drawn = ${inScript(told)}
Plotly.newPlot("chart", drawn.data, drawn.layout, { responsive: true, displaylogo: false, showSendToCloud: false })</script>`)
}

/** Typed arrays as JSON has numbers. @type {(key: string, value: unknown) => unknown} */
const plainly = (_key, value) => ArrayBuffer.isView(value) ? Array.from(/** @type {Float64Array} */ (value)) : value

/** Text that ends no script that it stands in. @param {string} text */
export const inScript = text => text.replace(/<\/(script)/gi, "<\\/$1").replace(/<!--/g, "<\\!--")

/** A layout on the page's own ground, which is not seen through in a file. @param {Layout} layout @returns {Layout} */
function grounded(layout) {
  const ground = colourOf("--st-background-color") || "#ffffff"
  return { ...layout, paper_bgcolor: ground, plot_bgcolor: ground }
}

/** A colour of the page. Streamlit hands the named ones to its components alone, and in the sidebar others. @param {string} name */
function colourOf(name) {
  const whole = getComputedStyle(document.querySelector(".stApp") ?? document.body)
  const own = { "--st-text-color": whole.color, "--st-background-color": whole.backgroundColor, "--st-font": whole.fontFamily }[name]
  const places = [...document.querySelectorAll("[data-testid=stMain] :is(.figure, [data-testid^=stBidiComponent])")]
  return own ?? places.map(node => getComputedStyle(node).getPropertyValue(name).trim()).find(Boolean) ?? ""
}

/** Whether a ground is a dark one, as styles say it. @param {string} ground */
export function schemeOf(ground) {
  const [red = 255, green = 255, blue = 255] = (ground.match(/\d+(\.\d+)?/g) ?? []).map(Number)
  return red + green + blue < 384 ? "dark" : "light"
}

/** A page around something drawn. @type {(title: string, inside: string, style?: string) => string} */
export function page(title, inside, style = "") {
  const colours = COLOURS.map(name => `${name}: ${colourOf(name)}`).join("; ")
  return `<!doctype html>
<html lang="${document.documentElement.lang || "en"}"><head><meta charset="utf-8"><title>${esc(title)}</title>
<style>:root { color-scheme: ${schemeOf(colourOf("--st-background-color"))}; ${colours} } body { margin: 1rem; background: var(--st-background-color); color: var(--st-text-color); font-family: var(--st-font, system-ui, sans-serif); }
${style.replace(/<\//g, "<\\/")}</style></head><body>
${inside}
</body></html>
`
}

/**
 * A drawing of SVG as a file of its own, with the styles that it has here.
 * @type {(svg: SVGSVGElement, title: string, shared?: string) => void}
 */
export function saveDrawing(svg, title, shared = "") {
  saveFile(`${fileName(title)}.svg`, drawn(svg, shared), "image/svg+xml")
}

/** @type {(svg: SVGSVGElement, shared?: string) => string} */
function drawn(svg, shared = "") {
  const copy = /** @type {SVGSVGElement} */ (svg.cloneNode(true)), own = svg.querySelectorAll("*"), theirs = copy.querySelectorAll("*")
  own.forEach((one, i) => theirs[i].setAttribute("style", looks(one)))
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg")
  copy.setAttribute("style", `background: ${colourOf("--st-background-color") || "#ffffff"}`)
  if (shared) copy.insertAdjacentHTML("afterbegin", shared)
  return new XMLSerializer().serializeToString(copy)
}

const LOOKS = ["fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "stroke-dasharray", "opacity", "font-family", "font-size", "font-weight", "font-style", "text-anchor", "dominant-baseline", "paint-order", "text-decoration"]

/** @param {Element} node */
function looks(node) {
  const style = getComputedStyle(node)
  return LOOKS.map(name => `${name}: ${style.getPropertyValue(name)}`).join("; ")
}

/** The same within a page. @type {(svg: SVGSVGElement, title: string, alt: string, shared?: string) => void} */
export function saveDrawingPage(svg, title, alt, shared = "") {
  saveFile(`${fileName(title)}.html`, page(title, `<figure role="img" aria-label="${esc(alt)}" style="margin: 0">${drawn(svg, shared)}</figure>`), "text/html")
}

/** What is drawn as HTML within a page, with the styles of pictures. @type {(node: Element, title: string) => void} */
export function saveHtml(node, title) {
  // ours are placed as HTML, too: those of all pictures, and those of the page's own
  const styles = [...document.querySelectorAll("[data-testid=stHtml] style")].map(one => one.textContent ?? "").join("\n")
  const copy = /** @type {Element} */ (node.cloneNode(true))
  copy.querySelectorAll(".picture-menu").forEach(one => one.remove())
  saveFile(`${fileName(title)}.html`, page(title, copy.innerHTML, styles), "text/html")
}

/** The numbers of its tables. @type {(node: Element, title: string) => Promise<void>} */
export async function saveTables(node, title) {
  saveRows(title, htmlCsv(await exactHtml(node)))
}
