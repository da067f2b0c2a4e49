// Draws a Plotly figure and keeps its node from one change to the next, so that zoom and legend stay.
// Drawing waits until the browser is idle, and of several figures that came meanwhile only the last is
// drawn: the main picture goes first.

const instances = new WeakMap()
const idle = window.requestIdleCallback ?? (call => setTimeout(call, 30))

export function render({ data, parentElement }) {
  const node = parentElement.querySelector(".figure")
  const state = instances.get(node) ?? {}
  instances.set(node, state)
  state.figure = data
  node.style.minHeight = data.height + "px"
  node.setAttribute("role", "img")
  node.setAttribute("aria-label", data.alt)
  if (state.waiting) return
  state.waiting = true
  idle(() => draw(node, state), { timeout: 250 })
}

export function remove(parentElement) {
  const node = parentElement.querySelector(".figure")
  instances.get(node)?.sized?.disconnect()
  instances.delete(node)
  window.Plotly?.purge(node)
}

async function draw(node, state) {
  if (!window.Plotly) await import(state.figure.plotly)
  state.waiting = false
  if (!node.isConnected) return
  const figure = JSON.parse(state.figure.figure)
  const options = { displaylogo: false, responsive: false, modeBarButtonsToRemove: ["select2d", "lasso2d"] }
  await window.Plotly.react(node, figure.data, figure.layout, options)
  node.dataset.painted = state.figure.stamp
  state.sized ??= watch(node)
}

function watch(node) {
  let width = node.clientWidth
  const sized = new ResizeObserver(() => {
    if (node.clientWidth === width || !node.clientWidth) return
    width = node.clientWidth
    window.Plotly.Plots.resize(node)
  })
  sized.observe(node)
  return sized
}
