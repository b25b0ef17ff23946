"""Finds the operation that first makes a nan or an infinity, and says so."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import ContextDecorator
from types import TracebackType
from typing import Any

import numpy as np

from lucid_edu.lines import Place, Switch, here, line_of


class AnomalyError(FloatingPointError):
    """A value or a gradient is nan or infinite."""


class Anomaly:
    """Whether results are being looked at."""

    on = False


class detect_anomaly(ContextDecorator):
    """Raise `AnomalyError` at the first nan or infinity inside the block.

    In forward and in backward; the message names the operation, the line of
    your code, the worst input and the usual cure.  NumPy's own warnings
    are silent inside, for the error says more.

    >>> x = Tensor([0.0], requires_grad=True)
    >>> try:
    ...     with le.detect_anomaly():
    ...         y = x.log()
    ... except le.AnomalyError as error:
    ...     print(str(error).partition(",")[0])
    log made -inf out of 0
    """

    def _recreate_cm(self) -> detect_anomaly:
        # A decorated function may call itself; each call needs its own
        # memory of what was before.
        return detect_anomaly()

    def __enter__(self) -> None:
        self._before = Anomaly.on, Switch.on
        Anomaly.on = Switch.on = True
        self._errors = np.errstate(all="ignore")
        self._errors.__enter__()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._errors.__exit__(kind, error, trace)
        Anomaly.on, Switch.on = self._before


def check_value(name: str, arrays: Sequence[Any], value: Any) -> None:
    """Raise where `value` is not finite, as `name` made it of `arrays`."""
    bad = ~np.isfinite(value)
    if not np.any(bad):
        return
    came_in = [a for a in arrays if not np.all(np.isfinite(a))]
    if came_in:
        what = f"{name} was given {_first(came_in[0])}"
        cure = "look where that number comes from: your data, or a tensor"
    else:
        what = f"{name} made {_first(value)} out of {_inputs(arrays, bad)}"
        cure = _cure(name, arrays)
    raise AnomalyError(f"{what}{_where(here())}; {cure}")


def check_gradient(
    name: str, g: Any, parts: Sequence[Any], inputs: Sequence[Any], place: Any
) -> None:
    """Raise where a gradient that goes to `inputs` is not finite."""
    for source, part in zip(inputs, parts, strict=False):
        if source is None or np.all(np.isfinite(part)):
            continue
        bad = ~np.isfinite(part)
        data = source._data
        worst = data[bad] if np.shape(data) == np.shape(bad) else data
        if not np.all(np.isfinite(g)):
            cure = "the gradient that arrived was not finite already"
        else:
            cure = _cure(name, [worst])
        raise AnomalyError(
            f"the gradient of {name} is {_first(part)} at an input of "
            f"{_first_of(worst)}{_where(place)}; {cure}"
        )


def _cure(name: str, arrays: Sequence[Any]) -> str:
    first = np.asarray(arrays[0])
    last = np.asarray(arrays[-1])
    if name == "log" and np.any(first == 0):
        return (
            "log(0): of a sigmoid use log_sigmoid, of a loss use "
            "BCEWithLogitsLoss, else keep the input above 0"
        )
    if name in ("log", "sqrt") and np.any(first < 0):
        return f"{name} needs inputs of 0 or more: look at the sign"
    if name == "sqrt":
        return "the slope of sqrt at 0 is infinite: add a small number first"
    if name == "exp":
        return (
            "exp overflows from 88.73 in float32 and 709.79 in float64: use "
            "sigmoid, softplus or subtract the maximum first"
        )
    if name == "divide" and np.any(last == 0):
        return "division by 0: keep the divisor away from 0"
    if name == "power" and np.any(first == 0):
        return "0 to a negative power: keep the base away from 0"
    return "the numbers are too large for this data type: scale them down"


def _inputs(arrays: Sequence[Any], bad: Any) -> str:
    shown = []
    for array in arrays:
        same = np.shape(array) == np.shape(bad)
        shown.append(_first_of(np.asarray(array)[bad] if same else array))
    return " and ".join(shown)


def _first(values: Any) -> str:
    flat = np.ravel(values)
    found = flat[~np.isfinite(flat)]
    where = "" if flat.size == 1 else f" ({found.size} of {flat.size})"
    return f"{found[0]}{where}"


def _first_of(values: Any) -> str:
    flat = np.ravel(values)
    return f"{flat[0]:.6g}" if flat.size else "nothing"


def _where(place: Place | None) -> str:
    line = line_of(place)
    return (
        "" if line is None else f", in {os.path.basename(line.file)}, {line}"
    )
