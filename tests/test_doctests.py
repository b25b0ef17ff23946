"""The examples in the docstrings run, and everything public has one."""

from __future__ import annotations

import doctest
import inspect
from importlib import import_module

import numpy as np
import pytest

import lucid_edu as le

MODULES = [
    "accuracy",
    "anomaly",
    "creation",
    "drawing",
    "explain",
    "functions",
    "gradcheck",
    "graph",
    "lines",
    "nn.flow",
    "nn.functional",
    "nn.layers",
    "nn.losses",
    "nn.module",
    "optim",
    "tensor",
    "tracing",
]
SCOPE = {
    "np": np,
    "le": le,
    "nn": le.nn,
    "optim": le.optim,
    "Tensor": le.Tensor,
    "F": le.nn.functional,
}


@pytest.mark.parametrize("name", MODULES)
def test_every_example_gives_what_it_says(name):
    module = import_module(f"lucid_edu.{name}")
    found = doctest.testmod(module, extraglobs=SCOPE)
    assert found.attempted > 0
    assert found.failed == 0


PLAIN = {"Tensor", "AnomalyError", "GradientMismatch", "Drawing", "Trace"}


def test_every_public_function_and_layer_has_an_example():
    public = {n: getattr(le, n) for n in le.__all__ if n not in PLAIN}
    public |= {n: getattr(le.nn, n) for n in le.nn.__all__}
    without = [
        name
        for name, thing in public.items()
        if getattr(thing, "__module__", "").startswith("lucid_edu")
        and (inspect.isfunction(thing) or inspect.isclass(thing))
        and ">>>" not in (thing.__doc__ or "")
    ]
    assert without == []
