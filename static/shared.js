// What several components need.

// Of every place that a component stands at one view, made by `make` and kept from one change of its data
// to the next; the place is what `css` finds in the component, or all of it.
export function views(make, css) {
  const kept = new WeakMap(), place = parent => css ? parent.querySelector(css) : parent
  return {
    at(parent) {
      const node = place(parent)
      if (!kept.has(node)) kept.set(node, make(node))
      return kept.get(node)
    },
    remove(parent) {
      const node = place(parent)
      kept.get(node)?.end()
      kept.delete(node)
    },
  }
}

const escaped = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }

// a text as it may stand in HTML
export const esc = text => String(text).replace(/[&<>"]/g, letter => escaped[letter])

export const clamp = (x, low, high) => Math.min(Math.max(x, low), high)
