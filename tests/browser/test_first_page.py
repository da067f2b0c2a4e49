"""A browser that comes for the first time: what it is sent, and what it leaves alone."""

from playwright.sync_api import Browser

from rnnviz.ui.components.static_files import ALL, STATIC
from scripts.dashboard import Server, new_page, wait_for_picture

GIVEN = """
async ([address, names]) => {
  const { load } = await import(address), found = {}
  const kinds = module => Object.entries(module).map(([name, one]) => `${name}: ${typeof one}`)
  const said = module => kinds(module).sort().join()
  for (const name of names)
    found[name] = said(await load(name)) === said(await import(address.replace("all.js", name)))
  return found
}
"""


def test_a_first_visit_loads_no_font_of_text_and_nothing_twice(
    dashboard: Server, browser: Browser
) -> None:
    page = new_page(browser)
    page.goto(dashboard.url)
    wait_for_picture(page)
    page.evaluate("document.fonts.ready.then(() => 0)")
    asked: list[str] = page.evaluate("performance.getEntriesByType('resource').map(one => one.name)")
    modules = [name for name in asked if name.endswith(".js") and "/static/" in name]
    assert len(modules) == len(set(modules)) > 100
    assert not [name for name in asked if "woff" in name]
    # it was asked for with the page, and taken when the scripts were there
    assert len([name for name in asked if name.endswith("_stcore/health")]) == 1
    another = page.request.get(f"{dashboard.url}/truncate", headers={"Accept": "text/html"}).text()
    assert "all.js" in another and "SourceSans" not in another
    icons = page.locator("[data-testid=stIconMaterial]:visible")
    icons.first.wait_for()
    # a name that the font of icons does not have is spelt out
    assert all(one.evaluate("icon => icon.scrollWidth <= icon.clientWidth") for one in icons.all())
    assert page.evaluate("document.fonts.check('20px \"Material Symbols Rounded\"', 'close')")
    assert [name.rpartition("/")[2] for name in modules if "/app/static/@" in name] == ["all.js"]
    page.context.close()


def test_every_module_gives_within_the_one_what_it_gives_by_itself(
    dashboard: Server, browser: Browser
) -> None:
    page = new_page(browser)
    page.goto(dashboard.url)
    wait_for_picture(page)
    asked: list[str] = page.evaluate("performance.getEntriesByType('resource').map(one => one.name)")
    (address,) = (name for name in asked if name.endswith(f"/{ALL}"))
    names = sorted(file.name for file in STATIC.glob("*.js") if file.name != ALL)
    found = page.evaluate(GIVEN, [address, names])
    assert found == dict.fromkeys(names, True)
    page.context.close()
