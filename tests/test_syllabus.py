"""The plan for a course names the exercises and points that there are."""

from __future__ import annotations

import re
from pathlib import Path

from lucid_edu.grading.course import assignment, topics

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "book" / "run_this_course.md").read_text("utf-8")
SESSION = re.compile(r"^\d+\. (.*):\n   (.*); (\d+) points\.$", re.M)
TOTAL = re.compile(r"^\| ([a-z ]+) \| (\d+) \| (\d+) \|$", re.M)
NAMED = re.compile(r"`(\w+)` (\d+)")


def exercises_of(text):
    return {name: int(points) for name, points in NAMED.findall(text)}


def planned():
    """Return for each topic what the sessions of the plan ask for."""
    plan, topic = {}, ""
    for read, listed, _ in SESSION.findall(PAGE):
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
    listed = NAMED.findall(" ".join(row[1] for row in SESSION.findall(PAGE)))
    assert len(listed) == len({name for name, _ in listed})


def test_each_session_says_the_sum_of_its_points():
    rows = SESSION.findall(PAGE)
    assert len(rows) == 10
    for _, listed, total in rows:
        assert sum(exercises_of(listed).values()) == int(total)


def test_the_table_sums_up_every_topic_and_the_whole():
    sums = [
        (topic.replace("_", " "), len(plan), sum(plan.values()))
        for topic, plan in planned().items()
    ]
    _, counts, points = zip(*sums, strict=True)
    sums.append(("all", sum(counts), sum(points)))
    found = [(t, int(n), int(p)) for t, n, p in TOTAL.findall(PAGE)]
    assert found == sums


def test_the_challenges_are_named_apart():
    (line,) = re.findall(r"^Two exercises are challenges: .*$", PAGE, re.M)
    assert exercises_of(line) == {
        e.name: e.max_score
        for topic in topics(ROOT)
        for e in assignment(ROOT, topic).exercises
        if e.challenge
    }


def test_the_front_page_counts_the_exercises_of_every_topic():
    page = (ROOT / "book" / "index.md").read_text("utf-8")
    found = re.findall(r"\[(\d+)\]\(\.\./exercises/(\w+)\.ipynb\)", page)
    assert {topic: int(count) for count, topic in found} == {
        topic: len(assignment(ROOT, topic).exercises) for topic in topics(ROOT)
    }
