"""Similar submissions are found, whatever their names and layout."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from sample_class.make import RIGHT, notebook

from lucid_edu.grading.cli import main
from lucid_edu.grading.fingerprints import RUN, hashes, tokens, winnowed
from lucid_edu.grading.reports.pairs import pairs_page
from lucid_edu.grading.similarity import Code, alike, same_text

ROOT = Path(__file__).resolve().parent.parent
BASE = json.loads((ROOT / "exercises" / "sigmoid.ipynb").read_text("utf-8"))
STARTER = [
    "".join(cell["source"])
    for cell in BASE["cells"]
    if cell["cell_type"] == "code"
]

ORIGINAL = {
    "sigmoid": """\
def sigmoid(x):
    # one side at a time
    result = np.empty(x.shape, dtype=x.dtype)
    right = x >= 0
    result[right] = 1 / (1 + np.exp(-x[right]))
    small = np.exp(x[~right])
    result[~right] = small / (1 + small)
    return result
""",
    "logit": """\
def logit(p):
    top = np.log(p)
    bottom = np.log1p(-p)
    answer = top - bottom
    return answer.astype(p.dtype, copy=False)
""",
    "gate": """\
def gate(z, candidate, state):
    opening = sigmoid(np.asarray(z))
    mixed = candidate * opening
    mixed += state * (1 - opening)
    return mixed
""",
}
COPY = {
    "sigmoid": """\
def gate(z, candidate, state):
    s = sigmoid( np.asarray(z) )
    out = candidate * s
    out += state * (1 - s)
    return out
""",
    "logit": '''\
def sigmoid(x):
    """My own sigmoid."""
    y = np.empty(x.shape,
                 dtype=x.dtype)

    pos = x >= 0
    y[pos] = 1 / (1 + np.exp(-x[pos]))
    e = np.exp(x[~pos])   # smaller than one
    y[~pos] = e / (1 + e)
    return y
''',
    "gate": """\
def logit(q):
    a = np.log(q); b = np.log1p(-q)
    c = a - b
    return c.astype(q.dtype, copy=False)
""",
}


def code(student: str, answers: dict[str, str]) -> Code:
    cells = [
        answers.get(cell["id"], "".join(cell["source"]))
        for cell in BASE["cells"]
        if cell["cell_type"] == "code"
    ]
    return Code(f"{student}.ipynb", student, tuple(cells))


def test_a_copy_with_other_names_and_another_order_is_found():
    codes = [code("ada", ORIGINAL), code("bob", COPY), code("cyd", RIGHT)]
    (pair,) = alike(codes, STARTER)
    assert (pair.first.student, pair.second.student) == ("ada", "bob")
    assert pair.share > 0.8
    lines = {ORIGINAL["sigmoid"].split("\n")[n] for _, n in pair.lines[0] if n}
    assert "    right = x >= 0" in lines
    cells = {place for place, _ in pair.lines[0]}
    assert {ORIGINAL[n] for n in ORIGINAL} == {
        pair.first.cells[place] for place in cells
    }


def test_only_the_starter_in_common_is_no_pair():
    codes = [code("ada", {}), code("bob", {}), code("cyd", ORIGINAL)]
    assert alike(codes, STARTER, threshold=0.0) == []
    assert same_text(codes, STARTER) == []


def test_what_many_wrote_alike_does_not_count():
    codes = [code(f"s{n}", RIGHT) for n in range(8)]
    assert alike(codes, STARTER, threshold=0.0) == []
    two = [code("ada", ORIGINAL), code("bob", COPY), *codes]
    assert len(alike(two, STARTER)) == 1


def test_two_submissions_of_one_student_are_no_pair():
    one, two = code("ada", ORIGINAL), code("bob", COPY)
    again = Code("late/ada.ipynb", "ada", two.cells)
    assert alike([one, again], STARTER) == []
    for pair in alike([one, again, two], STARTER):
        assert {pair.first.student, pair.second.student} == {"ada", "bob"}


def test_the_order_of_the_submissions_changes_nothing():
    codes = [code("ada", ORIGINAL), code("bob", COPY), code("cyd", RIGHT)]
    assert alike(codes, STARTER) == alike(codes[::-1], STARTER)


def test_the_same_text_is_listed_even_where_everybody_wrote_it():
    codes = [code("ada", RIGHT), code("bob", RIGHT), code("cyd", ORIGINAL)]
    (group,) = same_text(codes, STARTER)
    assert [one.student for one in group] == ["ada", "bob"]


def test_names_strings_and_layout_leave_no_trace():
    one = [t.text for t in tokens(["a = np.exp(b)  # so\n"])]
    two = [t.text for t in tokens(["other =  np . exp(\n    thing)"])]
    assert one == two
    assert one != [t.text for t in tokens(["a = np.log(b)"])]


@pytest.mark.parametrize(
    "source", ["x = (", "  x\n y", "'''", "\x00", "\ud800 = 1", "$ ? !", ""]
)
def test_what_is_no_python_does_no_harm(source):
    assert len(tokens([source, "x = 1"])) >= 3


def test_winnowing_keeps_one_hash_of_each_window():
    kept = winnowed([77, 74, 42, 17, 98, 50, 17, 98, 8, 88, 67, 39, 77, 74])
    places = sorted(place for found in kept.values() for place in found)
    assert places == [3, 6, 8, 11]
    long = hashes(tokens(["x = 1\n" * 40]))
    assert len(long) == 120 - RUN + 1


def test_the_page_escapes_what_students_wrote():
    evil = "<script>alert(1)</script>"
    answers = {**ORIGINAL, "sigmoid": f"# {evil}\n{ORIGINAL['sigmoid']}"}
    codes = [code(evil, answers), code("bob", COPY)]
    page = pairs_page(alike(codes, STARTER), [codes], 2)
    assert evil not in page
    assert "&lt;script&gt;" in page
    assert "not a verdict" in page


def test_the_command_finds_the_copy_and_nobody_of_the_sample_class(tmp_path):
    folder = tmp_path / "class"
    folder.mkdir()
    sample = ROOT / "tests" / "sample_class"
    for path in sample.glob("*.ipynb"):
        (folder / path.name).write_bytes(path.read_bytes())
    out = tmp_path / "similarity.html"
    run = ["similarity", str(folder), "--out", str(out)]
    alone = CliRunner().invoke(main, run)
    assert alone.exit_code == 0, alone.output
    assert alone.output.startswith("0 pairs of")
    for name, answers in (("zed", ORIGINAL), ("zoe", COPY)):
        text = json.dumps(notebook(answers, BASE))
        (folder / f"{name}.ipynb").write_text(text, "utf-8")
    found = CliRunner().invoke(main, run)
    assert "zed.ipynb  zoe.ipynb" in found.output
    assert "1 pairs of" in found.output
    assert "zoe.ipynb" in out.read_text("utf-8")
