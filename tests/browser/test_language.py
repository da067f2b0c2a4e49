"""The switch of languages in a real Chromium: in place, nothing is lost, JavaScript says it, too."""

import re
from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

from scripts.dashboard import Server

Visit = Callable[..., Page]
SETTLED = 20_000  # milliseconds that a slow machine may take
CHINESE = re.compile("[\u4e00-\u9fff]")


def press(page: Page, language: str) -> None:
    page.get_by_test_id("stSidebar").get_by_text(language, exact=True).click()


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text, timeout=SETTLED)


def test_the_page_changes_in_place_and_keeps_what_was_typed(visit: Visit) -> None:
    page = visit(net="random", mode="words", cell="gru", text="cat bites man")
    page.evaluate("window.same = true")
    press(page, "中文")
    heading(page, "展开")
    expect(page.get_by_label("输入单词")).to_have_value("cat bites man")
    expect(page.locator(".unrolled .play")).to_have_text("▶ 播放", timeout=SETTLED)
    expect(page.locator(".unrolled .say")).to_have_text(re.compile("第 3 步，共 3 步：读入“man”"))
    page.wait_for_url(re.compile("lang=zh"))
    # what was chosen in boxes whose choices have other names now
    network = page.get_by_test_id("stSidebar").get_by_role("combobox", name="网络")
    expect(network).to_have_value("一个随机网络")
    page.get_by_label("输入单词").fill("cat bites dog")
    expect(page.locator(".unrolled .say")).to_have_text(re.compile("读入“dog”"), timeout=SETTLED)
    expect(network).to_have_value("一个随机网络")
    press(page, "English")
    heading(page, "Unroll")
    expect(page.get_by_label("Type words")).to_have_value("cat bites dog")
    expect(page.locator(".unrolled .play")).to_have_text("▶ Play", timeout=SETTLED)
    assert page.evaluate("window.same") is True  # it was never loaded anew
    assert "lang" not in page.url


def test_other_pages_and_a_link_have_the_same_language(visit: Visit) -> None:
    page = visit(lang="zh")
    heading(page, "展开")
    page.get_by_test_id("stSidebar").get_by_role("link", name="消失与爆炸").click()
    heading(page, "消失与爆炸")
    page.wait_for_url(re.compile("/vanish.*lang=zh"))
    expect(page.locator(".figure .gtitle").first).to_have_text(CHINESE, timeout=SETTLED)
    page.reload()
    heading(page, "消失与爆炸")


def test_a_browser_that_speaks_chinese_is_answered_in_chinese(
    dashboard: Server, browser: Browser
) -> None:
    context = browser.new_context(locale="zh-CN")
    try:
        page = context.new_page()
        page.goto(f"{dashboard.url}/truncate")
        heading(page, "截断")
        assert "lang" not in page.url
        press(page, "English")
        heading(page, "Truncate")
        page.wait_for_url(re.compile("lang=en"))
    finally:
        context.close()


def test_what_streamlit_says_by_itself_is_in_the_language_too(visit: Visit) -> None:
    page = visit(lang="zh", text="hello")
    side = page.get_by_test_id("stSidebar")
    expect(side).to_have_attribute("aria-label", "侧边栏", timeout=SETTLED)
    expect(page.get_by_role("button", name="关于“目标”的说明")).to_have_count(1)
    side.get_by_role("button", name="打开文件").click()
    box = page.get_by_test_id("stFileUploader")
    expect(box.locator("button", has_text="上传")).to_be_visible(timeout=SETTLED)
    expect(box).to_contain_text(re.compile("每个文件最多 \\d+MB"))
    # what a reader calls a file is theirs
    named = {"name": "Upload", "mimeType": "application/octet-stream", "buffer": b"nothing"}
    box.locator("input[type=file]").set_input_files([named])
    expect(box.get_by_role("button", name="移除 Upload")).to_be_visible(timeout=SETTLED)
    expect(box.get_by_test_id("stFileChipName")).to_have_text("Upload")
    box.get_by_role("button", name="移除 Upload").click()
    page.keyboard.press("Escape")
    network = side.get_by_role("combobox", name="网络")
    network.fill("zzz")
    expect(page.get_by_text("没有匹配的选项")).to_be_visible(timeout=SETTLED)
    page.keyboard.press("Escape")
    press(page, "English")
    heading(page, "Unroll")
    expect(side).to_have_attribute("aria-label", "Sidebar", timeout=SETTLED)
    side.get_by_role("button", name="Open a file").click()
    expect(box.locator("button", has_text="Upload")).to_be_visible(timeout=SETTLED)
    expect(box).to_contain_text(re.compile("\\d+MB per file"))
