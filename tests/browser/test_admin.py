"""The admin in a browser: sign in, submit, follow, filter, export, import, pause, resume."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import BUSY, GOOD, Studio

LIST = "/admin/domains/domain/"
BATCHES = "/admin/domains/batch/"
PATIENCE = 30_000  # milliseconds; a guard


@pytest.fixture
def scanned(studio: Studio) -> Studio:
    """Three domains completed and one waiting to be tried again, whichever test comes first."""
    if not studio.installation.rows("SELECT 1 FROM domains"):
        paste(studio, *GOOD[:3], BUSY)
    until_done(studio)
    return studio


def paste(studio: Studio, *names: str) -> None:
    page = studio.open("/admin/")
    box = page.locator("#submit-domains")
    if not box.is_visible():
        page.get_by_text("Submit domains").click()
    box.fill("\n".join(names))
    page.get_by_role("button", name="Submit").click()


def until_done(studio: Studio) -> None:
    query = "SELECT count(*) FROM domains WHERE status = 'completed' OR attempts > 0 AND status = 'pending'"
    everything = "SELECT count(*) FROM domains"
    rows = studio.installation.rows
    studio.installation.until(lambda: rows(query) == rows(everything), "the end of all scans")


def test_pasted_domains_are_seen_to_complete_without_reloading(studio: Studio) -> None:
    page = studio.open("/admin/")
    page.evaluate("window.stillTheSame = true")
    before = studio.installation.statuses().get("completed", 0)
    if before:
        pytest.skip("another test came first")
    page.get_by_text("Nothing here yet").wait_for(timeout=PATIENCE)
    paste(studio, *GOOD[:3], BUSY)
    page.evaluate("window.stillTheSame = true")
    page.get_by_text("3 completed").wait_for(timeout=PATIENCE)
    assert page.evaluate("window.stillTheSame")
    page.goto(page.url.partition("/admin/")[0] + "/admin/")
    page.evaluate("window.stillTheSame = true")
    page.locator("#flow-completed b", has_text="3").wait_for(timeout=PATIENCE)
    page.locator("#latest-heading ~ * td", has_text="1 e-mail, 1 phone").first.wait_for(timeout=PATIENCE)
    assert page.evaluate("window.stillTheSame")


def test_refreshing_keeps_the_keyboards_place(scanned: Studio) -> None:
    page = scanned.open("/admin/")
    page.locator("#flow-failed").focus()
    page.evaluate("document.querySelector('#flow-failed').dataset.old = 'yes'")
    page.wait_for_function("!document.querySelector('#flow-failed').dataset.old", timeout=PATIENCE)
    assert page.evaluate("document.activeElement.id") == "flow-failed"


# Whether the last bar but one and the last bar, and the lines to these points, are drawn as unfinished.
UNFINISHED = """() => {
  const drawn = (name) => Chart.getChart(`chart-${name}`);
  const last = drawn("throughput").data.labels.length - 1;
  const bar = drawn("throughput").data.datasets[0].backgroundColor;
  const line = drawn("rate").data.datasets[0].segment.borderDash;
  return {
    bar: [last - 1, last].map((dataIndex) => bar({ dataIndex }).startsWith("color-mix")),
    line: [last - 1, last].map((p1DataIndex) => Boolean(line({ p1DataIndex }))),
  };
}"""


def test_periods_and_the_table_of_the_charts(scanned: Studio) -> None:
    page = scanned.open("/admin/")
    page.get_by_role("button", name="last week").click()
    page.get_by_text("The same as a table").click()
    page.wait_for_function("document.querySelectorAll('#chart-table tr').length === 168", timeout=PATIENCE)
    assert "(so far)" in page.locator("#chart-table tr").first.inner_text(), "the newest row, of this hour"
    assert page.locator("#chart-table", has_text="(so far)").inner_text().count("(so far)") == 1
    assert "The present hour is not over yet" in page.locator("#chart-note").inner_text()
    styles = page.evaluate(UNFINISHED)
    assert styles == {"bar": [False, True], "line": [False, True]}
    assert "completed" in (page.locator("#chart-throughput").get_attribute("aria-label") or "")


def test_filters_searches_and_exports(scanned: Studio, tmp_path: Path) -> None:
    page = scanned.open(LIST + "?has_email=yes")
    completed = scanned.installation.statuses()["completed"]
    assert page.locator("#result_list tbody tr").count() == completed
    counted = page.locator("[data-count='With e-mail']", has_text=str(completed))
    counted.wait_for(timeout=PATIENCE)  # its script has asked for the counts
    page.fill("#searchbar", "garage")
    page.press("#searchbar", "Enter")
    page.wait_for_url("**q=garage**")
    assert page.locator("#result_list tbody tr").count() == 1
    page.locator("#result_list input.action-select").check()
    page.select_option("select[name=action]", "export")
    page.get_by_role("button", name="Run").click()
    page.select_option("#id_kind", "csv")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    download.value.save_as(tmp_path / "domains.csv")
    with (tmp_path / "domains.csv").open() as file:
        (row,) = csv.DictReader(file)
    assert (row["domain"], row["email_addresses"]) == (GOOD[1], f"info@{GOOD[1]}")


def test_imports_a_file_after_a_preview(scanned: Studio, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(f"Name,Website\nA,https://www.{GOOD[3]}/\nB,nothing at all\nC,{GOOD[4]}\n")
    page = scanned.open(LIST + "import/")
    page.set_input_files("#id_file", file)
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("cell", name="nothing at all").first.wait_for(timeout=PATIENCE)
    page.get_by_role("button", name="Import 2 domains").click()
    page.get_by_text("2 domains in this batch.").wait_for(timeout=PATIENCE)
    page.get_by_role("heading", name="100 % of 2 domains done").wait_for(timeout=PATIENCE)
    until_done(scanned)


def test_pauses_and_resumes_with_a_reason(scanned: Studio) -> None:
    page = scanned.open(LIST + f"?q={BUSY}")
    page.get_by_role("link", name=BUSY).click()
    page.fill("#reason", "their holiday")
    page.get_by_role("button", name="Pause").click()
    page.get_by_text("Paused. Reason: their holiday By admin.").wait_for(timeout=PATIENCE)
    assert page.get_by_role("button", name="Pause").count() == 0
    page.get_by_role("button", name="Resume").click()
    page.get_by_text("Resumed. By admin.").wait_for(timeout=PATIENCE)
    assert scanned.installation.rows(f"SELECT status FROM domains WHERE domain = '{BUSY}'") == [("pending",)]


def test_keyboards_reach_the_list_the_filters_and_the_user_menu(scanned: Studio) -> None:
    page = scanned.open(LIST)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the list"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#changelist') !== null")
    filters = page.get_by_role("button", name="Filters")
    filters.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.closest('#changelist-filter')", timeout=PATIENCE)
    page.keyboard.press("Escape")
    page.locator("#changelist-filter").wait_for(state="hidden", timeout=PATIENCE)
    assert page.evaluate("document.activeElement.textContent").strip().startswith("Filters")
    page.get_by_role("button", name="Menu of admin").focus()
    page.keyboard.press("Enter")
    page.locator("#user-menu").wait_for(timeout=PATIENCE)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#user-menu') !== null")


def test_columns_are_chosen_and_ordered_with_the_keyboard(scanned: Studio) -> None:
    page = scanned.open(LIST + "?has_email=yes")
    page.get_by_text("Columns…").focus()
    page.keyboard.press("Enter")
    page.get_by_label("technologies", exact=True).focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Move country up").focus()
    for _ in range(2):
        page.keyboard.press("Enter")
    focused = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert focused == "Move country down", "the other arrow, as there is nothing above"
    assert "country is number 1" in (page.locator("[data-columns] [role=status]").text_content() or "")
    page.get_by_role("button", name="Save", exact=True).press("Enter")
    page.get_by_text("Your columns are stored.").wait_for(timeout=PATIENCE)
    assert page.url.endswith("?has_email=yes")
    headers = page.locator("#result_list thead th").all_inner_texts()
    assert [text.strip() for text in headers][1:] == ["Domain", "Country", "State", "Contacts", "Last scan"]
    page.get_by_text("Columns…").click()
    page.get_by_role("button", name="Usual columns").click()
    page.locator("#result_list thead th", has_text="Technologies").wait_for(timeout=PATIENCE)


def test_save_appears_with_the_first_edit_and_all_contacts_are_copied(scanned: Studio) -> None:
    page = scanned.open(LIST + f"?q={GOOD[0]}")
    page.get_by_role("link", name=GOOD[0]).click()
    page.wait_for_url("**/change/**")  # and until it is loaded: its script has to notice the edit
    save = page.get_by_role("button", name="Save", exact=True)
    save.wait_for(state="hidden", timeout=PATIENCE)
    page.fill("#id_notes", "call them")
    save.wait_for(timeout=PATIENCE)
    page.fill("#id_notes", "")
    save.wait_for(state="hidden", timeout=PATIENCE)
    page.get_by_role("button", name="Copy all contacts").click()
    page.locator("[data-label='Copy all']").wait_for(timeout=PATIENCE)


def test_a_refused_form_has_the_focus_at_its_first_mistake(scanned: Studio) -> None:
    page = scanned.open("/admin/domains/notice/add/")
    page.fill("#id_name", "Mine")
    page.fill("#id_new_urls", "mailto:nobody")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("it is not a URL of apprise").wait_for(timeout=PATIENCE)
    page.wait_for_function("document.activeElement.id === 'id_new_urls'", timeout=PATIENCE)


def test_the_columns_of_an_export_are_ticked_and_cleared_together(scanned: Studio) -> None:
    page = scanned.open(LIST)
    page.locator("#action-toggle").check()
    page.select_option("select[name=action]", label="Export …")
    page.get_by_role("button", name="Run").click()
    page.get_by_role("button", name="No columns").wait_for(timeout=PATIENCE)
    page.wait_for_load_state()  # its script has to be there
    page.get_by_role("button", name="No columns").click()
    assert page.locator("[name=columns]:checked").count() == 0
    page.get_by_role("button", name="All columns").click()
    assert page.locator("[name=columns]:not(:checked)").count() == 0


# Those that the menu does not show.
PAGES = {
    "columns": LIST + "columns/",
    "import": LIST + "import/",
    "submit": LIST + "submit/",
    "notice": "/admin/domains/notice/add/",
    "failed tasks": "/admin/django_q/failure/",
    "webhook": "/admin/domains/webhook/add/",
    "token": "/admin/domains/apitoken/add/",
    "user": "/admin/auth/user/add/",
    "filtered": LIST + "?status=completed",
    "API": "/api/docs/",
}


@pytest.mark.parametrize("page", [*PAGES, "domain", "batch"])
def test_nothing_serious_bars_the_way_of_anybody(scanned: Studio, page: str) -> None:
    if page == "domain":
        ((pk,),) = scanned.installation.rows(f"SELECT id FROM domains WHERE domain = '{GOOD[0]}'")
        opened = scanned.open(f"{LIST}{pk}/change/")
    elif page == "batch":
        opened = scanned.open(BATCHES)
        opened.locator("#result_list th a").last.click()
        opened.get_by_role("heading", name="done").wait_for(timeout=PATIENCE)
    else:
        opened = scanned.open(PAGES[page])
    assert serious(opened) == []


def test_nothing_serious_bars_the_way_to_the_pages_of_the_menu(scanned: Studio) -> None:
    found = {path: serious(scanned.open(path)) for path in menu(scanned)}
    assert len(found) > 15
    assert {path: rules for path, rules in found.items() if rules} == {}


COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
DARK = """matchMedia("(prefers-color-scheme: dark)").matches
  && (!window.Alpine || document.documentElement.classList.contains("dark"))"""


def serious(page: Any) -> list[Any]:
    """The rules of axe that a page breaks in a serious way, with the first places.

    In the dark, only the rules for colours are checked again: the others do not depend on the theme.
    """
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    broken = axe.run(page).response["violations"]
    page.emulate_media(color_scheme="dark")
    page.reload()
    page.wait_for_function(DARK, timeout=PATIENCE)
    broken += axe.run(page, options=COLOURS).response["violations"]
    page.emulate_media(color_scheme="light")
    return [
        (rule["id"], [node["target"] + [node["html"][:200]] for node in rule["nodes"]][:4])
        for rule in broken
        if rule["impact"] in {"serious", "critical"}
    ]


def menu(studio: Studio) -> list[str]:
    """The addresses of all pages of the menu."""
    links = studio.open("/admin/").locator("#nav-sidebar a[href^='/admin/']")
    return sorted({link.get_attribute("href") for link in links.all()})


def test_a_phone_needs_no_scrolling_sideways(scanned: Studio) -> None:
    """On no page of the menu, and on no page of the first row of a list."""
    paths = [*menu(scanned), *PAGES.values()]
    scanned.page.set_viewport_size({"width": 390, "height": 844})
    first = "document.querySelector('#result_list tbody th a')?.getAttribute('href')"
    width, widths, rows = "document.documentElement.scrollWidth", {}, set()
    for path in paths:
        widths[path] = scanned.open(path).evaluate(width)
        rows |= {scanned.page.evaluate(first)} - {None}
    assert len(rows) > 8
    widths |= {path: scanned.open(path).evaluate(width) for path in rows}
    assert {path: wide for path, wide in widths.items() if wide > 390} == {}


@pytest.mark.parametrize("width", [1024, 1280, 1400])
def test_long_titles_leave_room_for_the_last_column(scanned: Studio, width: int) -> None:
    scanned.page.set_viewport_size({"width": width, "height": 800})
    page = scanned.open(LIST)
    titles = page.locator("#result_list .sky-site small")
    titles.evaluate_all("all => all.forEach((one) => { one.textContent = 'looms and rugs '.repeat(20) })")
    last = page.locator("#result_list thead th").last.bounding_box()
    assert last["x"] + last["width"] <= width


# Of an empty checkbox: the contrast of its border with what is inside and around it, as WCAG 2 computes it.
CONTRAST = """() => {
  const ink = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const light = (colour) => {
    ink.clearRect(0, 0, 1, 1);
    ink.fillStyle = colour;
    ink.fillRect(0, 0, 1, 1);
    const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    const [r, g, b] = [...ink.getImageData(0, 0, 1, 1).data].map((part) => linear(part / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const style = getComputedStyle(document.querySelector("#result_list input[type=checkbox]"));
  const [high, low] = [style.borderTopColor, style.backgroundColor].map(light).sort().reverse();
  return (high + 0.05) / (low + 0.05);
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_an_empty_checkbox_is_seen(scanned: Studio, theme: str) -> None:
    scanned.theme(theme)
    assert scanned.open(LIST).evaluate(CONTRAST) >= 3


def test_a_phone_shows_first_what_needs_attention_and_rows_without_columns(scanned: Studio) -> None:
    scanned.page.set_viewport_size({"width": 390, "height": 844})
    page = scanned.open("/admin/")

    def top(selector: str) -> float:
        return float(page.locator(selector).first.bounding_box()["y"])

    assert top(".sky-flow") < top("#dashboard > details") < top("#latest-heading") < top(".sky-switch")
    row = page.locator("#latest-heading ~ * tbody tr").first
    assert row.locator("td").first.bounding_box()["y"] > row.locator("th").bounding_box()["y"]
    page = scanned.open(LIST)
    box = page.locator("#result_list input.action-select").first.bounding_box()
    name = page.locator("#result_list .field-site").first.bounding_box()
    assert name["y"] < box["y"] + box["height"] < name["y"] + name["height"], (
        "beside the name, without a line"
    )


def test_the_form_of_the_columns_fits_a_phone(scanned: Studio) -> None:
    scanned.page.set_viewport_size({"width": 390, "height": 844})
    page = scanned.open(LIST)
    page.get_by_text("Columns…").click()
    page.get_by_role("button", name="Move country up").wait_for(timeout=PATIENCE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_times_are_written_in_the_time_zone_of_the_browser(scanned: Studio) -> None:
    page, context = scanned.page, scanned.page.context
    kept = context.cookies()
    context.new_cdp_session(page).send("Emulation.setTimezoneOverride", {"timezoneId": "Asia/Tokyo"})
    scanned.open(LIST)
    scanned.open(LIST)  # the first page told the server the zone
    exact = page.locator("#result_list time").first.get_attribute("title")
    assert exact.endswith(" JST"), exact
    scanned.open("/admin/domains/notice/add/")
    assert page.locator("[name=time_zone]").input_value() == "Asia/Tokyo"
    context.clear_cookies()
    context.add_cookies(kept)
