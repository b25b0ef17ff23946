"""Faster forms of operations, held to the same numbers by the tests.

Nothing above needs to know which operations have one: `plain` makes a
kernel of the text of any operation.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lucid_edu import activations
from lucid_edu.kernels import elementwise, losses
from lucid_edu.kernels.arithmetic import ARITHMETIC
from lucid_edu.kernels.kernel import Kernel, plain
from lucid_edu.kernels.kernel import elementwise as from_block

KERNELS: dict[Callable[..., Any], Kernel] = {
    activations.sigmoid: from_block(activations.sigmoid, elementwise.sigmoid),
    activations.hard_sigmoid: from_block(
        activations.hard_sigmoid, elementwise.hard_sigmoid
    ),
    activations.relu: from_block(activations.relu, elementwise.relu),
    activations.bce: Kernel(
        "bce", losses.entropy, losses.entropy_back, fresh=True
    ),
    activations.mean_bce_with_logits: Kernel(
        "mean_bce_with_logits", losses.forward, losses.backward, fresh=True
    ),
}
KERNELS.update(ARITHMETIC)

__all__ = ["KERNELS", "Kernel", "plain"]
