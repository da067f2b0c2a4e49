"""What axe-core holds to be serious on a page."""

import sys
from pathlib import Path

from playwright.sync_api import Page
from support.browser_waiting import wait_until_still

# the tool stands where `make style` puts the browser's tools
AXE = Path(sys.prefix) / "scripts" / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] })
  const ours = ["heading-order", "empty-heading", "empty-table-header", "page-has-heading-one"]
  const found = violations.filter(
    one => ["serious", "critical"].includes(one.impact) || ours.includes(one.id))
  return found.flatMap(
    one => one.nodes.map(node => `${one.id}: ${node.html.slice(0, 160)}; ${node.failureSummary}`))
}"""
THERE = (
    ".unrolled[data-painted], .figure[data-painted], .verdict, .surprise, .letters, "
    "[data-testid=stMain] button"
)


def serious(page: Page) -> list[str]:
    """What axe holds to be serious or worse on a page as it is now."""
    page.locator(THERE).locator("visible=true").first.wait_for(timeout=60_000)
    wait_until_still(page)
    if not page.evaluate("'axe' in window"):
        assert AXE.exists(), "make style installs axe-core"
        page.evaluate(AXE.read_text())
    found: list[str] = page.evaluate(RUN)
    return found
