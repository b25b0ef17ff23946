"""Layers: modules that turn one tensor into another."""

from __future__ import annotations

import math
from typing import Any

from lucid_edu import functions, ops
from lucid_edu.creation import generator
from lucid_edu.nn.module import Module, Parameter
from lucid_edu.tensor import Tensor, apply


class Linear(Module):
    r"""An affine map, $x W^\top + b$.

    Shapes: input `(*, in_features)`, output `(*, out_features)`; `weight`
    is `(out_features, in_features)` and `bias` `(out_features,)`.  Both
    start uniform in $\pm 1/\sqrt{\text{in\_features}}$, as in PyTorch.

    >>> nn.Linear(3, 2)
    Linear(in_features=3, out_features=2, bias=True)
    >>> nn.Linear(3, 2)(le.ones(5, 3)).shape
    (5, 2)
    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        bias: bool = True,
        dtype: Any = "float32",
    ) -> None:
        for size in (in_features, out_features):
            if size < 1:
                raise ValueError(
                    f"Linear needs at least one feature on each side, not "
                    f"{in_features} and {out_features}"
                )
        self.in_features, self.out_features = in_features, out_features
        bound = 1 / math.sqrt(in_features)
        draw = generator().uniform
        size_ = (out_features, in_features)
        self.weight = Parameter(draw(-bound, bound, size_), dtype)
        self.bias = (
            Parameter(draw(-bound, bound, out_features), dtype)
            if bias
            else None
        )

    def forward(self, x: Tensor) -> Tensor:
        """Return the affine map of `x`."""
        if self.bias is None:
            return functions.matmul(x, self.weight.T)
        return apply(ops.linear, x, self.weight, self.bias)

    def extra_repr(self) -> str:
        """Return the sizes."""
        return (
            f"in_features={self.in_features}, "
            f"out_features={self.out_features}, bias={self.bias is not None}"
        )


class Sigmoid(Module):
    r"""The logistic sigmoid, $\sigma(x) = 1 / (1 + e^{-x})$, any shape.

    >>> nn.Sigmoid()(Tensor([0.0]))
    Tensor([0.5])
    """

    def forward(self, x: Tensor) -> Tensor:
        """Return the sigmoid of `x`."""
        return functions.sigmoid(x)


class HardSigmoid(Module):
    r"""$\min(1, \max(0, \alpha x + \beta))$, with ONNX's parameter names.

    The defaults 0.2 and 0.5 are those of ONNX and Keras 2; PyTorch's slope
    1/6 is `Hardsigmoid`.  The gradient is 0 at the kinks.  Raises
    `ValueError` unless `alpha` is above 0.

    >>> nn.HardSigmoid()(Tensor([1.0]))
    Tensor([0.7])
    """

    def __init__(self, alpha: float = 0.2, beta: float = 0.5) -> None:
        if not 0 < alpha < math.inf:
            raise ValueError(
                f"HardSigmoid needs a slope alpha above 0, not {alpha}; "
                f"0.2 and 1/6 are in use"
            )
        self.alpha, self.beta = alpha, beta

    def forward(self, x: Tensor) -> Tensor:
        """Return the hard sigmoid of `x`."""
        return functions.hard_sigmoid(x, self.alpha, self.beta)

    def extra_repr(self) -> str:
        """Return the slope and the height at 0."""
        return f"alpha={self.alpha:.6g}, beta={self.beta:.6g}"


class Hardsigmoid(HardSigmoid):
    r"""PyTorch's hard sigmoid, $\min(1, \max(0, x/6 + 1/2))$.

    >>> nn.Hardsigmoid()(Tensor([1.0]))
    Tensor([0.6667])
    """

    def __init__(self) -> None:
        super().__init__(alpha=1 / 6, beta=0.5)


class LogSigmoid(Module):
    r"""$\log \sigma(x)$, finite for every finite $x$.

    >>> nn.LogSigmoid()(Tensor([-100.0]))
    Tensor([-100.0])
    """

    def forward(self, x: Tensor) -> Tensor:
        """Return the log-sigmoid of `x`."""
        return functions.log_sigmoid(x)


class ReLU(Module):
    r"""$\max(x, 0)$; the slope at 0 is 0.

    >>> nn.ReLU()(Tensor([-1.0, 2.0]))
    Tensor([0.0, 2.0])
    """

    def forward(self, x: Tensor) -> Tensor:
        """Return the positive part of `x`."""
        return functions.relu(x)


class Tanh(Module):
    r"""The hyperbolic tangent.

    >>> nn.Tanh()(Tensor([0.0]))
    Tensor([0.0])
    """

    def forward(self, x: Tensor) -> Tensor:
        """Return the tanh of `x`."""
        return functions.tanh(x)


class Softplus(Module):
    r"""$\log(1 + e^x)$, a smooth ReLU.

    >>> nn.Softplus()(Tensor([0.0]))
    Tensor([0.6931])
    """

    def forward(self, x: Tensor) -> Tensor:
        """Return the softplus of `x`."""
        return functions.softplus(x)


class Identity(Module):
    """The input, unchanged.

    >>> nn.Identity()(Tensor([5.0]))
    Tensor([5.0])
    """

    def forward(self, x: Tensor) -> Tensor:
        """Return `x`."""
        return x


class Sequential(Module):
    """Modules one after another; they are named "0", "1", …

    >>> model = nn.Sequential(nn.Linear(3, 1), nn.Sigmoid())
    >>> model(le.ones(2, 3)).shape
    (2, 1)
    """

    def __init__(self, *modules: Module) -> None:
        for place, module in enumerate(modules):
            setattr(self, str(place), module)

    def __len__(self) -> int:
        return len(list(self.children()))

    def __getitem__(self, place: int) -> Module:
        return list(self.children())[place]

    def forward(self, x: Any) -> Any:
        """Send `x` through all of them."""
        for module in vars(self).values():
            if isinstance(module, Module):
                x = module(x)
        return x
