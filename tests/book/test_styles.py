"""The one style sheet has every rule that a page can use; fonts too."""

from __future__ import annotations

import sys

import pytest
import tinycss2
from fontTools.ttLib import TTFont

from book.browser import Faults, visit
from book.conftest import ROOT

sys.path.insert(0, str(ROOT / "book" / "_ext"))

from lucid_fonts import Formulas
from lucid_images import sized
from lucid_names import Names
from lucid_scripts import loaded
from lucid_styles import (
    in_order,
    purged,
    without_unused_variables,
)

# Every selector that fits the page, of the sheets as they came and of ours.
FITTING = """async root => {
  const link = document.querySelector('link[data-parts]');
  const split = text => {
    let depth = 0, part = ''; const parts = [];
    for (const c of text) {
      depth += '([{'.includes(c) ? 1 : ')]}'.includes(c) ? -1 : 0;
      if (c === ',' && !depth) { parts.push(part.trim()); part = ''; }
      else part += c;
    }
    return [...parts, part.trim()];
  };
  const state = new RegExp(
    '::[\\\\w-]+(\\\\([^)]*\\\\))?|:(hover|active|target|visited' +
    '|focus(-visible|-within)?|checked|disabled|before|after)(?![\\\\w-])',
    'g');
  const walk = (rules, found) => {
    for (const rule of rules) {
      const text = rule.selectorText;
      if (text) split(text).forEach(s => found.add(s));
      if (rule.cssRules) walk(rule.cssRules, found);
    }
    return found;
  };
  const read = async url => {
    const sheet = new CSSStyleSheet();
    const text = await (await fetch(url)).text();
    sheet.replaceSync(text.replace(/@import[^;]*;/g, ''));
    return walk(sheet.cssRules, new Set());
  };
  const ours = await read(link.href), fit = [], lost = [];
  for (const part of [...link.dataset.parts.split(' '), '_static/basic.css'])
    for (const selector of await read(root + part)) {
      const bare = selector.replace(state, '').trim();
      let found = null;
      try { found = !bare || document.querySelector(bare); } catch {}
      if (!found) continue;
      fit.push(selector);
      if (!ours.has(selector)) lost.push(selector);
    }
  return [fit.length, lost];
}"""


@pytest.mark.parametrize(
    "page",
    ["book/sigmoid", "book/api", "exercises/sigmoid", "genindex", "search"],
)
def test_no_rule_that_fits_a_page_is_lost(page, base, browser):
    with visit(browser, f"{base}{page}.html", base, Faults()) as opened:
        opened.locator(".search-button__button:visible").first.click()
        fit, lost = opened.evaluate(FITTING, base)
    assert fit > 200
    assert lost == []


def test_every_page_asks_for_one_style_sheet(html):
    for page in ("book/sigmoid.html", "search.html", "book/design/index.html"):
        assert (html / page).read_text("utf-8").count('"stylesheet"') == 1


@pytest.mark.parametrize(
    ("css", "kept"),
    [
        (".a,.z{x:1}", ".a{x:1}"),
        ("p.a #b:hover>i{x:1}", "p.a #b:hover>i{x:1}"),
        ("p.z{x:1} q{x:1}", ""),
        ("p:not(.z){x:1}", "p:not(.z){x:1}"),
        (":is(.z,.a) p{x:1}:where(.z){x:1}", ":is(.z,.a) p{x:1}"),
        ("@media print{.z{x:1}}", ""),
        ("@media print{.a{x:1}}", "@media print{.a{x:1}}"),
        (".tip-left .show{x:1}", ".tip-left .show{x:1}"),
        ("/* c */ .a { x: 1 }", ".a{x: 1}"),
    ],
)
def test_a_rule_stays_if_a_page_or_a_script_has_its_names(css, kept):
    known = Names()
    known.feed('<p class="a" id="b"><i>x</i></p>')
    known.read_script("e.className = `tip-${side}`; e.add('show')")
    rules = tinycss2.parse_stylesheet(css, skip_whitespace=True)
    rules = [rule for rule in rules if rule.type != "comment"]
    assert purged(rules, known) == kept


def test_each_page_s_sheets_keep_their_order():
    assert in_order([["a", "c"], ["a", "b", "c"], ["c", "d"]]) == list("abcd")


def test_a_variable_that_only_an_unread_one_reads_goes_too():
    css = "a{--x:1;--y:var(--x);--z:2;color:var(--z)}"
    assert without_unused_variables(css, "") == ("a{--z:2;color:var(--z)}")


def test_the_fonts_hold_what_the_pages_show_and_little_else(html):
    folder = html / "_static" / "fonts"
    solid = TTFont(folder / "fa-solid-900.woff2")
    shown = set(solid.getBestCmap())
    assert {0xF002, 0xF105, 0xF185} <= shown  # search, angle, sun
    assert len(shown) < 150
    main = TTFont(folder / "KaTeX_Main-Regular.woff2")
    page = Formulas()
    page.feed((html / "book" / "backprop.html").read_text("utf-8"))
    whole = TTFont(
        ROOT / "book/_static/katex/fonts/KaTeX_Main-Regular.woff2"
    ).getBestCmap()
    used = {ord(one) for one in page.found} & set(whole)
    assert len(used) > 50
    assert used <= set(main.getBestCmap())


def test_a_page_loads_the_scripts_it_needs_and_waits_for_none():
    page = (
        '<script src="_static/documentation_options.js?v=1"></script>'
        '<script src="a/copybutton.js?v=1"></script>'
        '<script src="a/design-tabs.js"></script>'
        '<script src="a/own.js"></script><pre class="highlight-python">'
    )
    text = loaded(page, "let x;")
    assert text.startswith("<script>let x;</script>")
    assert '<script defer src="a/copybutton.js?v=1">' in text
    assert '<script defer src="a/own.js">' in text
    assert "design-tabs" not in text


def test_a_picture_says_its_size_once(tmp_path):
    drawn = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="30pt" height="15pt"/>'
    )
    (tmp_path / "p.svg").write_text(drawn, "utf-8")
    page = sized('<img alt="A" src="p.svg" />', tmp_path)
    assert 'width="40" height="20"' in page
    assert sized(page, tmp_path) == page
