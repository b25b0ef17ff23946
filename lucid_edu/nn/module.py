"""What layers and models have in common: parameters, modes, state."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Self

import numpy as np

from lucid_edu.graph import RemovableHandle
from lucid_edu.lines import Switch, inside
from lucid_edu.ops import Array
from lucid_edu.tensor import Tensor


class Parameter(Tensor):
    """A tensor that a module learns; it requires grad.

    >>> nn.Parameter([1.0]).requires_grad
    True
    """

    __slots__ = ()

    def __init__(self, data: Any, dtype: Any = None) -> None:
        super().__init__(data, requires_grad=True, dtype=dtype)


class Module:
    """A function with parameters.

    Assign parameters and other modules as attributes; they are found by
    name, in the order of assignment.  Write `forward`, call the module.

    >>> class Double(nn.Module):
    ...     def __init__(self):
    ...         self.factor = nn.Parameter([2.0])
    ...     def forward(self, x):
    ...         return x * self.factor
    >>> Double()(Tensor([3.0])).tolist()
    [6.0]
    >>> [name for name, _ in Double().named_parameters()]
    ['factor']
    """

    training = True

    def __call__(self, *args: Any, **options: Any) -> Any:
        if not Switch.on and "_hooks" not in vars(self):
            return self.forward(*args, **options)
        with inside(self):
            before, after = self._hooks_or_none()
            for hook in list(before.values()):
                changed = hook(self, args)
                if changed is not None:
                    args = changed if type(changed) is tuple else (changed,)
            out = self.forward(*args, **options)
            for hook in list(after.values()):
                changed = hook(self, args, out)
                out = out if changed is None else changed
        return out

    def register_forward_hook(
        self, hook: Callable[[Module, tuple[Any, ...], Any], Any]
    ) -> RemovableHandle:
        """Call `hook(module, inputs, output)` after every forward.

        What it returns, if not None, takes the output's place.  Returns a
        handle whose `remove()` takes the hook away.

        >>> layer = nn.Sigmoid()
        >>> def show(module, inputs, output):
        ...     print("out:", output.item())
        >>> handle = layer.register_forward_hook(show)
        >>> y = layer(Tensor([0.0]))
        out: 0.5
        >>> handle.remove()
        """
        return RemovableHandle(self._own_hooks()[1], hook)

    def register_forward_pre_hook(
        self, hook: Callable[[Module, tuple[Any, ...]], Any]
    ) -> RemovableHandle:
        """Call `hook(module, inputs)` before every forward.

        What it returns, if not None, takes the inputs' place.
        """
        return RemovableHandle(self._own_hooks()[0], hook)

    def forward(self, *args: Any, **options: Any) -> Any:
        """Compute the output; every module writes its own."""
        raise NotImplementedError(
            f"{type(self).__name__} needs a forward method"
        )

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """Yield the modules held directly, with their names."""
        for name, value in vars(self).items():
            if isinstance(value, Module):
                yield name, value

    def children(self) -> Iterator[Module]:
        """Yield the modules held directly."""
        return (module for _, module in self.named_children())

    def modules(self) -> Iterator[Module]:
        """Yield this module and all below it."""
        yield self
        for child in self.children():
            yield from child.modules()

    def named_modules(self, prefix: str = "") -> Iterator[tuple[str, Module]]:
        """Yield this module and all below it, with their dotted names."""
        yield prefix, self
        for name, child in self.named_children():
            yield from child.named_modules(f"{prefix}.{name}".lstrip("."))

    def named_parameters(
        self, prefix: str = ""
    ) -> Iterator[tuple[str, Parameter]]:
        """Yield each parameter once, with its dotted name."""
        seen: set[int] = set()
        for name, value in self._named(prefix):
            if id(value) not in seen:
                seen.add(id(value))
                yield name, value

    def parameters(self) -> Iterator[Parameter]:
        """Yield each parameter once."""
        return (parameter for _, parameter in self.named_parameters())

    def zero_grad(self) -> None:
        """Forget the gradients of all parameters."""
        for parameter in self.parameters():
            parameter.grad = None

    def train(self, mode: bool = True) -> Self:
        """Switch this module and all below it to training mode."""
        for module in self.modules():
            module.training = mode
        return self

    def eval(self) -> Self:
        """Switch this module and all below it to evaluation mode."""
        return self.train(False)

    def state_dict(self) -> dict[str, Array]:
        """Return a copy of each parameter's array, by dotted name."""
        return {name: p.data.copy() for name, p in self.named_parameters()}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take the parameters' values from `state`; data types stay.

        Raises `ValueError` where names or shapes differ, and then changes
        nothing.
        """
        own = dict(self.named_parameters())
        missing, extra = own.keys() - state.keys(), state.keys() - own.keys()
        if missing or extra:
            raise ValueError(
                f"the state does not fit this model: missing "
                f"{sorted(missing) or 'nothing'}, unknown "
                f"{sorted(extra) or 'nothing'}"
            )
        arrays = {name: np.asarray(value) for name, value in state.items()}
        for name, parameter in own.items():
            if arrays[name].shape != parameter.shape:
                raise ValueError(
                    f"{name} needs shape {parameter.shape}, and the state "
                    f"has {arrays[name].shape}"
                )
        for name, parameter in own.items():
            parameter.data = arrays[name].astype(parameter.dtype)

    def extra_repr(self) -> str:
        """Return the text between this module's brackets."""
        return ""

    def __repr__(self) -> str:
        lines = [
            f"  ({name}): " + repr(child).replace("\n", "\n  ")
            for name, child in self.named_children()
        ]
        name = type(self).__name__
        if not lines:
            return f"{name}({self.extra_repr()})"
        return "\n".join([f"{name}(", *lines, ")"])

    def _own_hooks(self) -> tuple[dict[int, Any], dict[int, Any]]:
        if "_hooks" not in vars(self):
            self._hooks: tuple[dict[int, Any], dict[int, Any]] = ({}, {})
        return self._hooks

    def _hooks_or_none(self) -> tuple[dict[int, Any], dict[int, Any]]:
        return self._hooks if "_hooks" in vars(self) else ({}, {})

    def _named(self, prefix: str) -> Iterator[tuple[str, Parameter]]:
        for name, value in vars(self).items():
            if isinstance(value, Parameter):
                yield prefix + name, value
            elif isinstance(value, Module):
                yield from value._named(f"{prefix}{name}.")
