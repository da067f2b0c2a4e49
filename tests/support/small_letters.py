"""Letters on a page that are smaller than can be read, in a browser."""

from playwright.sync_api import Page

# Of SVG the size on the screen counts; subscripts and powers are smaller everywhere.
SMALL = r"""
least => {
  const found = {}
  const visit = root => {
    for (const el of root.querySelectorAll("*")) {
      if (el.shadowRoot) visit(el.shadowRoot)
      const own = [...el.childNodes].find(one => one.nodeType === Node.TEXT_NODE && one.data.trim())
      const box = el.getBoundingClientRect()
      if (!own || box.width < 3 || box.height < 3 || ["STYLE", "SCRIPT"].includes(el.tagName)) continue
      if (!el.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue
      if (el.closest("[data-testid=stSidebar], sub, sup, .sub")) continue
      if (el.tagName === "tspan" && /font-size:70%/.test(el.getAttribute("style") ?? "")) continue
      const matrix = el instanceof SVGElement && el.getScreenCTM?.()
      const scale = matrix ? Math.hypot(matrix.b, matrix.d) : 1
      const size = parseFloat(getComputedStyle(el).fontSize) * scale
      const name = `${own.data.trim().slice(0, 30)} (${el.tagName} ${el.getAttribute("class")})`
      if (size < least - 0.05) found[name] = size
    }
  }
  visit(document)
  return found
}
"""


def small_letters(page: Page, least: float) -> dict[str, float]:
    """The size in pixels of each text that is smaller than the least, by its first words."""
    found: dict[str, float] = page.evaluate(SMALL, least)
    return found
