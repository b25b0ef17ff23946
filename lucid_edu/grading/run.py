"""Runs one submission in the sandbox, in as many children as it needs."""

from __future__ import annotations

import random

from lucid_edu.grading.cases import Case
from lucid_edu.grading.notebook import Submission
from lucid_edu.grading.results import Status
from lucid_edu.grading.sandbox import Sandbox
from lucid_edu.grading.wire import Answer, Cell, CellRun, Reply, Request

_RANK: tuple[Status, ...] = ("crashed", "timeout", "memory", "output_limit")


class Run:
    """The children that one submission needs: one, or one more per crash."""

    def __init__(
        self,
        submission: Submission,
        cases: tuple[Case, ...],
        seed: int,
        sandbox: Sandbox,
    ) -> None:
        self.answers: dict[int, Answer] = {}
        self.notes: list[str] = []
        self.status: Status = "graded"
        self._submission, self._cases = submission, cases
        self._sandbox = sandbox
        # In an order of its own, so that "right on the first call only"
        # earns nothing.  Calls of one exercise stay together.
        order = list(range(len(cases)))
        random.Random(seed).shuffle(order)
        first: dict[str, int] = {}
        for place, case in enumerate(cases):
            first.setdefault(case.call.group, place)
        self._order = sorted(order, key=lambda i: first[cases[i].call.group])

    def finish(self) -> None:
        """Run until every case has an answer or its exercise was given up."""
        given_up: set[str] = set()
        while True:
            todo = [
                i
                for i in self._order
                if i not in self.answers
                and self._cases[i].call.group not in given_up
            ]
            if not todo:
                break
            culprit = self._once(todo)
            if culprit is None:
                break
            given_up.add(culprit)

    def again(self, todo: list[int], given: list[str]) -> dict[int, Answer]:
        """Answer these cases once more, with `given` functions defined.

        The answers are by their place in `todo`; nothing else changes.
        """
        extra = tuple(
            Cell(f"given-{place}", f"import numpy as np\n{source}")
            for place, source in enumerate(given)
        )
        return self._send(todo, (*self._submission.cells, *extra)).answers

    def _send(self, todo: list[int], cells: tuple[Cell, ...]) -> Reply:
        limits = self._sandbox.limits
        return self._sandbox.run(
            Request(
                cells,
                tuple(self._cases[i].call for i in todo),
                limits.cell_seconds,
                limits.call_seconds,
            )
        )

    def _once(self, todo: list[int]) -> str | None:
        """Run a child; return the exercise that ended it early, if one."""
        reply = self._send(todo, self._submission.cells)
        for place, answer in reply.answers.items():
            self.answers[todo[place]] = answer
        self._note_cells(reply.cells)
        for place, answer in reply.answers.items():
            self._note_answer(self._cases[todo[place]].call.group, answer)
        if reply.ended == "done":
            return None
        self._worsen(reply.ended)
        left = [i for i in todo if i not in self.answers]
        if len(reply.cells) < len(self._submission.cells) or not left:
            cell = len(reply.cells) + 1
            where = f"in code cell {cell}" if left else "after the checks"
            self.say(f"The run ended {where}: {_why(reply.ended)}.")
            return None
        culprit = self._cases[left[0]].call.group
        self.say(
            f"The run ended in `{culprit}`: {_why(reply.ended)}; the other "
            f"exercises were judged without it."
        )
        self.answers[left[0]] = Answer("ended", text=_why(reply.ended))
        return culprit

    def _note_cells(self, cells: dict[int, CellRun]) -> None:
        for place, run in cells.items():
            if run.status != "ok":
                line = f", line {run.line}" if run.line else ""
                self.say(f"Code cell {place + 1}{line}: {run.text}")
            self._worsen(run.status)

    def _note_answer(self, group: str, answer: Answer) -> None:
        if answer.status in ("timeout", "memory"):
            self.say(f"A call of `{group}`: {_why(answer.status)}.")
        self._worsen(answer.status)

    def _worsen(self, what: str) -> None:
        for status in _RANK:
            if self.status == status:
                return
            if what == status:
                self.status = status
                return

    def say(self, note: str) -> None:
        """Add a remark for student and staff, once."""
        if note not in self.notes and len(self.notes) < 20:
            self.notes.append(note)


def _why(ended: str) -> str:
    return {
        "crashed": "the process ended itself",
        "timeout": "it took too long",
        "memory": "it ran out of memory",
        "output_limit": "it printed too much",
    }.get(ended, ended)
