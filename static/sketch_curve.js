// @ts-check
// The curve under a finger: one point for each lag, as a share of the scale from 0 to 1; where it stands in
// its field; and what shares are in values and words.

import { trimmed } from "./numbers.js"
import { clamp } from "./shared.js"
import { filled } from "./words.js"

/** @import { Answer, FollowWords, Question, Scale } from "./types.d.ts" */

const STEP = 1 / 50, LEAP = 1 / 10 // of the scale: what a key moves a point
const DIGITS = 4, SHOWN = 3 // of a value that is sent, and that is said
export const HEIGHT = 260 // pixels
export const LINE = 18 // pixels
const RIGHT = 18, BOTTOM = 48
const LETTER = 7.5 // pixels: how wide one is in the field
const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"

/** What is drawn: the points that were touched stay, the others go along with them. */
export class Curve {
  /** @type {{ x: number, y: number } | undefined} */ #from // where the finger was

  /**
   * @param {number} last lag
   * @param {number} at the lag that is asked about
   * @param {number[] | undefined} shares where something was drawn before
   */
  constructor(last, at, shares) {
    this.last = last
    this.current = at // the point that keys move
    this.drawn = shares !== undefined
    /** @type {number[]} */
    this.shares = shares ? [...shares] : Array(last + 1).fill(0.5)
    this.touched = this.shares.map(() => this.drawn)
  }

  get held() {
    return this.#from !== undefined
  }

  /**
   * The finger has come to a lag, with its fraction, and a height, and passed all points between here and
   * where it was.
   * @param {{ x: number, y: number }} to
   */
  through(to) {
    const from = this.#from ?? to, [a, b] = from.x < to.x ? [from, to] : [to, from]
    for (let lag = Math.ceil(a.x); lag <= b.x; lag++) {
      this.#put(lag, a.x === b.x ? to.y : a.y + (b.y - a.y) * (lag - a.x) / (b.x - a.x))
    }
    this.current = Math.round(to.x)
    this.#put(this.current, to.y)
    this.#from = to
    this.#follow()
  }

  lift() {
    this.#from = undefined
  }

  /**
   * What a key does: "moved" to another point, "drawn" if it has moved the point, undefined for other keys.
   * @param {string} key
   */
  key(key) {
    /** @type {Record<string, number>} */
    const moves = { ArrowLeft: -1, ArrowRight: 1, Home: -this.last, End: this.last }
    /** @type {Record<string, number>} */
    const lifts = { ArrowUp: STEP, ArrowDown: -STEP, PageUp: LEAP, PageDown: -LEAP }
    if (key in moves) {
      this.current = clamp(this.current + moves[key], 0, this.last)
      return "moved"
    }
    if (!(key in lifts)) return undefined
    this.#put(this.current, clamp(this.shares[this.current] + lifts[key], 0, 1))
    this.#follow()
    return "drawn"
  }

  /** @type {(lag: number, share: number) => void} */
  #put(lag, share) {
    this.shares[lag] = share
    this.touched[lag] = true
    this.drawn = true
  }

  /** Points that were never touched lie on the line between those that were, and level beyond the outer ones. */
  #follow() {
    const { shares, touched } = this
    shares.forEach((_, lag) => {
      if (touched[lag]) return
      const a = touched.lastIndexOf(true, lag), b = touched.indexOf(true, lag)
      shares[lag] = a < 0 ? shares[b] : b < 0 ? shares[a] : shares[a] + (shares[b] - shares[a]) * (lag - a) / (b - a)
    })
  }
}

/** Where the field's axes stand, for its width now. */
export class Frame {
  /**
   * @param {Question} question
   * @param {number} width
   */
  constructor(question, width) {
    this.width = width
    this.last = question.last
    this.ticks = ticks(question)
    this.left = 14 + LETTER * Math.max(...this.ticks.map(([, text]) => text.length))
    this.right = width - RIGHT
    this.top = question.unit ? 2 * LINE + 8 : LINE + 8
    this.bottom = HEIGHT - BOTTOM
  }

  /** @param {number} lag */
  x(lag) {
    return this.left + (this.right - this.left) * lag / this.last
  }

  /** @param {number} share */
  y(share) {
    return this.bottom - (this.bottom - this.top) * share
  }

  /**
   * Which lag, with its fraction, and which share a point of the field stands for.
   * @param {number} x
   * @param {number} y
   */
  under(x, y) {
    return {
      x: clamp((x - this.left) / (this.right - this.left) * this.last, 0, this.last),
      y: clamp((this.bottom - y) / (this.bottom - this.top), 0, 1),
    }
  }

  /** Where the middle of a text stands that is to be at x and stay inside. @type {(x: number, text: string) => number} */
  inside(x, text) {
    const half = LETTER * text.length / 2 + 6
    return clamp(x, half, this.width - half)
  }
}

// -- numbers and words ------------------------------------------------------------------------------

/** The value at a share of the scale, with as many digits as are sent. @type {(scale: Scale, share: number) => number} */
export function valued({ low, high, log }, share) {
  const exact = log ? Math.exp(Math.log(low) + share * (Math.log(high) - Math.log(low))) : low + (high - low) * share
  return clamp(+exact.toPrecision(DIGITS), low, high)
}

/** @type {(scale: Scale, value: number) => number} */
export function shareOf({ low, high, log }, value) {
  return log ? (Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low)) : (value - low) / (high - low)
}

/** The right answer, where it is known by now. @param {Pick<Question, "right" | "truth" | "at">} question */
export function known({ right, truth, at }) {
  return right ?? truth?.[at]
}

/** A curve that was answered; undefined for another answer, or none. @param {Answer | undefined} answer */
export const curved = answer => Array.isArray(answer) ? answer : undefined

/** @type {(question: { unit: string }, value: number) => string} */
export function amount({ unit }, value) {
  return `${trimmed(value, SHOWN)} ${unit}`.trim()
}

/** A lag in words. @type {(question: { across: string }, words: FollowWords, lag: number) => string} */
export function place({ across }, words, lag) {
  return filled(across ? words.across : words.lag, { across, lag })
}

/** The ticks of the vertical axis: each a share of it, and a text. @type {(scale: Scale) => [share: number, text: string][]} */
export function ticks(scale) {
  const { low, high, log } = scale
  const first = Math.ceil(Math.log10(low) - 1e-9), last = Math.floor(Math.log10(high) + 1e-9)
  if (log && last > first) {
    const by = Math.ceil((last - first + 1) / 7), powers = []
    for (let power = first; power <= last; power += by) powers.push(power)
    return powers.map(power => [shareOf(scale, 10 ** power), "10" + raised(power)])
  }
  const values = log ? [low, high] : []
  if (!log) {
    const rough = (high - low) / 4, power = 10 ** Math.floor(Math.log10(rough))
    const by = ([1, 2, 5].find(one => one * power >= rough) ?? 10) * power
    for (let k = Math.ceil(low / by - 1e-9); k * by <= high + 1e-9 * by; k++) values.push(k * by)
  }
  return values.map(value => [shareOf(scale, value), amount({ unit: "" }, value)])
}

const raised = (/** @type {number} */ power) =>
  (power < 0 ? "⁻" : "") + [...String(Math.abs(power))].map(digit => RAISED[Number(digit)]).join("")

/** How many lags lie between two that are numbered, for an axis so many pixels long. @type {(last: number, pixels: number) => number} */
export function lagsApart(last, pixels) {
  const most = Math.max(pixels / 36, 1)
  return [1, 2, 5, 10, 20].find(by => last / by <= most) ?? 40
}
