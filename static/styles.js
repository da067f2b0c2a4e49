// @ts-check
// The rules of what a module draws, beside it.

/**
 * Put rules into a document, or into a component's own tree, where they are not there yet.
 * @param {Document | ShadowRoot} tree
 * @param {string} id of the element that holds them
 * @param {string} rules
 */
export function styleOnce(tree, id, rules) {
  if (tree.getElementById(id)) return
  const style = document.createElement("style")
  style.id = id
  style.textContent = rules
  const place = "head" in tree ? tree.head : tree
  place.append(style)
}
