"""Turns what moves or folds on a page into what paper can show.

Only the builder `epub` is touched; the pages that it writes are also what
the PDF is made of.  A question's answers move to the end of their page,
folded code goes, and a formula is MathML.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

from docutils import nodes
from lucid_explore import explore, opening
from lucid_math import aligned, written
from lucid_quiz import quiz
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.util.math import get_node_equation_number

ANSWERS = "Answers to the questions"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" '
MATHML = re.compile(r"<math .*</math>", re.S)
GROUP = re.compile(r"(<mo\b[^>]*>)<mrow>(.*?)</mrow>(?=</mo>)")
ANNOTATION = re.compile(r"<annotation .*?</annotation>", re.S)


def lay_out(app: Any, doctree: nodes.document, docname: str) -> None:
    """Change one page for paper."""
    if app.builder.name != "epub":
        return
    for node in list(doctree.findall(HideCodeCellNode)):
        code = node["prompt_hide"].endswith("source")
        _put(node, [] if code else node.children)
    for node in list(doctree.findall(explore)):
        start = opening(node["figure"]).replace("<svg ", SVG)
        end = "</figcaption></figure>"
        _put(node, [_raw(start), *node.children, _raw(end)])
    questions = list(doctree.findall(quiz))
    if questions:
        answers = nodes.section(ids=["answers-to-the-questions"])
        answers += _raw(f"<h2>{ANSWERS}</h2>")
        for number, node in enumerate(questions, 1):
            answers += _answers(node, number)
            _put(node, [_question(node, number)])
        next(doctree.findall(nodes.section)).append(answers)


def _put(node: nodes.Element, others: list[nodes.Node]) -> None:
    cell, place = node.parent, node.parent.index(node)
    cell[place : place + 1] = others
    if not cell.children:  # the cell had nothing but its folded code
        cell.parent.remove(cell)


def _question(node: nodes.Element, number: int) -> nodes.Element:
    shown = nodes.container(classes=["quiz"], ids=[f"question-{number}"])
    asked, *answers = node.children
    shown += nodes.paragraph(
        "", "", _link(f"Question {number}.", f"answer-{number}"), _space()
    )
    shown[0] += [child.deepcopy() for child in asked.children]
    shown += _letters([[answer[0].deepcopy()] for answer in answers])
    return shown


def _answers(node: nodes.Element, number: int) -> nodes.Element:
    shown = nodes.container(classes=["answer"], ids=[f"answer-{number}"])
    answers = node.children[1:]
    right = next(i for i, one in enumerate(answers) if one["right"])
    shown += nodes.paragraph(
        "",
        "",
        _link(f"Question {number}.", f"question-{number}"),
        nodes.Text(f" Right is {'abcdefgh'[right]}."),
    )
    shown += _letters([_reason(one) for one in answers])
    return shown


def _reason(answer: nodes.Element) -> list[nodes.Node]:
    verdict = "Right." if answer["right"] else "Not quite."
    said = answer[1].deepcopy().children
    words = said[0].children if said else []
    return [nodes.strong("", verdict), _space(), *words]


def _letters(lines: list[list[nodes.Node]]) -> nodes.Element:
    shown = nodes.enumerated_list(enumtype="loweralpha", prefix="", suffix=".")
    for line in lines:
        shown += nodes.list_item("", nodes.paragraph("", "", *line))
    return shown


def _link(text: str, target: str) -> nodes.Element:
    words = nodes.strong("", text)
    return nodes.reference("", "", words, refid=target, internal=True)


def _space() -> nodes.Node:
    return nodes.Text(" ")


def _raw(text: str) -> nodes.Node:
    return nodes.raw("", text, format="html")


def mathml(tex: str, html: str) -> str:
    """Return the MathML in a formula's HTML, with its TeX as other text."""
    found = MATHML.search(html)
    if found is None:  # a bad formula, of which a warning tells already
        return html
    bare = ANNOTATION.sub("", found[0])
    # An operator's name may hold text only; KaTeX writes a row of letters.
    bare = GROUP.sub(lambda m: m[1] + re.sub("<[^>]*>", "", m[2]), bare)
    tex = escape(tex, quote=True)
    return bare.replace("<math ", f'<math alttext="{tex}" ', 1)


def visit_inline(self: Any, node: nodes.Element) -> None:
    """Write a formula inside a line."""
    tex = node.astext()
    self.body.append(mathml(tex, written(node, tex, False)))
    raise nodes.SkipNode


def visit_block(self: Any, node: nodes.Element) -> None:
    """Write a formula on lines of its own, with its number if it has one."""
    tex = aligned(node.astext())
    self.body.append(self.starttag(node, "div", CLASS="math"))
    if node["number"]:
        number = get_node_equation_number(self, node)
        self.body.append(f'<span class="eqno">({number})</span>')
    self.body.append(mathml(tex, written(node, tex, True)) + "</div>\n")
    raise nodes.SkipNode


def setup(app: Any) -> dict[str, Any]:
    """Connect the changes, and register the renderer `mathml`."""
    app.add_html_math_renderer(
        "mathml", (visit_inline, None), (visit_block, None)
    )
    app.connect("doctree-resolved", lay_out, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
