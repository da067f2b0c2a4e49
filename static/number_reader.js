// @ts-check
// One number as people write it, as text/numerals.py reads it (tests/static/numbers_written.json): 1e-05, 0,5,
// −3, 1.5·10⁻³, 10 000.

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
const POWER = /\s*[·×⋅∙*x]\s*10\s*(?:(?:\^|\*\*)\s*\{?([-+−–]?\d+)\}?|([⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+))/g // 1.5·10⁻³, 1.5 × 10^-3
const ALONE = /(?<![\w.,·×*])10(?:\^\{?([-+−–]?\d+)\}?|([⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+))/g // 10⁶
const NUMERAL = /^([-+]?)\s*([\d.,]*\d[\d.,]*)(?:[eEdD]([-+]?\d{1,7}))?$/
const BLANKS = /^([-+]?\s*\d{1,3})((?:['’`´˙\s٬]\d{3})+)(?=[.,]\d*$|$|[eEdD])/ // between groups of three digits

/** @type {(found: string) => string} */
const lowered = found => found.replace("⁻", "-").replace("⁺", "").replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, digit => String(RAISED.indexOf(digit)))

/** With ASCII's digits and signs. @param {string} text */
function plain(text) {
  /** @type {(all: string, usual?: string, raised?: string) => string} */
  const power = (_all, usual, raised) => `e${usual ?? lowered(raised ?? "")}`
  const narrow = text.replace(POWER, power).replace(ALONE, (...found) => `1${power(found[0], found[1], found[2])}`).normalize("NFKC")
  return narrow.replace(/[−‐‑‒–—﹣]/g, "-").replace(/[٫。]/g, ".").replaceAll("、", ",").trim()
}

/**
 * The finite number that a text is; two numbers where it may be either; undefined where it is none. With `whole`
 * a sign before three digits is that of thousands.
 * @param {string} text @param {boolean} whole
 * @returns {number | [number, number] | undefined}
 */
export function read(text, whole = false) {
  const found = NUMERAL.exec(plain(text).replace(BLANKS, (_all, first, rest) => first + rest.replace(/\D/g, "")))
  if (!found) return undefined
  const [, sign, body, power = "0"] = found
  const signs = body.replace(/\d/g, ""), last = signs.at(-1) ?? "."
  const other = last === "." ? "," : "."
  /** @type {(decimal: string) => number | undefined} */
  const value = decimal => valued(sign, body, power, decimal)
  if (signs.length > 1) return value(signs.includes(other) ? last : other)
  const [before, after = ""] = body.split(last)
  const grouped = after.length === 3 && /^[1-9]\d{0,2}$/.test(before) && power === "0"
  if (grouped && whole) return value(other)
  if (!grouped || last === ".") return value(last)
  return [Number(`${sign}${before}.${after}`), Number(`${sign}${before}${after}`)]
}

/** @type {(sign: string, body: string, power: string, decimal: string) => number | undefined} */
function valued(sign, body, power, decimal) {
  const group = decimal === "." ? "," : "."
  const parts = body.split(decimal)
  if (parts.length > 2 || parts[1]?.includes(group)) return undefined
  if (parts[0].includes(group)) {
    const three = /^\d{1,3}(?:[.,]\d{3})+$/, two = /^\d{1,2}(?:[.,]\d{2})+[.,]\d{3}$/ // 1,234,567 and 12,34,567
    if (!three.test(parts[0]) && !two.test(parts[0])) return undefined
    parts[0] = parts[0].replaceAll(group, "")
  }
  const number = Number(`${sign}${parts.join(".")}e${power}`)
  return Number.isFinite(number) ? number : undefined
}
