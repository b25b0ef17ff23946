"""A small NumPy autograd with a PyTorch-like API, written to be read."""

from typing import TYPE_CHECKING, Any

from numpy import bool_, float16, float32, float64, int32, int64

from lucid_edu import nn, optim
from lucid_edu.anomaly import AnomalyError, detect_anomaly
from lucid_edu.creation import (
    arange,
    full,
    linspace,
    manual_seed,
    ones,
    ones_like,
    rand,
    randint,
    randn,
    tensor,
    zeros,
    zeros_like,
)
from lucid_edu.functions import (
    abs,
    allclose,
    clamp,
    clip,
    concatenate,
    exp,
    hard_sigmoid,
    log,
    log_sigmoid,
    matmul,
    maximum,
    mean,
    minimum,
    pow,
    relu,
    sigmoid,
    softplus,
    sqrt,
    stack,
    sum,
    tanh,
    where,
)
from lucid_edu.gradcheck import GradientMismatch, gradcheck
from lucid_edu.graph import no_grad
from lucid_edu.lines import record_lines
from lucid_edu.tensor import Tensor

if TYPE_CHECKING:
    from lucid_edu.drawing import Drawing, draw
    from lucid_edu.explain import explain_grad
    from lucid_edu.nn.flow import gradient_flow
    from lucid_edu.tracing import Trace, trace

__version__ = "0.1.0"
__all__ = [
    "AnomalyError",
    "Drawing",
    "GradientMismatch",
    "Tensor",
    "Trace",
    "abs",
    "allclose",
    "arange",
    "bool_",
    "clamp",
    "clip",
    "concatenate",
    "detect_anomaly",
    "draw",
    "exp",
    "explain_grad",
    "float16",
    "float32",
    "float64",
    "full",
    "gradcheck",
    "gradient_flow",
    "hard_sigmoid",
    "int32",
    "int64",
    "linspace",
    "log",
    "log_sigmoid",
    "manual_seed",
    "matmul",
    "maximum",
    "mean",
    "minimum",
    "nn",
    "no_grad",
    "ones",
    "ones_like",
    "optim",
    "pow",
    "rand",
    "randint",
    "randn",
    "record_lines",
    "relu",
    "sigmoid",
    "softplus",
    "sqrt",
    "stack",
    "sum",
    "tanh",
    "tensor",
    "trace",
    "where",
    "zeros",
    "zeros_like",
]

# What explains a graph is imported when it is first asked for: most programs
# only compute, and a start that is felt is a start too slow.
_LATER = {
    "Drawing": "drawing",
    "Trace": "tracing",
    "draw": "drawing",
    "explain_grad": "explain",
    "gradient_flow": "nn.flow",
    "trace": "tracing",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_LATER])
