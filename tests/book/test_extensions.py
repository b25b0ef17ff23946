"""What the book's own extensions do to formulas, docstrings and pages."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "book" / "_ext"))

from lucid_docstrings import as_rest  # noqa: E402
from lucid_math import BadFormula, close_engine, render  # noqa: E402
from lucid_pages import repaired  # noqa: E402


@pytest.fixture(scope="module", autouse=True)
def engine() -> Iterator[None]:
    yield
    close_engine(None, None)


def test_a_formula_becomes_html_with_mathml_for_screen_readers():
    html = render(r"\sigma(x) = \frac{1}{1 + e^{-x}}", False)
    assert "katex-html" in html
    assert "<math" in html
    assert "<mfrac>" in html
    assert "katex-display" not in html
    assert "katex-display" in render("x", True)


def test_a_bad_formula_says_where():
    with pytest.raises(BadFormula, match="Unexpected end of input"):
        render(r"\frac{1", False)


def test_a_bad_formula_stops_the_build(tmp_path):
    import shutil
    import subprocess

    names = "_config.yml CITATION.cff solutions exercises lucid_edu".split()
    for name in names:
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, tmp_path / name)
    shutil.copytree(ROOT / "book" / "_ext", tmp_path / "book" / "_ext")
    shutil.copytree(ROOT / "book" / "_static", tmp_path / "book" / "_static")
    shutil.copy(ROOT / "book" / "references.bib", tmp_path / "book")
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: book/index\n")
    page = tmp_path / "book" / "index.md"
    command = [str(Path(sys.executable).with_name("jupyter-book")), "build"]
    command += [".", "-n", "-W", "--keep-going", "-q"]
    page.write_text("# Title\n\nGood: $x^2$.\n")
    good = subprocess.run(command, cwd=tmp_path, capture_output=True)
    assert good.returncode == 0, good.stderr.decode()[-2000:]
    page.write_text("# Title\n\nBad: $\\frac{1$.\n")
    bad = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert bad.returncode != 0
    assert "index.md:3" in bad.stderr + bad.stdout


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Return `x`.", "Return ``x``."),
        ("a ``b`` c", "a ``b`` c"),
        (r"The slope $\alpha x$.", r"The slope :math:`\alpha x`."),
        ("$a\nb$", ":math:`a b`"),
        ("$|x|$ and `|y|`", ":math:`|x|` and ``|y|``"),
    ],
)
def test_a_docstring_s_markdown_becomes_restructuredtext(text, rest):
    assert as_rest(text) == rest


def test_a_display_formula_stands_on_lines_of_its_own():
    assert ".. math:: x^2" in as_rest("So\n\n$$x^2$$\n\nholds.")


def test_each_repair_leaves_a_sound_page_alone_and_mends_a_faulty_one():
    sound = '<html lang="en"><head><meta charset="utf-8" /></head></html>'
    page = repaired(sound)
    assert page.count("viewport") == 1
    faulty = sound.replace(
        "</head>",
        '<meta name="viewport" content="a"><meta name="viewport" '
        'content="b"><script defer src="x/scripts/fontawesome.js"></script>'
        '<div role="doc-biblioentry"></div><section id="exercise-content">'
        "</section></head>",
    )
    mended = repaired(faulty)
    assert mended.count("viewport") == 1
    assert "fontawesome" not in mended
    assert 'role="listitem"' in mended
    assert "exercise-content" not in mended


def test_figures_come_out_the_same_twice_and_lines_differ_in_dash():
    import io

    import matplotlib as mpl

    from lucid_edu import figures

    # What set-up changes for good in a kernel ends with this block here.
    with mpl.rc_context(), np.printoptions():
        mpl.use("Agg")
        import matplotlib.pyplot as plt

        figures.setup()
        texts, styles = [], []
        for _ in range(2):
            figure, axes = plt.subplots()
            lines = [axes.plot([0, n], [0, 1])[0] for n in range(1, 5)]
            styles = [
                (line.get_color(), line.get_linestyle()) for line in lines
            ]
            out = io.StringIO()
            figure.savefig(out, format="svg", metadata={"Date": None})
            texts.append(out.getvalue())
            plt.close(figure)
    assert texts[0] == texts[1]
    assert len({style for _, style in styles}) == 4
    assert len({colour for colour, _ in styles}) == 4
