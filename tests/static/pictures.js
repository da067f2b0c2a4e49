// @ts-check
// Data as the page sends them, for the tests.

/** @import { ArrivalsData, FollowWords, Prediction, Question, UnrolledChain, UnrolledData } from "../../static/types.d.ts" */

/** Whole numbers of 16 bits in base64. @param {number[]} values */
export const packed = values => Buffer.from(Int16Array.from(values).buffer).toString("base64")

/**
 * An unrolled network's data.
 * @param {Partial<UnrolledData> extends infer Data ? Omit<Data, "states" | "second"> & {
 *   steps?: number, label?: string, states?: number[], second?: boolean, secondSteps?: number } : never} [given]
 * @returns {UnrolledData}
 */
export function network({ steps = 3, label = "a", states, second, secondSteps = steps, ...given } = {}) {
  const data = { layers: 1, directions: 1, hidden: 4, ...given }
  const rows = data.layers * data.directions
  /** @type {(length: number) => UnrolledChain} */
  const chain = length => ({
    pieces: Array.from({ length }, (_, t) => "hello"[t % 5]),
    answers: Array.from({ length }, (_, t) => "elloh"[t % 5]),
    unknown: [],
    scale: 1,
    states: packed(states ?? Array(rows * length * data.hidden).fill(0)),
    initial: packed(Array(rows * data.hidden).fill(0)),
    predictions: Array.from({ length }, () => /** @type {Prediction[]} */ ([[label, 0.9, "90 %"], ["b", 0.1, "10 %"]])),
  })
  return {
    ...chain(steps), step: 0, example: false, untrained: false, cell: "GRU", embedding: false, readout: true, output: "softmax",
    colours: ["#542788", "#f7f7f7", "#b35806"], alt: "a network", dark: false, ...data,
    ...(second ? { second: chain(secondSteps), difference: Array(Math.min(steps, secondSteps)).fill(0.5) } : {}),
  }
}

/** What arrives at five steps. @param {Partial<ArrivalsData>} [given] @returns {ArrivalsData} */
export const arrivals = (given = {}) => ({
  pieces: [..."hello"], slots: 5, step: 3, rows: [1, 3, 4], kinds: ["cut", "some", "some", "some", "none"],
  places: [0.1, 0, 0.5, 1, null], labels: ["0.001", "0.01", "0.1", "1", ""], norms: [0.001, 0.0123456789, 0.1, 1, null], readNorms: null, shades: null, shadeLabels: null,
  start: "loss: 1 nats", say: "Step 4 of 5", axis: "arrives at", letter: "h", loss: true, backwards: false, first: 1,
  cut: "K = 3", left: 100, right: 20, colours: ["#000000", "#ffffff"], nothing: "#eeeeee", overflow: "#ff0000",
  accent: "#0000ff", dark: false, alt: "what arrives", ...given,
})

/** A question to a class. @param {Partial<Question>} [given] @returns {Question} */
export const question = (given = {}) => ({
  kind: "choose", text: "Which?", options: ["this", "that"], low: 0, high: 1, unit: "", log: false, last: 4, at: 2,
  across: "", ...given,
})

/** What the browser's side says by itself. @type {FollowWords} */
export const words = {
  connecting: "Connecting", lost: "Lost", waiting: "Waiting", asked: "New question: {question}", shut: "Shut", send: "Send", sent: "Counted", closed: "Closed",
  right: "Right: {answer}", yours: "Yours: {answer}", sketch: "Draw", sketched: "Your curve at {place}: {answer}",
  point: "{place}: {answer}", lag: "lag {lag}", across: "{across} = {lag}", lags: "lags", unheard: "Not arrived",
}
