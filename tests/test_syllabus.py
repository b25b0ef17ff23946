"""The plan for a course names the exercises and points that there are."""

from __future__ import annotations

import re
from pathlib import Path

from lucid_edu.grading.course import assignment, topics

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "book" / "run_this_course.md").read_text("utf-8")
ROW = re.compile(r"^\| \d+ \| (.*?) \| (.*?) \| (\d+) \|$", re.M)
NAMED = re.compile(r"`(\w+)` (\d+)")


def exercises_of(text):
    return {name: int(points) for name, points in NAMED.findall(text)}


def planned():
    """Return for each topic what the sessions of the plan ask for."""
    plan, topic = {}, ""
    for read, listed, _ in ROW.findall(PAGE):
        link = re.search(r"\((\w+)\.ipynb\)", read)
        topic = link[1] if link else topic
        plan.setdefault(topic, {}).update(exercises_of(listed))
    return plan


def test_every_exercise_that_counts_has_its_points_in_the_plan():
    counted = {
        topic: {
            e.name: e.max_score
            for e in assignment(ROOT, topic).exercises
            if not e.challenge
        }
        for topic in topics(ROOT)
    }
    assert planned() == counted


def test_no_exercise_is_asked_for_in_two_sessions():
    listed = NAMED.findall(" ".join(row[1] for row in ROW.findall(PAGE)))
    assert len(listed) == len({name for name, _ in listed})


def test_each_session_says_the_sum_of_its_points():
    rows = ROW.findall(PAGE)
    assert len(rows) == 10
    for _, listed, total in rows:
        assert sum(exercises_of(listed).values()) == int(total)


def test_the_plan_says_the_points_of_the_whole_course():
    (whole,) = re.findall(r"^\| all \| \| \| (\d+) \|$", PAGE, re.M)
    every = sum(assignment(ROOT, t).max_score for t in topics(ROOT))
    assert int(whole) == every


def test_the_challenges_are_named_apart():
    (line,) = re.findall(r"^Two exercises are challenges: .*$", PAGE, re.M)
    assert exercises_of(line) == {
        e.name: e.max_score
        for topic in topics(ROOT)
        for e in assignment(ROOT, topic).exercises
        if e.challenge
    }
