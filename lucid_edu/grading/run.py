"""Runs one submission in the sandbox, in as many children as it needs."""

from __future__ import annotations

import random

from lucid_edu.grading.cases import Case
from lucid_edu.grading.chance import may_vary, unlike
from lucid_edu.grading.notebook import Submission
from lucid_edu.grading.results import Status
from lucid_edu.grading.salvage import definitions
from lucid_edu.grading.sandbox import Sandbox
from lucid_edu.grading.wire import Answer, Cell, CellRun, Reply, Request

_RANK: tuple[Status, ...] = (
    "crashed",
    "timeout",
    "memory",
    "output_limit",
    "reply_limit",
    "nondeterministic",
)
_SALVAGES = 3


class Run:
    """The children that one submission needs: one, or one more per crash."""

    def __init__(
        self,
        submission: Submission,
        cases: tuple[Case, ...],
        seed: int,
        sandbox: Sandbox,
        allowed: tuple[str, ...] | None = None,
    ) -> None:
        self.answers: dict[int, Answer] = {}
        self.notes: list[str] = []
        self.status: Status = "graded"
        self._cells, self._cases = list(submission.cells), cases
        self._sandbox, self._allowed = sandbox, allowed
        self._given_up: set[str] = set()
        self._salvaged = 0
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
        while todo := [i for i in self._order if self._wanted(i)]:
            if not self._once(todo):
                break
        if self.status == "graded" and may_vary(self._cells):
            reply = self._send(self._order, self._cells)
            for place, answer in reply.answers.items():
                self._compare(self._order[place], answer)

    def again(self, todo: list[int], given: list[str]) -> dict[int, Answer]:
        """Answer these cases once more, with `given` functions defined.

        The answers are by their place in `todo`; nothing else changes.
        """
        extra = (
            Cell(f"given-{place}", f"import numpy as np\n{source}")
            for place, source in enumerate(given)
        )
        asked = [*todo, *self._repeated(todo)]
        found = self._send(asked, [*self._cells, *extra]).answers
        first = {p: a for p, a in found.items() if p < len(todo)}
        for place in set(found) - set(first):
            earlier = first.get(todo.index(asked[place]))
            if self._two_answers(asked[place], earlier, found[place]):
                return dict.fromkeys(first, Answer("unsteady"))
        return first

    def say(self, note: str) -> None:
        """Add a remark for student and staff, once."""
        if note not in self.notes and len(self.notes) < 20:
            self.notes.append(note)

    def _wanted(self, case: int) -> bool:
        group = self._cases[case].call.group
        return case not in self.answers and group not in self._given_up

    def _send(self, todo: list[int], cells: list[Cell]) -> Reply:
        limits = self._sandbox.limits
        return self._sandbox.run(
            Request(
                tuple(cells),
                tuple(self._cases[i].call for i in todo),
                limits.cell_seconds,
                limits.call_seconds,
                self._allowed,
            )
        )

    def _once(self, todo: list[int]) -> bool:
        """Run a child; return whether another one is worth while."""
        asked = [*todo, *self._repeated(todo)]
        reply = self._send(asked, self._cells)
        self._note_cells(reply.cells)
        for place, answer in sorted(reply.answers.items()):
            if place < len(todo):
                self.answers[asked[place]] = answer
                self._note_answer(self._cases[asked[place]].call.group, answer)
            else:
                self._compare(asked[place], answer)
        if reply.ended == "done":
            return False
        self._worsen(reply.ended)
        done = set(range(len(self._cells))) - set(reply.cells)
        if done:
            return self._ended_in_cell(min(done), _why(reply.ended))
        left = [i for i in todo if i not in self.answers]
        if not left:
            self.say(f"The run ended after the checks: {_why(reply.ended)}.")
            return False
        self._ended_in_call(left[0], _why(reply.ended))
        return True

    def _ended_in_cell(self, place: int, why: str) -> bool:
        where = f"The run ended in code cell {place + 1}: {why}"
        self._salvaged += 1
        if self._salvaged > _SALVAGES:
            self.say(f"{where}; it was not the first, so nothing was judged.")
            return False
        cell = self._cells[place]
        kept = definitions(cell.source)
        kept = "" if kept == cell.source else kept
        self._cells[place] = Cell(cell.id, kept)
        self.say(f"{where}; the rest was judged with its definitions only.")
        return True

    def _ended_in_call(self, case: int, why: str) -> None:
        culprit = self._cases[case].call.group
        self.say(
            f"The run ended in `{culprit}`: {why}; the other exercises were "
            f"judged without it."
        )
        self.answers[case] = Answer("ended", text=why)
        self._given_up.add(culprit)

    def _repeated(self, todo: list[int]) -> list[int]:
        """Return a case of each check, to be asked a second time at the end.

        The first of each in the reverse order, so that much lies between.
        """
        first: dict[int, int] = {}
        for i in todo:
            first.setdefault(id(self._cases[i].check), i)
        return [*first.values()][::-1]

    def _compare(self, case: int, second: Answer) -> None:
        if not self._two_answers(case, self.answers.get(case), second):
            return
        group = self._cases[case].call.group
        # All of them: what was right may have been so by chance.
        for other in self.answers:
            if self._cases[other].call.group == group:
                self.answers[other] = Answer("unsteady")
        self.say(
            f"`{group}` is nondeterministic: the same call gave two answers."
        )
        self._worsen("nondeterministic")

    def _two_answers(
        self, case: int, first: Answer | None, second: Answer
    ) -> bool:
        # Where more than one answer is right, each may be given.
        several = self._cases[case].check.measure is not None
        return first is not None and not several and unlike(first, second)

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


def _why(ended: str) -> str:
    return {
        "crashed": "the process ended itself",
        "timeout": "it took too long",
        "memory": "it ran out of memory",
        "output_limit": "it printed too much",
        "reply_limit": "its answers were too large",
    }.get(ended, ended)
