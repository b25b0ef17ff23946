"""Starters and mistakes are made from the text of a solution."""

from __future__ import annotations

from lucid_edu.grading.holes import filled, starter

FUNCTION = '''\
def double(
    x: float, by: float = 2.0
) -> float:
    """How much is twice?

    Return it.
    """
    return by * x
'''
CLASS = '''\
class Value:
    """A number that remembers."""

    def __init__(self, data):
        self.data = data

    def __add__(self, other):
        """Return the sum.

        And more.
        """
        return Value(self.data + other.data)

    def __mul__(self, other):
        return Value(self.data * other.data)
'''


def test_a_function_starts_as_its_signature_its_title_and_a_hole():
    assert starter(FUNCTION, "How much is twice?") == (
        "def double(\n    x: float, by: float = 2.0\n) -> float:\n"
        '    """How much is twice?"""\n'
        '    raise NotImplementedError("double is not written yet")'
    )


def test_a_repair_starts_from_the_given_body():
    text = starter(FUNCTION, "Mend it.", begin="y = x\nreturn y")
    assert text.endswith('"""Mend it."""\n    y = x\n    return y')


def test_a_class_starts_with_a_hole_in_every_method_but_the_kept_ones():
    text = starter(CLASS, "A number.", keep=("__init__",))
    namespace = {}
    exec(text, namespace)
    assert namespace["Value"](3).data == 3
    assert text.count("raise NotImplementedError") == 2
    assert '"""Return the sum."""' in text
    assert "Value.__mul__ is not written yet" in text
    assert "other.data" not in text


def test_a_mistake_in_a_function_keeps_the_signature():
    namespace = {}
    exec(filled(FUNCTION, "return by + x"), namespace)
    assert namespace["double"](5.0) == 7.0


def test_a_mistake_in_a_class_replaces_only_the_methods_it_names():
    wrong = """
    def __add__(self, other):
        return Value(self.data - other.data)

    def extra(self):
        return 1
    """
    namespace = {}
    exec(filled(CLASS, wrong), namespace)
    value = namespace["Value"]
    assert (value(5) + value(2)).data == 3
    assert (value(5) * value(2)).data == 10
    assert value(5).extra() == 1


DECORATED = '''\
@register
class Value:
    """A number."""

    __slots__ = ("data",)

    @property
    def twice(self):
        """Return twice the number."""
        return 2 * self.data

    @staticmethod
    def zero():
        return Value(0)
'''


def test_a_class_keeps_its_decorators_and_what_is_no_method():
    text = starter(DECORATED, "A number.", keep=("zero",))
    assert text.startswith("@register\nclass Value:")
    assert '    __slots__ = ("data",)\n' in text
    assert "    @property\n    def twice(self):\n" in text
    assert "    @staticmethod\n    def zero():\n" in text
    assert "2 * self.data" not in text
    assert text.count("A number.") == 1


def test_a_mistake_in_a_decorated_method_replaces_it_whole():
    wrong = "@property\ndef twice(self):\n    return 3 * self.data"
    text = filled(DECORATED, wrong)
    assert text.count("@property") == 1
    assert "3 * self.data" in text
    assert "2 * self.data" not in text
