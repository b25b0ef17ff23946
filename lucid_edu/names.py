"""What tensors are called: as in the user's code, else after their op."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from lucid_edu.nn.module import Module
from lucid_edu.ops import Array
from lucid_edu.tensor import Tensor

Names = Mapping[str, Any] | Module | None


class TensorNames:
    """Gives each tensor a name, the same one every time."""

    def __init__(self, names: Names) -> None:
        if isinstance(names, Module):
            names = dict(names.named_parameters())
        self._known: dict[int, str] = {}
        self._kept: list[Any] = []
        self._counts: dict[str, int] = {}
        for name, value in (names or {}).items():
            if isinstance(value, Module):
                for inner, parameter in value.named_parameters():
                    self._known.setdefault(id(parameter), f"{name}.{inner}")
            elif isinstance(value, Tensor) and not name.startswith("_"):
                self._known.setdefault(id(value), name)

    def __call__(self, tensor: Any) -> str:
        if id(tensor) not in self._known:
            node = tensor._node
            leaf = "leaf" if tensor.requires_grad else "data"
            stem = leaf if node is None else node.kernel.name
            self._counts[stem] = self._counts.get(stem, 0) + 1
            self._known[id(tensor)] = f"{stem}_{self._counts[stem]}"
            self._kept.append(tensor)  # so that its id stays its own
        return self._known[id(tensor)]

    def with_value(self, x: Any) -> tuple[str, Array]:
        """Return a tensor's name and data, of a number just the number."""
        if isinstance(x, Tensor):
            return self(x), x.data
        return "", np.asarray(x)
