"""Losses as modules; the formulas are in `functional.py`."""

from __future__ import annotations

from lucid_edu.nn import functional
from lucid_edu.nn.functional import Reduction
from lucid_edu.nn.module import Module
from lucid_edu.record import Data
from lucid_edu.tensor import Tensor


class MSELoss(Module):
    """The squared error; see `functional.mse_loss`.

    >>> nn.MSELoss()(Tensor([1.0, 2.0]), Tensor([1.0, 4.0]))
    Tensor(2.0)
    """

    def __init__(self, reduction: Reduction = "mean") -> None:
        self.reduction = reduction

    def forward(self, x: Tensor, target: Data) -> Tensor:
        """Return the loss."""
        return functional.mse_loss(x, target, self.reduction)


class BCELoss(Module):
    """Binary cross entropy of probabilities.

    See `functional.binary_cross_entropy`.

    >>> nn.BCELoss()(Tensor([0.9, 0.1]), Tensor([1.0, 0.0]))
    Tensor(0.1054)
    """

    def __init__(
        self, weight: Data = None, reduction: Reduction = "mean"
    ) -> None:
        self.weight, self.reduction = weight, reduction

    def forward(self, p: Tensor, target: Data) -> Tensor:
        """Return the loss."""
        return functional.binary_cross_entropy(
            p, target, self.weight, self.reduction
        )


class BCEWithLogitsLoss(Module):
    """Binary cross entropy of logits, the stable choice for training.

    See `functional.binary_cross_entropy_with_logits`.

    >>> nn.BCEWithLogitsLoss()(Tensor([100.0]), Tensor([0.0]))
    Tensor(100.0)
    """

    def __init__(
        self,
        weight: Data = None,
        reduction: Reduction = "mean",
        pos_weight: Data = None,
    ) -> None:
        self.weight, self.reduction = weight, reduction
        self.pos_weight = pos_weight

    def forward(self, x: Tensor, target: Data) -> Tensor:
        """Return the loss."""
        return functional.binary_cross_entropy_with_logits(
            x, target, self.weight, self.reduction, self.pos_weight
        )
