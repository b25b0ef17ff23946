"""The author's commands: what they find, and what they ask for next."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from lucid_edu.grading.cli import main
from lucid_edu.grading.course import assignment, topics
from lucid_edu.grading.laws import faults
from lucid_edu.grading.loading import load_assignment
from lucid_edu.grading.mutants import mutants
from lucid_edu.grading.survivors import try_mutants

ROOT = Path(__file__).resolve().parent.parent

FUNCTION = '''\
def f(x, axis=0):
    """Which one? 1 + 1."""
    y = np.sum(x, axis=axis)
    y += 2
    return y.T if axis > 0 else -y
'''


def run(*arguments: object, code: int = 0) -> str:
    result = CliRunner().invoke(main, [str(a) for a in arguments])
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture
def own_course(tmp_path) -> Path:
    """A copy of the course with one topic, to write in."""
    for folder in ("solutions", "exercises"):
        (tmp_path / folder).mkdir()
    for name in ("solutions/sigmoid.py", "exercises/sigmoid.ipynb"):
        shutil.copyfile(ROOT / name, tmp_path / name)
    return tmp_path


def test_mutants_change_one_place_of_the_body_and_leave_the_rest():
    changes = {m.change for m in mutants(FUNCTION)}
    assert {
        "y.T -> y",
        "-y -> y",
        "axis > 0 -> axis >= 0",
        "np.sum -> np.mean",
        "np.sum(x, axis=axis) -> np.sum(x)",
        "y += 2 -> y -= 2",
        "y += 2 -> y = 2",
        "y += 2 -> pass",
        "2 -> 3",
    } <= changes
    assert not any("1 + 1" in change for change in changes)
    assert not any("axis=0" in change for change in changes)
    for mutant in mutants(FUNCTION):
        compile(mutant.source, "<mutant>", "exec")


@pytest.mark.parametrize("topic", topics(ROOT))
def test_every_mutant_is_killed_or_explained(topic):
    tried = list(try_mutants(assignment(ROOT, topic)))
    assert len(tried) > 50
    left = [
        (one.exercise.name, one.mutant.change)
        for one in tried
        if not one.killed and not one.why
    ]
    assert left == []


@pytest.mark.parametrize("topic", topics(ROOT))
def test_every_explanation_belongs_to_a_mutant_that_lives(topic):
    found = assignment(ROOT, topic)
    living = {
        (one.exercise.name, one.mutant.change)
        for one in try_mutants(found)
        if not one.killed
    }
    for exercise in found.exercises:
        for change in exercise.equivalent:
            assert (exercise.name, change) in living


def test_a_weak_check_leaves_mutants_alive(own_course):
    path = own_course / "solutions" / "sigmoid.py"
    text = path.read_text("utf-8")
    weak = text.replace("[0.0, -0.0, 1e-3, -1e-3]", "[1.0, -1.0, 0.1]")
    assert weak != text
    path.write_text(weak, "utf-8")
    tried = list(try_mutants(load_assignment(path), "predict"))
    assert any(not one.killed and not one.why for one in tried)


FAULTS = [
    (
        "return np.maximum(z, x >= 0) / (1 + z)",
        "return 1.1 * np.maximum(z, x >= 0) / (1 + z)",
        "sigmoid: the mistake “",
    ),
    (
        'r"""How sure is a score?',
        'r"""The sigmoid.',
        "no question; ask one",
    ),
    (
        '"return g * sigmoid(x)"',
        '"z = np.exp(-np.abs(x))\\nreturn g * (z / (1 + z) ** 2)"',
        "loses nothing; add a check that sees it",
    ),
    (
        '"return g * sigmoid(x)"',
        '"y = sigmoid(x)\\nreturn g * y * (1 + y)"',
        "give the same answers; drop one",
    ),
    (
        'target="print(logit(np.array([0.1, 0.5, 0.9])).round(4))"',
        'target="logit(3, 4)"',
        "the target of logit fails (TypeError: logit() takes",
    ),
    (
        "def logit(p: np.ndarray)",
        "from pathlib import Path\n\n\ndef logit(p: Path)",
        "the starter does not run on logit(p)",
    ),
    (
        'see="sigmoid#the-way-back"',
        'see=""',
        "no section of the book is named",
    ),
]


@pytest.mark.parametrize(("text", "worse", "fault"), FAULTS)
def test_lint_finds_a_planted_fault_and_says_what_to_do(
    text, worse, fault, own_course, any_sandbox
):
    path = own_course / "solutions" / "sigmoid.py"
    before = path.read_text("utf-8")
    assert text in before
    path.write_text(before.replace(text, worse, 1), "utf-8")
    found = list(faults(load_assignment(path), any_sandbox))
    assert any(fault in one for one in found), found


def test_lint_finds_nothing_in_the_course():
    assert run("exercises", "lint", "sigmoid") == "No fault.\n"


def test_a_name_that_cannot_be_used_is_refused(own_course):
    options = ("--course", own_course)
    for name in ("soft sign", "class", "logit"):
        run("exercises", "new", "sigmoid", name, *options, code=2)


def test_a_new_exercise_goes_from_scaffold_to_no_fault_as_contributing_says(
    own_course,
):
    options = ("--course", own_course)
    said = run("exercises", "new", "sigmoid", "softsign", *options)
    assert "with holes to fill" in said
    path = own_course / "solutions" / "sigmoid.py"
    # The process reads a course once; the author runs a command at a time.
    assignment.cache_clear()
    said = run("exercises", "lint", "sigmoid", *options, code=1)
    assert "softsign: 0 mistakes are listed and three are needed" in said
    assert "to mend." in said
    text = path.read_text("utf-8")
    for hole, filling in (
        ("Which question does softsign answer?", "What rises more slowly?"),
        (
            "Return ... of every element of `x`",
            r"Return $x / (1 + |x|)$ for every element of `x`",
        ),
        (
            'raise NotImplementedError("write the solution of softsign")',
            "return x / (1 + np.abs(x))",
        ),
        ('see="sigmoid#"', 'see="sigmoid#a-relative"'),
        ('hint=""', 'hint="Divide by 1 + np.abs(x), on the whole array."'),
        ("mistakes=()", f"mistakes=({MISTAKES})"),
    ):
        assert hole in text
        text = text.replace(hole, filling)
    path.write_text(text, "utf-8")
    assignment.cache_clear()
    said = run("exercises", "build", *options)
    assert "wrote" in said
    assert "No fault." in run("exercises", "lint", "sigmoid", *options)
    assert ", 0 that no check fails" in run(
        "exercises", "mutate", "sigmoid", "--only", "softsign", *options
    )
    assignment.cache_clear()


MISTAKES = "".join(
    f"""
            Mistake(
                "{name}",
                "This is what it does, and here is where to look at it.",
                "return {body}",
            ),"""
    for name, body in (
        ("forgot the size", "x / (1 + x)"),
        ("the input itself", "x.copy()"),
        ("squared", "x / (1 + x**2)"),
    )
)
