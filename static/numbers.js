// @ts-check
// Numbers as figures/base/numbers.py writes them: from 0.01 to 10,000 with a point and commas, beyond that
// as 7.4·10⁻³, with a real minus sign.

export const SMALLEST = 0.01
const LARGEST = 10000
const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"

/** @param {string} text */
const minus = text => text.replace("-", "−")

/** An exponent as it stands above the line. @param {number} exponent */
const raised = exponent => (exponent < 0 ? "⁻" : "") + [...String(Math.abs(exponent))].map(digit => RAISED[+digit]).join("")

/** So many digits and a power of ten. @param {number} value @param {number} digits */
export function scientific(value, digits) {
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e")
  return `${minus(mantissa)}·10${raised(+exponent)}`
}

/** The same of 10 to a power that may be beyond all numbers. @param {number} exponent @param {number} digits */
export function tenTo(exponent, digits) {
  const whole = Math.floor(exponent), value = 10 ** (exponent - whole)
  const text = value.toPrecision(digits)
  return +text < 10 ? `${text}·10${raised(whole)}` : `${(1).toFixed(digits - 1)}·10${raised(whole + 1)}`
}

/** A count, or what is rounded to one. @param {number} value */
export const whole = value => minus(Math.round(value).toLocaleString("en-US"))

/** A number's text at any size; at a usual one it is the `text`. @param {number} value @param {string} text @param {number} digits */
function sized(value, text, digits) {
  const size = Math.abs(value)
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "?" : value > 0 ? "∞" : "−∞"
  if (size && (size < SMALLEST || size >= LARGEST)) return scientific(value, digits)
  if (size >= 999.5) return whole(value)
  return minus(Number(text) ? text : "0.00")
}

/** Two decimals, or two digits where that says more. @param {number} value */
export const twoDecimals = value => sized(value, value.toFixed(2), 2)

/** Three significant digits. @param {number} value */
export const threeDigits = value => sized(value, value.toPrecision(3), 3)

/** A number with no more digits than it needs, of at most so many; below `least` as a power of ten. @param {number} value @param {number} digits */
export function trimmed(value, digits, least = 0.001) {
  const size = Math.abs(value)
  if (size && (size < least || size >= 1e6)) return scientific(value, digits).replace(/\.?0+·/, "·").replace(/^(−?)1·/, "$1")
  return minus((+value.toPrecision(digits)).toLocaleString("en-US", { maximumFractionDigits: 10 }))
}

/** A share in whole percent; 0 % and 100 % only if it is exactly that. @param {number} share */
export function percent(share) {
  if (share === 0 || share === 1) return share ? "100 %" : "0 %"
  if (share < 0.005) return "< 1 %"
  return share >= 0.995 ? "> 99 %" : `${Math.max(Math.round(100 * share), 1)} %`
}
