"""Plain sentences for a call that gave no array: what happened, what to do."""

from __future__ import annotations

import numpy as np

from lucid_edu.grading.wire import Answer

# What NumPy says of common slips, and what it means here.
_WAYS_OUT = (
    (
        "truth value of an",
        "`if`, `and`, `or`, `not`, `max`, `min` and `low < x < high` ask one "
        "question of a whole array: ask every element with np.where, "
        "np.maximum and np.minimum, or with (low < x) & (x < high).",
    ),
    (
        "can be converted to Python scalars",
        "math works on one number: the function of the same name in np "
        "works on the whole array.",
    ),
    (
        "could not be broadcast together",
        "Write down the shape of every array on that line: from the right, "
        "two lengths must be equal, or one of them 1.",
    ),
    (
        "mismatch in its core dimension",
        "Write down the two shapes that @ joins: the last length of the "
        "first must be the last but one of the second.",
    ),
    (
        "cannot reshape array",
        "reshape keeps every number: it can neither add numbers up nor "
        "leave some out.",
    ),
)


def no_array_text(name: str, expected: np.ndarray, answer: Answer) -> str:
    """Return why `answer` to a call of `name` is no array, or ""."""
    if answer.status == "missing":
        return (
            f"There is no `{answer.text}`: write a function with exactly "
            f"this name, and run its cell."
        )
    if answer.status == "timeout":
        return f"The call ran too long ({answer.text}): is there a loop?"
    if answer.status == "memory":
        return "The call ran out of memory."
    if answer.status == "skipped":
        return f"Not tried, because an earlier call of `{name}` was stopped."
    if answer.status == "unsteady":
        return (
            f"The same call of `{name}` gave two different answers: let the "
            f"answer depend on its inputs, not on chance or earlier calls."
        )
    if answer.status == "ended":
        return f"The whole run ended in this call: {answer.text}."
    if answer.status == "error":
        return _error_text(name, answer.text)
    if answer.status == "unsupported":
        return _type_text(answer)
    if answer.kind in ("bool", "int", "float") and expected.ndim:
        return (
            f"A single Python {answer.kind} came back, and an array of "
            f"shape {expected.shape} is needed: work on all of `x` at once."
        )
    return ""


def way_out_in(message: str) -> str:
    """Return the advice that ends a sentence on an error, or ""."""
    ends = (out for _, out in _WAYS_OUT if message.endswith(out))
    return next(ends, "")


def _error_text(name: str, text: str) -> str:
    kind, _, rest = text.partition(": ")
    if kind == "NotImplementedError":
        # Of a class the hole says which of its methods is meant.
        whole, _, method = rest.partition(" ")[0].partition(".")
        if whole == name and method.isidentifier():
            name = f"{name}.{method}"
        elif whole != name and "is not written yet" in rest:
            return (
                f"It calls `{whole}`, which has still to be written: do that "
                f"exercise first, and run its cell."
            )
        return f"`{name}` is not written yet."
    if kind == "TypeError" and "argument" in rest and "()" in rest:
        return (
            f"The call does not fit the signature of `{name}`: {rest}. "
            f"Keep the signature that the exercise gives."
        )
    if "'NoneType' object" in rest:
        return (
            f"Something is None where a value is needed: does `{name}` end "
            f"with `return`? ({kind}: {rest})"
        )
    if kind == "NameError":
        return (
            f"The call raised {text}. Was the kernel restarted? Run the "
            f"notebook's cells from the top, and mend the name if it is "
            f"misspelt."
        )
    if kind == "IndexError" and "out of range" in rest:
        return (
            f"The call raised {text}: has the answer as many parts as the "
            f"exercise asks for?"
        )
    way_out = next((out for said, out in _WAYS_OUT if said in rest), "")
    return f"The call raised {text}".rstrip(".") + f". {way_out}".rstrip()


def _type_text(answer: Answer) -> str:
    if answer.kind == "None":
        if answer.printed:
            return (
                "The function printed its result and returned None: "
                "end it with `return`."
            )
        return "The function returned None: end it with `return`."
    if answer.kind in ("list", "tuple"):
        return (
            f"A {answer.kind} came back, and a NumPy array is needed: compute "
            f"with whole arrays, or end with np.array(...)."
        )
    if answer.kind == "Tensor":
        return (
            "A Tensor came back, and a NumPy array is needed: in the "
            "exercises work with NumPy alone, or end with .numpy()."
        )
    if answer.kind in ("function", "builtin_function_or_method"):
        return (
            "A function came back, and a NumPy array is needed: is a pair of "
            "brackets missing after its name?"
        )
    return f"A NumPy array is needed, and this came back: {answer.kind}."
