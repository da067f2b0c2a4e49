// @ts-check
// A canvas that notes down what is drawn on it; each letter is one pixel wide.

/** @returns {{ ctx: CanvasRenderingContext2D, drawn: unknown[][] }} */
export function pencil() {
  /** @type {unknown[][]} */
  const drawn = []
  const ctx = new Proxy(/** @type {Record<string, unknown>} */ ({}), {
    get: (set, name) => name === "measureText" ? (/** @type {string} */ text) => ({ width: text.length })
      : name === "createLinearGradient" ? () => ({ addColorStop: (/** @type {unknown[]} */ ...stop) => drawn.push(["addColorStop", ...stop]) })
        : name in set ? set[String(name)] : (/** @type {unknown[]} */ ...given) => drawn.push([String(name), ...given]),
    set: (set, name, value) => {
      set[String(name)] = value
      drawn.push([String(name), value])
      return true
    },
  })
  return { ctx: /** @type {CanvasRenderingContext2D} */ (/** @type {unknown} */ (ctx)), drawn }
}
