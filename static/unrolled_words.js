// @ts-check
// What the unrolled network says, under the picture and beside the pointer, in the reader's language (see
// words.js).

import { twoDecimals as figure } from "./numbers.js"
import { esc } from "./shared.js"
import { isolated } from "./words.js"

/** @import { Fields } from "./types.d.ts" */
/** @import { Picture } from "./unrolled_drawing.js" */

/**
 * What happens at a step, as HTML.
 * @param {Picture} picture
 * @param {number} step
 */
export function sentence({ data, plan, chains, inWords }, step) {
  const [chain] = chains
  /** @type {Fields} */
  const fields = { step: step + 1, steps: plan.steps }
  if (step >= chain.steps) return inWords("Step <b>{step}</b> of {steps}", fields)
  const predictions = chain.predictions[step] ?? []
  const typed = (/** @type {string} */ text) => `<bdi>${esc(text)}</bdi>`
  fields.piece = typed(chain.pieces[step])
  if (!predictions.length) return inWords("Step <b>{step}</b> of {steps}: reads <b>{piece}</b>", fields)
  const [label, , chance] = predictions[0]
  fields.answer = data.output === "linear" ? predictions.map(([, , said]) => esc(said)).join(", ") : typed(label)
  fields.chance = esc(chance)
  const text = data.output === "linear" ? "Step <b>{step}</b> of {steps}: reads <b>{piece}</b>, answers <b>{answer}</b>"
    : data.output === "sigmoid" ? "Step <b>{step}</b> of {steps}: reads <b>{piece}</b>, answers <b>{answer}</b> ({chance})"
      : "Step <b>{step}</b> of {steps}: reads <b>{piece}</b>, expects <b>{answer}</b> ({chance})"
  return inWords(text, fields)
}

/**
 * What stands at a point of the picture; "" where nothing does.
 * @param {Picture} picture
 * @param {number} x
 * @param {number} y
 */
export function pointed({ data, plan, chains, inWords }, x, y) {
  const { chain: which, down } = plan.chainAt(y)
  const chain = chains[which], t = plan.stepAt(x)
  if (t < 0 || t >= chain.steps) return ""
  const where = inWords("step {step}, “{piece}”", { step: t + 1, piece: chain.pieces[t] })
  const hit = plan.unitAt(y)
  if (hit) {
    const { row, unit } = hit, share = chain.at(row.index, t)[unit]
    const value = share === null ? inWords("no number any more: it overflowed") : figure(share * chain.scale)
    const text = data.layers > 1
      ? row.back ? "{where}: h of unit {unit} of layer {layer}, right to left, is {value}" : "{where}: h of unit {unit} of layer {layer} is {value}"
      : row.back ? "{where}: h of unit {unit}, right to left, is {value}" : "{where}: h of unit {unit} is {value}"
    return inWords(text, { where, unit: plan.unitOf(row.index, unit) + 1, layer: row.layer + 1, value })
  }
  if (down >= plan.token) {
    return chain.unknown.includes(t) ? inWords("{where} is not in the vocabulary: read as all zeros", { where }) : where
  }
  if (data.readout && down < plan.output + plan.bars) {
    const name = (/** @type {string} */ label) => data.output === "softmax" ? `“${isolated(label)}”` : label
    const found = chain.predictions[t].map(([label, , said]) => `${name(label)} ${said}`).join(", ")
    return inWords("after {where}: {found}", { where, found })
  }
  return ""
}

/**
 * What a weight matrix does, by its mark in the picture.
 * @param {Picture} picture
 * @param {string} mark
 */
export function matrix({ data, inWords }, mark) {
  const [kind, layer, back] = mark.split("-")
  const what = {
    ih: inWords("input to hidden"), hh: inWords("hidden to hidden"), hy: inWords("hidden to output"),
    e: inWords("embedding, then input to hidden"),
  }[kind]
  const text = data.layers > 1 && kind !== "hy"
    ? +back ? "{what} of layer {layer}, right to left: one and the same matrix at every step" : "{what} of layer {layer}: one and the same matrix at every step"
    : +back ? "{what}, right to left: one and the same matrix at every step" : "{what}: one and the same matrix at every step"
  return inWords(text, { what, layer: +layer + 1 })
}
