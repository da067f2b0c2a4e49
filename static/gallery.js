// The gallery of tasks: tells the page which one the reader chose. What is drawn comes as HTML.

const shown = new WeakMap()

export function render({ data, parentElement, setStateValue }) {
  const node = parentElement.querySelector(".gallery")
  if (shown.get(node) !== data.html) {
    const focused = node.getRootNode().activeElement?.dataset?.task
    node.innerHTML = data.html
    shown.set(node, data.html)
    if (focused) node.querySelector(`.task[data-task="${focused}"]`)?.focus()
  }
  node.onclick = event => {
    const task = event.target.closest("[data-task]")?.dataset.task
    // the time makes a second choice of the same task news
    if (task) setStateValue("task", [task, Date.now()])
  }
  node.dataset.painted = "yes"
}

export function remove(parentElement) {
  shown.delete(parentElement.querySelector(".gallery"))
}
