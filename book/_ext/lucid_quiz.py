"""A question with answers to choose from, each with its explanation.

    ~~~{quiz} What is the sigmoid of 0?
    - 0 :: That is its argument.
    - 1/2 [right] :: It is half way between its ends.
    ~~~

Radio buttons and style do everything: no script, no tracking, and in print
all explanations are shown.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

RIGHT = "[right]"


class quiz(nodes.General, nodes.Element):
    """The whole question; its children are the legend and the answers."""


class quiz_question(nodes.General, nodes.TextElement):
    """The question itself."""


class quiz_answer(nodes.General, nodes.Element):
    """An answer: its text, then its explanation."""


class Quiz(SphinxDirective):
    """Parses `- answer [right] :: explanation` lines; one is right."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the question's node."""
        found = quiz(number=self.env.new_serialno("quiz"))
        self.set_source_info(found)
        text, _ = self.parse_inline(self.arguments[0])
        found += quiz_question("", "", *text)
        right = 0
        for line in self._answers():
            said, separator, why = line.partition(" :: ")
            right += RIGHT in said
            if not separator:
                raise self.error(
                    f"an answer needs ' :: ' and a reason: {line}"
                )
            one = quiz_answer(right=RIGHT in said)
            words, _ = self.parse_inline(said.replace(RIGHT, "").strip())
            one += nodes.inline("", "", *words)
            reason = nodes.container()
            self.state.nested_parse(StringList([why], "quiz"), 0, reason)
            one += reason
            found += one
        if right != 1:
            raise self.error(f"a quiz needs one right answer, not {right}")
        return [found]

    def _answers(self) -> list[str]:
        lines: list[str] = []
        for line in self.content:
            if line.startswith("- "):
                lines.append(line[2:])
            elif line.strip():
                lines[-1] += " " + line.strip()
        return lines


def _open_quiz(self: Any, node: nodes.Element) -> None:
    self.body.append('<fieldset class="quiz">\n')


def _close_quiz(self: Any, node: nodes.Element) -> None:
    self.body.append("</fieldset>\n")


def _open_legend(self: Any, node: nodes.Element) -> None:
    self.body.append("<legend>")


def _close_legend(self: Any, node: nodes.Element) -> None:
    self.body.append("</legend>\n")


def _open_answer(self: Any, node: nodes.Element) -> None:
    number = node.parent["number"]
    place = node.parent.index(node)
    name, kind = f"quiz-{number}", "right" if node["right"] else "wrong"
    self.body.append(
        f'<div class="quiz-answer {kind}"><input type="radio" '
        f'name="{name}" id="{name}-{place}" '
        f'aria-describedby="{name}-{place}-why"/>'
        f'<label for="{name}-{place}">'
    )
    words, reason = node.children
    words.walkabout(self)
    verdict = "Right." if node["right"] else "Not quite."
    self.body.append(
        f'</label><div class="quiz-why" id="{name}-{place}-why">'
        f"<strong>{verdict}</strong> "
    )
    for child in reason.children:
        child.walkabout(self)
    self.body.append("</div></div>\n")
    raise nodes.SkipNode


def _pass(self: Any, node: nodes.Element) -> None:
    """Leave the content as it is, for builders other than HTML."""


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive, its nodes and its style."""
    others = dict.fromkeys(("latex", "text", "man"), (_pass, _pass))
    app.add_node(quiz, html=(_open_quiz, _close_quiz), **others)
    app.add_node(quiz_question, html=(_open_legend, _close_legend), **others)
    app.add_node(quiz_answer, html=(_open_answer, None), **others)
    app.add_directive("quiz", Quiz)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
