// The page's words in the reader's language. `words` maps English to it and lacks what stays English;
// what is only known here stands in {braces}.

export const fill = (words, text, fields = {}) =>
  (words?.[text] ?? text).replace(/\{(\w+)\}/g, (all, name) => fields[name] ?? all)

// how wide a text is, in Latin letters: Chinese ones are twice as wide
export const breadth = text => [...text].reduce((sum, letter) => sum + (letter >= "\u2e80" ? 2 : 1), 0)

// a skeleton's labels and texts, as a function that writes them in a language
export function labels(root) {
  const writers = []
  const each = node => {
    if (node.nodeType === Node.TEXT_NODE && /[A-Za-z]/.test(node.data)) {
      const text = node.data.trim(), [before, after] = node.data.split(text)
      writers.push(words => { node.data = before + fill(words, text) + after })
    }
    for (const name of ["aria-label", "title"]) {
      const text = node.getAttribute?.(name)
      if (text) writers.push(words => node.setAttribute(name, fill(words, text)))
    }
    node.childNodes.forEach(each)
  }
  each(root)
  return words => writers.forEach(write => write(words))
}
