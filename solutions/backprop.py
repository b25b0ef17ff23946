"""Backprop, product by product.

Each exercise is one function; the last is a class.
Some cells are given: run them, read them, and leave them as they are.
In three exercises the code is there already, and has a bug that real
libraries have had; find it, and mend it.
A gradient `g` that arrives is never all ones here.
"""

import numpy as np

from lucid_edu.grading.draws import either, shapes, uniform, vectors
from lucid_edu.grading.exercise import Check, Exercise, Mistake, Race
from lucid_edu.grading.graphs import Graph, Spot, apart, named, telling


def multiply_vjp(
    a: np.ndarray, b: np.ndarray, g: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    r"""What does a product hand back to its factors?

    The product $y = a \cdot b$ was taken element by element, and the
    gradient `g` of the loss with respect to $y$ has arrived.
    Return a tuple of two arrays: the gradient with respect to `a`, and the
    gradient with respect to `b`.

    The three arrays have the same shape and data type, and so have the two
    answers; none of the inputs is changed.
    Any element may be 0.
    """
    return g * b, g * a


def numerical_grad(f, x: np.ndarray, eps: float) -> np.ndarray:
    r"""Which slopes does a measurement find?

    `f` takes an array of the shape of `x` and returns one number.
    Return the slope of `f` along every element of `x`, measured by central
    differences with the step `eps`,

    $$\frac{f(x + \varepsilon\, e_i) - f(x - \varepsilon\, e_i)}
           {2\,\varepsilon},$$

    where $e_i$ is 1 at element $i$ and 0 elsewhere.

    The answer is a float64 array of the shape of `x`.
    `x` may have any shape, also `()`, and may hold float32 numbers or
    integers: step in float64, so that no step is rounded away.
    `x` stays as it was.
    """
    x = np.array(x, dtype=np.float64)  # a copy: stepping must not show
    slopes = np.empty_like(x)
    for where in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[where] += eps
        down[where] -= eps
        slopes[where] = (f(up) - f(down)) / (2 * eps)
    return slopes


def matmul_vjp(
    a: np.ndarray, b: np.ndarray, g: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    r"""What does a matrix product hand back?

    The product $Y = A B$ was taken of `a` of shape $(n, k)$ and `b` of
    shape $(k, m)$, and the gradient `g` of shape $(n, m)$ has arrived.
    Return a tuple of two arrays: the gradient with respect to `a`, of
    shape $(n, k)$, and the gradient with respect to `b`, of shape $(k, m)$.

    The data type is that of the inputs, and none of them is changed.
    """
    return g @ b.T, a.T @ g


def unbroadcast(g: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    r"""How is a broadcast undone?

    An array of the given `shape` was broadcast to the shape of `g`, as
    NumPy does it: axes were put in front, and axes of length 1 were
    stretched.
    `g` is the gradient that arrives at the copies.
    Return the gradient of the array that was copied: it has exactly the
    shape `shape`, and the data type of `g`.

    Where nothing was broadcast the answer is `g`.
    A batch may be empty: a sum over no rows is 0.
    """
    g = g.sum(axis=tuple(range(g.ndim - len(shape))))
    stretched = tuple(i for i, size in enumerate(shape) if size == 1)
    return g.sum(axis=stretched, keepdims=True)


def find_the_bug_batch_bias(
    x: np.ndarray, w: np.ndarray, g: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    r"""Who mixed up the columns?

    A linear layer computes $y = x w + b$ for a batch: `x` has the shape
    $(n, k)$, `w` $(k, m)$ and the bias $(m,)$, so that the bias is added
    to every row.
    The gradient `g` of shape $(n, m)$ has arrived.
    The function should return a tuple of three arrays: the gradients of
    `x`, of `w` and of the bias, each with the shape of its own, and in the
    data type of the inputs.

    It has a bug.
    A real library had it for about a year, and networks trained with it
    still learned something.
    Mend it.
    """
    return g @ w.T, x.T @ g, g.sum(axis=0)


def sigmoid_layer_vjp(
    x: np.ndarray, w: np.ndarray, b: np.ndarray, g: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    r"""What does a whole layer hand back?

    A layer computes $y = \sigma(x w + b)$ for a batch: `x` has the shape
    $(n, k)$, `w` $(k, m)$ and `b` $(m,)$.
    The gradient `g` with respect to $y$, of shape $(n, m)$, has arrived.
    Return a tuple of three arrays: the gradients with respect to `x`, to
    `w` and to `b`, in the shapes of `x`, `w` and `b`.

    The data type is that of the inputs, and none of them is changed.
    The scores $x w + b$ are of ordinary size.
    """
    y = 1 / (1 + np.exp(-(x @ w + b)))
    at_score = g * y * (1 - y)
    return at_score @ w.T, x.T @ at_score, at_score.sum(axis=0)


def as_parents(table):
    """Return a graph: for each node the tuple of its inputs.

    Row i of `table` holds the inputs of node i; -1 means no input.
    """
    return {
        node: tuple(int(source) for source in row if source >= 0)
        for node, row in enumerate(table)
    }


def topological_order(
    node: int, parents: dict[int, tuple[int, ...]]
) -> list[int]:
    r"""In which order do gradients go back?

    Nodes are integers, and `parents[i]` is the tuple of the inputs of node
    `i`; it is empty for a leaf, and may name the same input twice, as in
    $x \cdot x$.
    Return a list of nodes:

    - `node`, and every node that it was made from, directly or through
      others;
    - each of them once, and no others;
    - each before all of its inputs, so `node` comes first.

    Often several orders are right, and you may return any of them.
    The numbers of the nodes say nothing about their age.
    A graph may be thousands of nodes deep, deeper than Python lets
    functions call each other.
    """
    waiting, stack = {}, [node]  # how many users of a node are to come
    while stack:
        for source in parents[stack.pop()]:
            if source not in waiting:
                waiting[source] = 0
                stack.append(source)
            waiting[source] += 1
    order, ready = [], [node]
    while ready:
        order.append(ready.pop())
        for source in parents[order[-1]]:
            waiting[source] -= 1
            if waiting[source] == 0:
                ready.append(source)
    return order


class Node:
    """An array that remembers what it was made from.

    `parents` are the nodes it was made from; a leaf has none.  `vjp` turns
    the gradient of `value` into a tuple: one gradient for each parent.
    """

    def __init__(self, value, parents=(), vjp=lambda g: ()):
        self.value, self.parents, self.vjp = value, parents, vjp

    def __add__(self, other):
        total = self.value + other.value
        return Node(total, (self, other), lambda g: (g, g))

    def __sub__(self, other):
        rest = self.value - other.value
        return Node(rest, (self, other), lambda g: (g, -g))

    def __mul__(self, other):
        a, b = self.value, other.value
        return Node(a * b, (self, other), lambda g: (g * b, g * a))

    def squared(self):
        return self * self

    def swish(self):
        return self * self.sigmoid()

    def sigmoid(self):
        y = 1 / (1 + np.exp(-self.value))
        return Node(y, (self,), lambda g: (g * y * (1 - y),))


def leaf_gradients(backward, build, g, *arrays):
    """Go back from build(...) with `g`; stack what arrives at the leaves."""
    leaves = [Node(array) for array in arrays]
    gradients = backward(build(*leaves), g)
    return np.stack([gradients[leaf] for leaf in leaves])


def ladder_of_sums(backward, rungs):
    """Add a node to itself, again and again, and go back from the end.

    Return how many vjps were called, and the gradient at the start.
    """
    calls = []
    start = end = Node(1.0)
    for _ in range(rungs):
        end = end + end
        end.vjp = lambda g: calls.append(g) or (g, g)
    slope = backward(end, 1.0)[start]
    return np.array([len(calls), slope])


def chain_of_sums(a, b, length):
    """Add `b` to `a` so many times."""
    for _ in range(length):
        a = a + b
    return a


def find_the_bug_double_visit(end, g: np.ndarray) -> dict:
    r"""Who hands on too much?

    `end` is a `Node`, a class that the next cell defines, and `g` is the
    gradient that has arrived there.
    The function should return a dictionary: for `end` and each node that
    it was made from, the gradient of that node.
    No vjp needs to be called more than once for that.

    It has a bug: a value that is used twice hands on too much.
    Mend it.
    The graphs are small, so the recursion may stay.
    """
    order, found = [], set()

    def visit(node):
        if node in found:
            return
        found.add(node)
        for parent in node.parents:
            visit(parent)
        order.append(node)

    visit(end)
    gradients = {end: g}
    for node in reversed(order):
        parts = node.vjp(gradients[node])
        for parent, part in zip(node.parents, parts):
            if parent in gradients:
                part = gradients[parent] + part
            gradients[parent] = part
    return gradients


def backward(end, g: np.ndarray) -> dict:
    r"""How does a gradient find its way through a graph?

    `end` is a `Node`, as given in the last exercise: `node.parents` is the
    tuple of the nodes it was made from, and `node.vjp(g)` turns the
    gradient of its value into a tuple with one gradient for each parent.
    The gradient `g` has arrived at `end`.

    Return a dictionary: for `end` and each node that it was made from, the
    gradient of that node.

    - A node that is used more than once gets the sum of its shares; a node
      may also use the same parent twice.
    - The vjp of a node that has parents is called once, when all of its
      gradient has arrived.
    - Arrays that were handed to you, `g` too, stay as they are.
    - A graph may be thousands of nodes deep, deeper than Python lets
      functions call each other.

    No array is broadcast in these graphs.
    """
    order, stack = {}, [(end, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order[node] = None  # after all that it was made from
        elif node not in order:
            stack.append((node, True))
            stack += [(parent, False) for parent in node.parents]
    gradients = {end: g}
    for node in reversed(order):
        parts = node.vjp(gradients[node])
        for parent, part in zip(node.parents, parts):
            if parent in gradients:
                part = gradients[parent] + part  # a new array, not +=
            gradients[parent] = part
    return gradients


def find_the_bug_aliasing(end, g: np.ndarray) -> dict:
    r"""Whose array is this?

    `end` is a `Node`, as in the last two exercises, and `g` the gradient
    that has arrived there.
    The function should return a dictionary: for `end` and each node that
    it was made from, the gradient of that node.
    `g` stays as it was.

    It has a bug, though every node is visited once and every share is
    added.
    Mend it.
    The graphs are small, so the recursion may stay.
    """
    order, found = [], set()

    def visit(node):
        if node not in found:
            found.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(end)
    gradients = {end: g}
    for node in reversed(order):
        parts = node.vjp(gradients[node])
        for parent, part in zip(node.parents, parts):
            if parent in gradients:
                part = gradients[parent] + part
            gradients[parent] = part
    return gradients


def mlp_grads(
    x: np.ndarray,
    t: np.ndarray,
    w1: np.ndarray,
    b1: np.ndarray,
    w2: np.ndarray,
    b2: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    r"""Which way should the weights of a network move?

    A network of two layers gives every row of `x` its logits,

    $$h = \sigma(x w_1 + b_1), \qquad z = h w_2 + b_2,$$

    and the loss is the binary cross entropy of the logits, as a mean over
    *all* elements of $z$, rows times columns:

    $$L = \frac{1}{n m} \sum_{i,j}
      \bigl( \log(1 + e^{z_{ij}}) - t_{ij}\, z_{ij} \bigr).$$

    Return a tuple of four arrays: the gradients of $L$ with respect to
    `w1`, `b1`, `w2` and `b2`, each in the shape of its own.

    `x` has the shape $(n, k)$, `t` $(n, m)$, `w1` $(k, d)$, `b1` $(d,)$,
    `w2` $(d, m)$ and `b2` $(m,)$; the targets `t` are 0 or 1.
    The data type is that of the inputs, and none of them is changed.
    """
    h = 1 / (1 + np.exp(-(x @ w1 + b1)))
    p = 1 / (1 + np.exp(-(h @ w2 + b2)))
    at_logits = (p - t) / t.size
    at_scores = at_logits @ w2.T * h * (1 - h)
    return (
        x.T @ at_scores,
        at_scores.sum(axis=0),
        h.T @ at_logits,
        at_logits.sum(axis=0),
    )


def grads_of(build, *numbers, times=1):
    """Return the value of build(...), and its slope along each number.

    backward() is called so many `times`.
    """
    values = [Value(number) for number in numbers]
    end = build(*values)
    for _ in range(times):
        end.backward()
    return np.array([end.data, *(value.grad for value in values)])


class Value:
    r"""Can you write an engine of your own?

    A `Value` is one number that remembers what it was made from.
    `v.data` is the number, `v.grad` its gradient, which is 0.0 until
    `backward` is called.
    The starter keeps for each value its `parents`, and in `slopes` the
    local derivative along each of them; you may change that, as long as
    the following holds.

    - `a + b`, `a * b`, `a - b` and `a / b` work for two values, and for a
      value and a number on either side.
    - `a ** n` works for a number `n`.
    - `a.exp()` is $e^a$ and `a.sigmoid()` is $\sigma(a)$.
    - `end.backward()` adds to the `grad` of every value that `end` was made
      from the derivative of `end` with respect to it.
      A value that is used more than once gets the sum.
    - A second `end.backward()` adds the same derivatives once more, so
      that every `grad` is then twice the derivative.
    - A graph may be thousands of values deep, deeper than Python lets
      functions call each other.

    Differences and quotients are given: they are made of your sum, product
    and power.
    """

    def __init__(self, data, parents=(), slopes=()):
        self.data, self.grad = float(data), 0.0
        self.parents, self.slopes = parents, slopes

    def __add__(self, other):
        """Return the sum of this value and a value or number."""
        other = self.lifted(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        """Return the product of this value and a value or number."""
        other = self.lifted(other)
        slopes = (other.data, self.data)
        return Value(self.data * other.data, (self, other), slopes)

    def __pow__(self, n):
        """Return this value to the power of the number `n`."""
        slope = n * self.data ** (n - 1)
        return Value(self.data**n, (self,), (slope,))

    def exp(self):
        """Return e to the power of this value."""
        y = np.exp(self.data)
        return Value(y, (self,), (y,))

    def sigmoid(self):
        """Return the sigmoid of this value."""
        y = 1 / (1 + np.exp(-self.data))
        return Value(y, (self,), (y * (1 - y),))

    def backward(self):
        """Add to every `grad` the derivative of this value along it."""
        order, stack = {}, [(self, False)]
        while stack:
            value, done = stack.pop()
            if done:
                order[value] = None
            elif value not in order:
                stack.append((value, True))
                stack += [(parent, False) for parent in value.parents]
        # Of this pass alone: what `grad` holds already was handed on then.
        arrived = {self: 1.0}
        for value in reversed(order):
            g = arrived[value]
            value.grad += g
            for parent, slope in zip(value.parents, value.slopes):
                arrived[parent] = arrived.get(parent, 0.0) + g * slope

    def lifted(self, other):
        """Return `other`, made a Value where it is a number."""
        return other if isinstance(other, Value) else Value(other)

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -other

    def __truediv__(self, other):
        return self * self.lifted(other) ** -1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return -self + other

    def __rtruediv__(self, other):
        return self**-1 * other


_ANY = uniform(-3, 3)
_AWAY = either(uniform(-3, -0.5), uniform(0.5, 3))
_STEPS = (0.5, 0.1, 0.02)

# What a slow but right answer is told.
_PRODUCT = (
    "Loops over rows and columns are what @ is for: one matrix product for "
    "each gradient."
)


def _draw_zero_factors(rng):
    for _ in range(2):
        a, b, g = (_AWAY(rng, (6,)) for _ in range(3))
        a[rng.integers(3)] = 0.0
        b[3 + rng.integers(3)] = 0.0
        yield {"a": a, "b": b, "g": g}


def _draw_steps(rng):
    for eps in _STEPS:
        yield {"x": _AWAY(rng, (4,)), "eps": eps}


def _draw_step_shapes(rng):
    for shape in ((2, 3), (), (0,), (2, 1, 2)):
        yield {"x": _AWAY(rng, shape), "eps": 0.1}
    yield {"x": _AWAY(rng, (2, 6))[:, ::2], "eps": 0.25}


def _draw_products(rng):
    for eps in (0.1, 0.25):
        yield {"x": _AWAY(rng, (4,)), "eps": eps}


def _draw_other_types(rng):
    yield {"x": rng.integers(-5, 6, (2, 3)), "eps": 0.125}
    yield {"x": _AWAY(rng, (5,)).astype(np.float32), "eps": 0.001}


def _matrices(rng, n, k, m):
    return {
        "a": _ANY(rng, (n, k)),
        "b": _ANY(rng, (k, m)),
        "g": _AWAY(rng, (n, m)),
    }


def _draw_matrices(rng):
    yield _matrices(rng, 2, 3, 4)
    yield _matrices(rng, 4, 2, 3)
    yield _matrices(rng, 3, 3, 3)


def _draw_odd_matrices(rng):
    small = _matrices(rng, 3, 2, 4)
    yield {name: value.astype(np.float32) for name, value in small.items()}
    large = _matrices(rng, 6, 8, 4)
    yield {name: value[::2, ::2] for name, value in large.items()} | {
        "b": large["b"][::2, ::2]
    }


def _broadcasts(*pairs):
    def draw(rng):
        for copied, shape in pairs:
            for dtype in (np.float64, np.float32):
                yield {
                    "g": np.asarray(_AWAY(rng, copied), dtype),
                    "x": np.asarray(_ANY(rng, shape), dtype),
                }

    return draw


def _layer(rng, n, k, m, dtype=np.float64):
    drawn = {
        "x": _ANY(rng, (n, k)),
        "w": uniform(-1, 1)(rng, (k, m)),
        "b": uniform(-1, 1)(rng, (m,)),
        "g": _AWAY(rng, (n, m)),
    }
    return {name: value.astype(dtype) for name, value in drawn.items()}


def _draw_layers(rng):
    yield _layer(rng, 4, 3, 2)
    yield _layer(rng, 2, 3, 5)
    yield _layer(rng, 3, 2, 4, np.float32)


def _draw_linear(rng):
    for layer in _draw_layers(rng):
        del layer["b"]
        yield layer


def _draw_wide_matrices(rng):
    sizes = {"a": (64, 64), "b": (64, 64), "g": (64, 64)}
    yield {name: _ANY(rng, shape) for name, shape in sizes.items()}


def _draw_wide_layer(rng):
    yield _layer(rng, 64, 64, 64)


def _draw_square_linear(rng):
    for n, m in ((3, 3), (2, 2), (4, 2)):
        layer = _layer(rng, n, m, m)
        del layer["b"]
        yield layer


# Node, then its inputs; the last one is the end.  Each is a shape of graph
# with a trap: the same input twice, two ways of different length, a node
# that nothing needs.
_CHAIN = ((), (0,), (1,), (2,))
_FORK = ((), (0,), (0,), (1, 2))
_TWICE = ((), (0, 0), (1, 1), (2, 1), (3, 3))
_SHORT_CUT = ((), (), (0, 1), (2, 0), (3, 2), (4, 2))
_LONG_WAY = ((), (0,), (1, 0), (2,), (3, 1), (1, 4))
_UNUSED = ((), (), (0, 1), (1, 2), (2, 0), (0, 4))


def _graphs(*skeletons):
    """Draw the same graphs with their nodes renumbered."""

    def draw(rng):
        for skeleton in skeletons:
            # The oldest has the largest number, and the end not the
            # smallest: counting up or down is never the order.
            rest = rng.permutation(len(skeleton) - 1)
            rest = rest if rest[-1] else rest[::-1]
            numbers = np.array([len(skeleton) - 1, *rest])
            table = np.full((len(skeleton), 2), -1)
            for node, inputs in enumerate(skeleton):
                for place, source in enumerate(inputs):
                    table[numbers[node], place] = numbers[source]
            yield {"node": int(numbers[-1]), "table": table}

    return draw


def _draw_deep_graph(rng):
    length = 5000 + int(rng.integers(50))
    table = np.full((length + 1, 2), -1)
    table[1:, 0] = np.arange(length)
    yield {"node": length, "table": table}


def _users_to_come(order, inputs):
    """Count, for each place, the users of its node that come later.

    It is 0 everywhere in a right order.  A node that stands in the list
    before, or should not be there, counts as -1.
    """
    parents = as_parents(inputs["table"])
    users, stack = {inputs["node"]: 0}, [inputs["node"]]
    while stack:
        for source in parents[stack.pop()]:
            if source not in users:
                users[source] = 0
                stack.append(source)
            users[source] += 1
    counts = []
    for node in order.tolist():
        counts.append(users.get(node, -1))
        if node in users:
            users[node] = -1
            for source in parents[node]:
                users[source] -= users[source] > 0
    return np.array(counts)


def _draw_arrays(*cases):
    """Draw g, a and b of these shapes and data types."""

    def draw(rng):
        for shape, dtype in cases:
            yield {
                name: _AWAY(rng, shape).astype(dtype)
                for name in ("g", "a", "b")
            }

    return draw


_BOTH_TYPES = _draw_arrays(((4,), np.float64), ((2, 3), np.float32))


def _draw_rungs(rng):
    for rungs in (2, 5, 8):
        yield {"n": rungs}


def _draw_deep_chain(rng):
    a, b, g = (float(_AWAY(rng, ())) for _ in range(3))
    yield {"g": g, "a": a, "b": b, "n": 5000 + int(rng.integers(50))}


def _network(rng, n, k, d, m, dtype=np.float64):
    drawn = {
        "x": _ANY(rng, (n, k)),
        "t": rng.integers(0, 2, (n, m)),
        "w1": uniform(-1, 1)(rng, (k, d)),
        "b1": uniform(-1, 1)(rng, (d,)),
        "w2": _AWAY(rng, (d, m)),
        "b2": uniform(-1, 1)(rng, (m,)),
    }
    return {name: value.astype(dtype) for name, value in drawn.items()}


def _draw_networks(rng):
    yield _network(rng, 5, 3, 4, 2)
    yield _network(rng, 2, 2, 3, 4)
    yield _network(rng, 3, 4, 2, 3, np.float32)


def _draw_numbers(times=3):
    def draw(rng):
        for _ in range(times):
            yield {"a": float(_AWAY(rng, ())), "b": float(_AWAY(rng, ()))}

    return draw


def _draw_deep_sum(rng):
    yield {
        "a": float(_AWAY(rng, ())),
        "n": 5000 + int(rng.integers(50)),
    }


def _order_sketch(namespace, expression, inputs):
    """Say at each node where it stands in the list, and what is wrong."""
    node, parents = inputs["node"], as_parents(inputs["table"])
    if len(parents) > 16:
        return None
    right = topological_order(node, parents)
    listed = list(namespace["topological_order"](node, dict(parents)))
    # Inputs before users, also among the nodes that nobody asked for.
    rows = sorted(parents, key=lambda i: len(topological_order(i, parents)))
    spots = []
    for one in rows:
        places = [str(i) for i, x in enumerate(listed, 1) if x == one]
        users = [i for i in right if one in parents[i]]
        said = "not in your list"
        if places:
            said = f"yours: place {' and '.join(places)}"
        spots.append(
            Spot(
                f"node {one}",
                tuple(rows.index(source) for source in parents[one]),
                (said,),
                _misplaced(one, len(places), users, listed, right),
            )
        )
    about = (
        f"Your list for node {node}: {listed}. One right list: {right}. "
        f"An arrow goes from an input to its user."
    )
    return Graph(about, tuple(spots))


def _misplaced(node, times, users, listed, right):
    if node not in right:
        return "should be left out" if times else ""
    if not times:
        return "should be in it"
    if times > 1:
        return "should be there once"
    place = listed.index(node)
    late = [user for user in users if user not in listed[:place]]
    if late:
        return f"should come after node {late[0]}"
    return ""


_SIGNS = {
    "__add__": "{} + {}",
    "__sub__": "{} - {}",
    "__mul__": "{} × {}",
    "sigmoid": "σ({})",
}


def _node_sketch(namespace, expression, inputs):
    """Say at each node which gradient arrived, and which should."""

    def of_leaves(answer, build, g, *arrays):
        kind = telling(Node, _SIGNS)
        leaves = {kind(array): x for array, x in zip(arrays, "ab")}
        end = build(*leaves)
        names, calls = named(end, leaves), []
        if not names:
            return None
        right = {k: np.array(v) for k, v in backward(end, g + 0).items()}
        for node in names:
            node.vjp = _counted(node, node.vjp, calls)
        yours = answer(end, g + 0)
        return _gradient_graph(names, right, yours, calls)

    def of_ladder(answer, rungs):
        def build(x):
            for _ in range(rungs):
                x = x + x
            return x

        return of_leaves(answer, build, 1.0, 1.0)

    spies = {"leaf_gradients": of_leaves, "ladder_of_sums": of_ladder}
    return eval(expression, {**namespace, **inputs, **spies})


def _counted(node, vjp, calls):
    return lambda g: calls.append(node) or vjp(g)


def _gradient_graph(names, right, yours, calls):
    yours = {k: np.array(v) for k, v in yours.items() if k in names}
    fits = {k: v for k, v in yours.items() if v.shape == right[k].shape}
    off = {k: ~np.isclose(v, right[k], 1e-4, 1e-6) for k, v in fits.items()}
    # From the end backwards: what is wrong there spreads from there.
    first = next((k for k in reversed(names) if k in off and off[k].any()), 0)
    some = next(iter(right.values()))
    place = np.argwhere(off[first])[0] if first else np.zeros(some.ndim, int)
    place = tuple(int(i) for i in place)
    spots, rows = [], list(names)
    for node in rows:
        said, fault = _at_node(right[node], yours.get(node), place)
        often = sum(node is one for one in calls)
        if node.parents and often != 1:
            said = (*said, f"vjp called {often} times")
            fault = fault or "should be called once"
        inputs = tuple(rows.index(parent) for parent in node.parents)
        spots.append(Spot(names[node][1], inputs, said, fault))
    element = f"Element {list(place)} of the" if place else "The"
    about = f"{element} gradient of each node."
    return Graph(about, tuple(spots))


def _at_node(right, yours, place):
    if yours is None:
        return (), f"no gradient, should be {right[place]:.3g}"
    if yours.shape != right.shape:
        return (f"yours has shape {yours.shape}",), f"not {right.shape}"
    if np.isclose(yours[place], right[place], 1e-4, 1e-6):
        return (f"gradient {right[place]:.3g}",), ""
    one, other = apart(yours[place], right[place])
    return (f"yours {one}",), f"should be {other}"


_VALUE_SIGNS = {
    "__add__": "{} + {}",
    "__mul__": "{} × {}",
    "__pow__": "{} ** {}",
    "exp": "exp({})",
    "sigmoid": "σ({})",
}


def _value_sketch(namespace, expression, inputs):
    """Say at each value what it is, and which gradient it got."""

    def of_values(build, *numbers, times=1):
        kind = telling(Value, _VALUE_SIGNS)
        leaves, end = _gone_back(kind, build, numbers, times)
        names = named(end, dict(zip(leaves, "ab")))
        if not names:
            return None
        theirs = _gone_back(namespace["Value"], build, numbers, times)
        yours = _side_by_side(end, theirs[1])
        yours.update(zip(leaves, theirs[0]))
        rows = list(names)
        spots = [
            Spot(
                names[one][1],
                tuple(rows.index(p) for p in one.parents if p in names),
                *_at_value(one, yours.get(one)),
            )
            for one in rows
        ]
        return Graph("The value and the gradient of each node.", tuple(spots))

    spies = {"grads_of": of_values}
    return eval(expression, {**namespace, **inputs, **spies})


def _gone_back(kind, build, numbers, times):
    leaves = [kind(number) for number in numbers]
    end = build(*leaves)
    for _ in range(times):
        end.backward()
    return leaves, end


def _side_by_side(ours, theirs):
    """Pair the values of two graphs, as far as they are made alike."""
    pairs, stack = {}, [(ours, theirs)]
    while stack:
        one, other = stack.pop()
        if one in pairs:
            continue
        pairs[one] = other
        inputs = getattr(other, "parents", ())
        if len(inputs) == len(one.parents):
            stack += zip(one.parents, inputs)
    return pairs


def _at_value(right, yours):
    if yours is None:
        return (f"gradient should be {right.grad:.3g}",), ""
    if not np.isclose(yours.data, right.data, 1e-7, 1e-9):
        one, other = apart(yours.data, right.data)
        return (f"your value {one}",), f"should be {other}"
    value = f"value {right.data:.3g}"
    if np.isclose(yours.grad, right.grad, 1e-7, 1e-9):
        return (value, f"gradient {right.grad:.3g}"), ""
    one, other = apart(yours.grad, right.grad)
    return (value, f"your gradient {one}"), f"should be {other}"


_PASS = """
for node in reversed(order):
    parts = node.vjp(gradients[node])
    for parent, part in zip(node.parents, parts):
        if parent in gradients:
            part = gradients[parent] + part
        gradients[parent] = part
return gradients
"""
_VISIT_ONCE = """
order, found = [], set()

def visit(node):
    if node not in found:
        found.add(node)
        for parent in node.parents:
            visit(parent)
        order.append(node)

visit(end)
"""
_VISIT_FIRST = """
order, found = [], set()

def visit(node):
    if node not in found:
        found.add(node)
        order.append(node)
        for parent in node.parents:
            visit(parent)

visit(end)
"""
_VISIT_AGAIN = """
order = []

def visit(node):
    for parent in node.parents:
        visit(parent)
    order.append(node)

visit(end)
"""
_DEEP = """
order, stack = {}, [(end, False)]
while stack:
    node, done = stack.pop()
    if done:
        order[node] = None
    elif node not in order:
        stack.append((node, True))
        stack += [(parent, False) for parent in node.parents]
"""
_START = "gradients = {end: g}"
_IN_PLACE = """
for node in reversed(order):
    parts = node.vjp(gradients[node])
    for parent, part in zip(node.parents, parts):
        if parent in gradients:
            gradients[parent] += part
        else:
            gradients[parent] = part
return gradients
"""
_LATEST = """
for node in reversed(order):
    parts = node.vjp(gradients[node])
    gradients.update(zip(node.parents, parts))
return gradients
"""
_DOUBLE_VISIT = f"{_VISIT_AGAIN}{_START}{_PASS}".strip()
_ALIASING = f"{_VISIT_ONCE}{_START}{_IN_PLACE}".strip()
_BATCH_BIAS = """
n, m = g.shape
columns = g.reshape(m, n)  # one row for each bias
return g @ w.T, x.T @ g, columns.sum(axis=1)
""".strip()

EXERCISES = [
    Exercise(
        multiply_vjp,
        see="backprop#operations",
        target="a, b = np.array([2.0, 3.0]), np.array([-1.0, 0.5])\n"
        "g_a, g_b = multiply_vjp(a, b, np.array([1.0, 10.0]))\n"
        "print(g_a, g_b)",
        checks=(
            Check(
                "multiply_vjp(a, b, g)[0]",
                vectors(6, a=_AWAY, b=_AWAY, g=_AWAY),
                about="the gradient of a",
                hint="How much does a * b move when a moves a little? "
                "Multiply that by what arrives.",
            ),
            Check(
                "multiply_vjp(a, b, g)[1]",
                vectors(6, a=_AWAY, b=_AWAY, g=_AWAY),
                about="the gradient of b",
                hint="The same with the parts of a and b exchanged. Return "
                "both: `return one, other`.",
            ),
            Check(
                "np.stack(multiply_vjp(a, b, g))",
                shapes(a=_AWAY, b=_AWAY, g=_AWAY),
                about="both, every shape, float32 as well as float64",
                hint="Use NumPy operations on whole arrays, and name no "
                "data type.",
            ),
            Check(
                "np.stack(multiply_vjp(a, b, g))",
                _draw_zero_factors,
                about="both, with factors that are 0",
                hint="Where a is 0 the product is 0, but it still moves "
                "with a. Do not divide.",
            ),
        ),
        mistakes=(
            Mistake(
                "each factor got itself",
                "The gradient of a was multiplied by a. But when a moves, "
                "a * b moves b times as far: each factor gets the other "
                "one.",
                "return g * a, g * b",
            ),
            Mistake(
                "forgot the incoming gradient",
                "These are the local derivatives alone. A vjp multiplies "
                "them by g, the gradient that arrives: that is the chain "
                "rule.",
                "return b.copy(), a.copy()",
                see="backprop#from-numbers-to-arrays",
            ),
            Mistake(
                "one sum instead of two gradients",
                "g * b + g * a is how far the product moves when both "
                "factors move together. Here each factor wants an answer of "
                "its own: a tuple of two arrays.",
                "return g * b + g * a",
            ),
            Mistake(
                "divided the product by the factor",
                "g * (a * b) / a is g * b only where a is not 0. Where it is "
                "0 this is 0 / 0, which is nan. Take the other factor "
                "itself.",
                "y = a * b\nreturn g * y / a, g * y / b",
            ),
            Mistake(
                "wrote into the gradient that arrived",
                "`g_a *= b` changes g itself, because g_a is only another "
                "name for it. Then g_b is made of the changed numbers, and "
                "the caller's array is spoilt as well.",
                "g_a = g\ng_a *= b\nreturn g_a, g * a",
                see="backprop#shared-arrays",
            ),
            Mistake(
                "float64 for everyone",
                "The values are right, but float32 became float64 on the "
                "way. A gradient has the data type of what it belongs to.",
                "g = np.asarray(g, dtype=np.float64)\nreturn g * b, g * a",
            ),
        ),
    ),
    Exercise(
        numerical_grad,
        see="backprop#one-neuron-by-hand",
        target="x = np.array([[1.0, 2.0], [3.0, 4.0]])\n"
        "print(numerical_grad(lambda v: np.sum(v**2), x, 1e-3).round(6))",
        checks=(
            Check(
                "numerical_grad(lambda v: np.sum(v**3 - v), x, eps)",
                _draw_steps,
                about="one axis, large and small steps",
                hint="Move one element up, then down, by eps: the two "
                "points are 2 * eps apart.",
                points=2,
                rtol=1e-6,
                atol=1e-8,
            ),
            Check(
                "numerical_grad(lambda v: np.sum(v) ** 2 + np.sum(v**3), "
                "x, eps)",
                _draw_step_shapes,
                about="every shape",
                hint="np.ndindex(x.shape) walks over all places, whatever "
                "the shape; then write up[where] += eps.",
                rtol=1e-6,
                atol=1e-8,
            ),
            Check(
                "numerical_grad(lambda v: np.prod(v), x, eps)",
                _draw_products,
                about="a function in which each slope depends on the others",
                hint="All elements but one must be where they were. Start "
                "from a fresh copy of x for each of them.",
                rtol=1e-6,
                atol=1e-8,
            ),
            Check(
                "numerical_grad(lambda v: np.sum(v**2), x, eps)",
                _draw_other_types,
                about="integers and float32",
                hint="np.array(x, dtype=np.float64) is a copy in which a "
                "small step is not lost.",
                rtol=1e-6,
                atol=1e-8,
            ),
        ),
        mistakes=(
            Mistake(
                "a step to one side only",
                "(f(x + eps) - f(x)) / eps sees the bend of the curve: its "
                "error shrinks with eps, that of the central difference "
                "with eps squared. Step to both sides.",
                """
                x = np.array(x, dtype=np.float64)
                slopes = np.zeros_like(x)
                for where in np.ndindex(x.shape):
                    up = x.copy()
                    up[where] += eps
                    slopes[where] = (f(up) - f(x)) / eps
                return slopes
                """,
            ),
            Mistake(
                "divided by half the distance",
                "From x - eps to x + eps it is 2 eps, and this divides by "
                "eps. So every slope comes out twice as large.",
                """
                x = np.array(x, dtype=np.float64)
                slopes = np.zeros_like(x)
                for where in np.ndindex(x.shape):
                    up, down = x.copy(), x.copy()
                    up[where] += eps
                    down[where] -= eps
                    slopes[where] = (f(up) - f(down)) / eps
                return slopes
                """,
            ),
            Mistake(
                "moved all elements at once",
                "f(x + eps) moves every element, so one number comes out: "
                "the sum of all slopes. Move one element, measure, and go "
                "on to the next.",
                "return (f(x + eps) - f(x - eps)) / (2 * eps)",
            ),
            Mistake(
                "an element was not put back",
                "The step down starts where the step up ended, and then the "
                "element stays there. The elements after it are measured at "
                "another point. Take a fresh copy for each, or undo the "
                "step.",
                """
                x = np.array(x, dtype=np.float64)
                slopes = np.zeros_like(x)
                for where in np.ndindex(x.shape):
                    x[where] += eps
                    up = f(x)
                    x[where] -= 2 * eps
                    slopes[where] = (up - f(x)) / (2 * eps)
                return slopes
                """,
            ),
            Mistake(
                "only the first axis was walked",
                "range(len(x)) counts the rows, so a whole row was moved at "
                "once. np.ndindex(x.shape) visits every element of any "
                "shape.",
                """
                x = np.array(x, dtype=np.float64)
                slopes = np.zeros_like(x)
                for i in range(len(x)):
                    up, down = x.copy(), x.copy()
                    up[i] += eps
                    down[i] -= eps
                    slopes[i] = (f(up) - f(down)) / (2 * eps)
                return slopes
                """,
            ),
            Mistake(
                "the step was lost in the data type",
                "x has its own data type, and so has a copy of it. In an "
                "array of integers a step of 0.1 is cut off, and in float32 "
                "most of its digits are. Step in float64.",
                """
                slopes = np.zeros_like(x)
                for where in np.ndindex(x.shape):
                    up, down = x.copy(), x.copy()
                    up[where] += eps
                    down[where] -= eps
                    slopes[where] = (f(up) - f(down)) / (2 * eps)
                return slopes
                """,
                see="backprop#check-a-gradient",
                also=(
                    """
                    slopes = np.zeros(x.shape)
                    for where in np.ndindex(x.shape):
                        kept = x[where]
                        x[where] = kept + eps
                        up = f(x)
                        x[where] = kept - eps
                        slopes[where] = (up - f(x)) / (2 * eps)
                        x[where] = kept
                    return slopes
                    """,
                    """
                    slopes = np.zeros(x.shape)
                    for where in np.ndindex(x.shape):
                        step = np.zeros_like(x)
                        step[where] = eps
                        change = f(x + step) - f(x - step)
                        slopes[where] = change / (2 * eps)
                    return slopes
                    """,
                ),
            ),
            Mistake(
                "a step of its own",
                "The step is an argument, and this one is always a "
                "millionth. The best step depends on f and x, so the caller "
                "wants to choose.",
                """
                eps = 1e-6
                x = np.array(x, dtype=np.float64)
                slopes = np.zeros_like(x)
                for where in np.ndindex(x.shape):
                    up, down = x.copy(), x.copy()
                    up[where] += eps
                    down[where] -= eps
                    slopes[where] = (f(up) - f(down)) / (2 * eps)
                return slopes
                """,
                see="backprop#check-a-gradient",
            ),
        ),
    ),
    Exercise(
        matmul_vjp,
        see="backprop#a-matrix-product-and-its-two-products",
        target="a = np.array([[1.0, 2.0, 3.0]])\n"
        "b = np.array([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0]])\n"
        "g_a, g_b = matmul_vjp(a, b, np.array([[1.0, 10.0]]))\n"
        "print(g_a)\nprint(g_b)",
        race=Race(_draw_wide_matrices, _PRODUCT),
        checks=(
            Check(
                "matmul_vjp(a, b, g)[0]",
                _draw_matrices,
                about="the gradient of a",
                hint="It has the shape (n, k). Which product of g, (n, m), "
                "and b, (k, m), has it?",
                points=2,
                atol=1e-9,
            ),
            Check(
                "matmul_vjp(a, b, g)[1]",
                _draw_matrices,
                about="the gradient of b",
                hint="It has the shape (k, m). Which product of a, (n, k), "
                "and g, (n, m), has it?",
                points=2,
                atol=1e-9,
            ),
            Check(
                "matmul_vjp(a, b, g)[0]",
                _draw_odd_matrices,
                about="the gradient of a, float32 and every second element",
                hint="Use @ and .T only; they keep the data type and work on "
                "any array.",
                atol=1e-5,
            ),
            Check(
                "matmul_vjp(a, b, g)[1]",
                _draw_odd_matrices,
                about="the gradient of b, float32 and every second element",
                hint="Use @ and .T only; they keep the data type and work on "
                "any array.",
                atol=1e-5,
            ),
        ),
        mistakes=(
            Mistake(
                "the two answers are exchanged",
                "The first array is the gradient of b and the second that of "
                "a. The order of the answers is the order of the arguments.",
                "return a.T @ g, g @ b.T",
            ),
            Mistake(
                "the answers are transposed",
                "The right numbers, with rows and columns exchanged. A "
                "gradient has the shape of what it belongs to; the rule "
                "(G B')' = B G' says how the factors must stand.",
                "return b @ g.T, g.T @ a",
            ),
            Mistake(
                "a product whose shapes do not fit",
                "NumPy refuses a product of these shapes. The factor that "
                "changes sides is transposed, and it stands where it stood: "
                "b to the right of g, a to the left of it. With square "
                "matrices nothing would have warned you.",
                "return g @ b, a @ g",
                also=(
                    "return b.T @ g, g @ a.T",
                    "return b @ g, g @ a",
                    "return g @ b, g @ a",
                ),
            ),
            Mistake(
                "element by element",
                "`*` multiplies element by element, and this product was one "
                "of matrices. Write @, and let the shapes say which factor "
                "is transposed.",
                "return g * b, g * a",
                also=("return b * g, a * g",),
            ),
            Mistake(
                "forgot the incoming gradient",
                "This is right for a gradient of ones, and only for it. "
                "Every entry of the product has a gradient of its own, and "
                "they stand in g.",
                "g = np.ones_like(g)\nreturn g @ b.T, a.T @ g",
                see="backprop#from-numbers-to-arrays",
            ),
            Mistake(
                "a mean over the batch",
                "The gradient of b was divided by the number of rows. Each "
                "row adds its share, so it is a sum. Only a loss that is a "
                "mean divides, and then g holds that factor already.",
                "return g @ b.T, a.T @ g / len(a)",
                see="backprop#used-twice-add",
            ),
            Mistake(
                "float64 for everyone",
                "The values are right, but float32 became float64 on the "
                "way. A gradient has the data type of what it belongs to.",
                "g = np.asarray(g, dtype=np.float64)\nreturn g @ b.T, a.T @ g",
            ),
        ),
    ),
    Exercise(
        unbroadcast,
        see="backprop#broadcasting-copy-forward-sum-back",
        target="g = np.array([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]])\n"
        "print(unbroadcast(g, (2,)))\nprint(unbroadcast(g, (3, 1)))",
        checks=(
            Check(
                "unbroadcast(g, x.shape)",
                _broadcasts(((4, 3), (3,)), ((2, 2, 3), (3,)), ((2, 3), ())),
                about="axes that were put in front",
                hint="g has more axes than the answer. Sum over the first "
                "ones, as many as there are too many.",
                points=2,
                atol=1e-5,
            ),
            Check(
                "unbroadcast(g, x.shape)",
                _broadcasts(
                    ((4, 3), (4, 1)), ((4, 3), (1, 3)), ((2, 2, 3), (2, 1, 1))
                ),
                about="axes of length 1 that were stretched",
                hint="Sum over each axis where shape has a 1, and keep the "
                "axis: keepdims=True.",
                points=2,
                atol=1e-5,
            ),
            Check(
                "unbroadcast(g, x.shape)",
                _broadcasts(
                    ((2, 2, 3), (2, 1)),
                    ((2, 2, 3), (1, 3)),
                    ((3, 3), (3,)),
                    ((4, 1), (4, 1)),
                    ((), ()),
                ),
                about="both at once, and nothing to undo",
                hint="First the axes in front, then the stretched ones. "
                "Where there are none, the sums must do nothing.",
                points=2,
                atol=1e-5,
            ),
            Check(
                "unbroadcast(g, x.shape)",
                _broadcasts(
                    ((0, 3), (3,)), ((0, 3), (1, 3)), ((2, 0, 3), (1, 3))
                ),
                about="an empty batch",
                hint="np.sum over no elements is 0. Do not take elements by "
                "their place, and do not divide.",
            ),
        ),
        mistakes=(
            Mistake(
                "only the axes in front were summed",
                "An axis of length 1 that was stretched is a copy as well: "
                "its gradients have to be added up, and the axis kept with "
                "length 1.",
                """
                while g.ndim > len(shape):
                    g = g.sum(axis=0)
                return g
                """,
            ),
            Mistake(
                "the stretched axes disappeared",
                "The sums are right, but the axes are gone. keepdims=True "
                "leaves each with length 1, so that the gradient has the "
                "shape of what it belongs to.",
                """
                while g.ndim > len(shape):
                    g = g.sum(axis=0)
                axes = [i for i, size in enumerate(shape) if size == 1]
                return g.sum(axis=tuple(axes))
                """,
            ),
            Mistake(
                "the mean of the copies",
                "Every copy passes a change on to the loss, so the shares "
                "are added. Only a loss that is a mean divides, and then g "
                "holds that factor already.",
                """
                while g.ndim > len(shape):
                    g = g.sum(axis=0) / len(g)
                for axis, size in enumerate(shape):
                    if size == 1:
                        copies = g.shape[axis]
                        g = g.sum(axis=axis, keepdims=True) / copies
                return g
                """,
            ),
            Mistake(
                "one copy for all of them",
                "This takes the gradient of the first copy and throws the "
                "others away. What was used several times gets the sum.",
                """
                while g.ndim > len(shape):
                    g = g[0]
                return g[tuple(slice(0, size) for size in shape)]
                """,
                see="backprop#used-twice-add",
            ),
            Mistake(
                "reshaped instead of summed",
                "reshape lays the same numbers out anew and cannot make "
                "fewer of them. g has a gradient for every copy, and they "
                "have to be added up.",
                "return g.reshape(shape)",
                see="backprop#broadcasting-copy-forward-sum-back",
            ),
            Mistake(
                "always the first axis",
                "The first axis was summed, once, whatever the shapes say. "
                "Compare g.shape with `shape`: several axes may stand in "
                "front, another may have been stretched, or none.",
                "return g.sum(axis=0)",
                see="backprop#broadcasting-copy-forward-sum-back",
            ),
            Mistake(
                "reshape for a stretched axis",
                "g.reshape(-1, *shape) is right for axes in front. For an "
                "axis that was stretched it reads the numbers in their order "
                "in memory, and so adds up some that do not belong "
                "together.",
                "return g.reshape(-1, *shape).sum(axis=0)",
                see="backprop#catch-the-error",
            ),
            Mistake(
                "the wrong end of the axes",
                "NumPy lines shapes up at their ends and puts new axes in "
                "front. So the axes that are too many are the first ones, "
                "not the last.",
                """
                while g.ndim > len(shape):
                    g = g.sum(axis=-1)
                axes = [i for i, size in enumerate(shape) if size == 1]
                return g.sum(axis=tuple(axes), keepdims=True)
                """,
            ),
        ),
    ),
    Exercise(
        find_the_bug_batch_bias,
        see="backprop#catch-the-error",
        begin=_BATCH_BIAS,
        target="x, w = np.ones((3, 1)), np.ones((1, 2))\n"
        "g = np.array([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]])\n"
        "print(find_the_bug_batch_bias(x, w, g)[2])",
        checks=(
            Check(
                "find_the_bug_batch_bias(x, w, g)[2]",
                _draw_linear,
                about="the gradient of the bias, batches of 2 to 4 rows",
                hint="Write down g of shape (3, 2) with the numbers 1 to 6, "
                "and follow it through the lines.",
                points=2,
                atol=1e-5,
            ),
            Check(
                "find_the_bug_batch_bias(x, w, g)[2]",
                _draw_square_linear,
                about="as many rows as columns, and twice as many",
                hint="Which numbers of g belong to the first bias: a row or "
                "a column?",
                atol=1e-9,
            ),
            Check(
                "np.concatenate([part.ravel() for part in "
                "find_the_bug_batch_bias(x, w, g)])",
                _draw_linear,
                about="all three gradients, one after the other",
                hint="The gradients of x and w were right in the beginning; "
                "only the third needs mending.",
                atol=1e-5,
            ),
        ),
        mistakes=(
            Mistake(
                "the bug is still there",
                "The function gives the same wrong numbers as in the "
                "beginning. Only one of the three gradients is wrong. Try a "
                "g in which every number is different, and see which of "
                "them are added up.",
                _BATCH_BIAS,
            ),
            Mistake(
                "a mean over the batch",
                "The bias is used once for each row, so its shares are "
                "added. Only a loss that is a mean divides, and then g holds "
                "that factor already.",
                "return g @ w.T, x.T @ g, g.mean(axis=0)",
                see="backprop#broadcasting-copy-forward-sum-back",
            ),
            Mistake(
                "summed along the rows",
                "g.sum(axis=1) gives one number for each row of the batch. "
                "The bias has one number for each column.",
                "return g @ w.T, x.T @ g, g.sum(axis=1)",
                see="backprop#broadcasting-copy-forward-sum-back",
            ),
            Mistake(
                "the batch was not summed",
                "The gradient of the bias still has one row for each row of "
                "the batch. It needs the shape of the bias.",
                "return g @ w.T, x.T @ g, g.copy()",
                see="backprop#broadcasting-copy-forward-sum-back",
            ),
            Mistake(
                "an axis too many",
                "The numbers are right, but the shape is (1, m). The bias "
                "has the shape (m,): leave out keepdims.",
                "return g @ w.T, x.T @ g, g.sum(axis=0, keepdims=True)",
            ),
        ),
    ),
    Exercise(
        sigmoid_layer_vjp,
        see="backprop#from-numbers-to-arrays",
        target="x = np.array([[1.0, 2.0], [3.0, -1.0]])\n"
        "w, b = np.array([[0.5], [-0.5]]), np.array([0.1])\n"
        "g_x, g_w, g_b = sigmoid_layer_vjp(x, w, b, "
        "np.array([[1.0], [2.0]]))\n"
        "print(g_x.round(4))\nprint(g_w.round(4), g_b.round(4))",
        equivalent={
            "-(x @ w + b) -> x @ w + b": "it gives 1 - y for y, and the "
            "slope y (1 - y) is the same",
        },
        race=Race(_draw_wide_layer, _PRODUCT),
        checks=(
            Check(
                "sigmoid_layer_vjp(x, w, b, g)[0]",
                _draw_layers,
                about="the gradient of the input",
                hint="First go back through the sigmoid: g * y * (1 - y). "
                "What arrives there goes back through the matrix product.",
                points=2,
                atol=1e-5,
            ),
            Check(
                "sigmoid_layer_vjp(x, w, b, g)[1]",
                _draw_layers,
                about="the gradient of the weights",
                hint="Use what arrives at the scores, not g, and see your "
                "matmul_vjp.",
                points=2,
                atol=1e-5,
            ),
            Check(
                "sigmoid_layer_vjp(x, w, b, g)[2]",
                _draw_layers,
                about="the gradient of the bias",
                hint="The bias was added to every row. Sum what arrives at "
                "the scores over the rows.",
                points=2,
                atol=1e-5,
            ),
        ),
        mistakes=(
            Mistake(
                "skipped the sigmoid",
                "g arrives at the output of the sigmoid and was used as if "
                "it arrived at the scores. Multiply it by the slope "
                "y (1 - y) first.",
                "return g @ w.T, x.T @ g, g.sum(axis=0)",
            ),
            Mistake(
                "the score instead of its sigmoid",
                "s (1 - s) was taken at the score. The y in y (1 - y) is the "
                "output of the sigmoid.",
                """
                s = x @ w + b
                d = g * s * (1 - s)
                return d @ w.T, x.T @ d, d.sum(axis=0)
                """,
                see="sigmoid#the-derivative",
            ),
            Mistake(
                "forgot the bias on the way forward",
                "The slope of the sigmoid was taken at x @ w. The bias moves "
                "the scores, and so the slope: compute x @ w + b.",
                """
                y = 1 / (1 + np.exp(-(x @ w)))
                d = g * y * (1 - y)
                return d @ w.T, x.T @ d, d.sum(axis=0)
                """,
                see="backprop#one-neuron-by-hand",
            ),
            Mistake(
                "the bias was not summed",
                "The gradient of the bias has one row for each row of the "
                "batch. The bias was copied to every row, so the rows are "
                "added up.",
                """
                y = 1 / (1 + np.exp(-(x @ w + b)))
                d = g * y * (1 - y)
                return d @ w.T, x.T @ d, d
                """,
                see="backprop#broadcasting-copy-forward-sum-back",
            ),
            Mistake(
                "means over the batch",
                "The gradients of the weights and the bias were divided by "
                "the number of rows. Each row adds its share; a loss that is "
                "a mean has put its factor into g already.",
                """
                y = 1 / (1 + np.exp(-(x @ w + b)))
                d = g * y * (1 - y)
                return d @ w.T, x.T @ d / len(x), d.mean(axis=0)
                """,
                see="backprop#used-twice-add",
            ),
            Mistake(
                "float64 for everyone",
                "The values are right, but float32 became float64 on the "
                "way, often through an array of ones or zeros. A gradient "
                "has the data type of what it belongs to.",
                """
                y = 1 / (np.ones(len(w.T)) + np.exp(-(x @ w + b)))
                d = g * y * (1 - y)
                return d @ w.T, x.T @ d, d.sum(axis=0)
                """,
            ),
        ),
    ),
    Exercise(
        topological_order,
        see="backprop#the-order",
        given=(as_parents,),
        target="print(topological_order(2, {0: (), 1: (0, 0), 2: (1, 0), "
        "3: (2,)}))",
        graph=_order_sketch,
        checks=(
            Check(
                "np.array(topological_order(node, as_parents(table)))",
                _graphs(_CHAIN, _FORK, _TWICE),
                about="small graphs: for each place, the users of its node "
                "that come later (there should be 0)",
                hint="Put a node into the list only when every node that "
                "uses it is there already.",
                points=2,
                measure=_users_to_come,
            ),
            Check(
                "np.array(topological_order(node, as_parents(table)))",
                _graphs(_SHORT_CUT, _LONG_WAY),
                about="a short and a long way to the same node, counted as "
                "above",
                hint="A node at the end of a short way may have to wait for "
                "the long one. Count for each node its users that are not in "
                "the list yet.",
                points=2,
                measure=_users_to_come,
            ),
            Check(
                "np.array(topological_order(node, as_parents(table)))",
                _graphs(_UNUSED),
                about="nodes that are not needed",
                hint="Collect what can be reached from node first, and count "
                "only those as users.",
                measure=_users_to_come,
            ),
            Check(
                "np.array(topological_order(node, as_parents(table)))",
                _draw_deep_graph,
                about="a graph that is five thousand nodes deep",
                hint="Keep a list of the nodes still to be looked at, append "
                "to it and pop from it; a function that calls itself runs "
                "out of room.",
                measure=_users_to_come,
            ),
        ),
        mistakes=(
            Mistake(
                "nodes were listed more than once",
                "A node that is used twice was found twice and stands in the "
                "list twice. Then its gradient is handed on twice. Remember "
                "which nodes were found.",
                """
                order, stack = [], [node]
                while stack:
                    order.append(stack.pop())
                    stack.extend(parents[order[-1]])
                return order
                """,
                see="backprop#visited-twice",
                also=(
                    """
                    order, stack = [], [node]
                    while stack:
                        order.append(stack.pop())
                        stack.extend(reversed(parents[order[-1]]))
                    return order
                    """,
                ),
            ),
            Mistake(
                "nearest first",
                "The nodes stand in the order of their distance from the "
                "end. A node that is near by one way and far by another "
                "comes too early: one of its users has not been served.",
                """
                order, found = [node], {node}
                for one in order:
                    for source in parents[one]:
                        if source not in found:
                            found.add(source)
                            order.append(source)
                return order
                """,
            ),
            Mistake(
                "listed as soon as it was met",
                "Each node enters the list when the walk first reaches it. "
                "But another user of it may lie on a way not walked yet. A "
                "node has to wait for all of its users.",
                """
                order, found, stack = [], set(), [node]
                while stack:
                    one = stack.pop()
                    if one not in found:
                        found.add(one)
                        order.append(one)
                        stack.extend(parents[one])
                return order
                """,
            ),
            Mistake(
                "the inputs came first",
                "This is the order of the way forward: each node after its "
                "inputs. Gradients go the other way, so turn the list "
                "round.",
                """
                order, found, stack = [], set(), [(node, False)]
                while stack:
                    one, done = stack.pop()
                    if done:
                        order.append(one)
                    elif one not in found:
                        found.add(one)
                        stack.append((one, True))
                        stack += [(s, False) for s in parents[one]]
                return order
                """,
                also=(
                    """
                    order, found, stack = [], set(), [(node, False)]
                    while stack:
                        one, done = stack.pop()
                        if done:
                            order.append(one)
                        elif one not in found:
                            found.add(one)
                            stack.append((one, True))
                            stack += [(s, False) for s in parents[one][::-1]]
                    return order
                    """,
                ),
            ),
            Mistake(
                "sorted by number",
                "The largest number first is right only where nodes are "
                "numbered in the order of their birth. Here the numbers say "
                "nothing; only `parents` does.",
                """
                found, stack = {node}, [node]
                while stack:
                    for source in parents[stack.pop()]:
                        if source not in found:
                            found.add(source)
                            stack.append(source)
                return sorted(found, reverse=True)
                """,
            ),
            Mistake(
                "every node of the graph",
                "The order holds all keys of `parents`. Nodes from which "
                "`node` was not made get no gradient from it, and do not "
                "belong in the list.",
                """
                waiting = dict.fromkeys(parents, 0)
                for sources in parents.values():
                    for source in sources:
                        waiting[source] += 1
                order = [one for one in parents if waiting[one] == 0]
                for one in order:
                    for source in parents[one]:
                        waiting[source] -= 1
                        if waiting[source] == 0:
                            order.append(source)
                return order
                """,
                see="backprop#going-back",
            ),
            Mistake(
                "the end itself is missing",
                "The list starts with the inputs of `node`. The gradient "
                "starts at `node`, so it comes first.",
                """
                order, found, stack = [], set(), [(node, False)]
                while stack:
                    one, done = stack.pop()
                    if done:
                        order.insert(0, one)
                    elif one not in found:
                        found.add(one)
                        stack.append((one, True))
                        stack += [(s, False) for s in parents[one]]
                return order[1:]
                """,
                see="backprop#going-back",
            ),
            Mistake(
                "recursion in a deep graph",
                "The function calls itself once for each step into the "
                "graph, and Python stops that after about a thousand. A list "
                "as a stack and a loop have no such limit.",
                """
                order, found = [], set()

                def visit(one):
                    if one not in found:
                        found.add(one)
                        for source in parents[one]:
                            visit(source)
                        order.append(one)

                visit(node)
                return order[::-1]
                """,
            ),
        ),
    ),
    Exercise(
        find_the_bug_double_visit,
        see="backprop#visited-twice",
        given=(Node, leaf_gradients, ladder_of_sums, chain_of_sums),
        begin=_DOUBLE_VISIT,
        target="x, g = np.array([1.0, -2.0]), np.array([1.0, 10.0])\n"
        "print(leaf_gradients(find_the_bug_double_visit,\n"
        "    lambda x: (x + x).squared(), g, x))",
        graph=_node_sketch,
        checks=(
            Check(
                "leaf_gradients(find_the_bug_double_visit, "
                "lambda a, b: (a * b).swish() + b, g, a, b)",
                _BOTH_TYPES,
                about="a product that is used in two places",
                hint="Print len(order) for this graph: it has six nodes.",
                points=2,
                atol=1e-5,
            ),
            Check(
                "leaf_gradients(find_the_bug_double_visit, "
                "lambda a, b: (a + b).squared() * (a - b).swish(), g, a, b)",
                _BOTH_TYPES,
                about="several values that are used twice",
                hint="Each node belongs in `order` once. Let `visit` "
                "remember which nodes it has seen, and keep where "
                "order.append stands.",
                atol=1e-5,
            ),
            Check(
                "ladder_of_sums(find_the_bug_double_visit, n)",
                _draw_rungs,
                about="a ladder of n rungs: n calls of a vjp, slope 2**n",
                hint="A ladder of n rungs has n nodes with a vjp, and each "
                "is called once.",
            ),
        ),
        mistakes=(
            Mistake(
                "the bug is still there",
                "The function gives the same wrong numbers as in the "
                "beginning. Look at `visit`: what does it do when it meets "
                "a node for the second time?",
                _DOUBLE_VISIT,
            ),
            Mistake(
                "listed as soon as it was met",
                "Every node stands in the list once, but it enters it before "
                "what it was made from was visited. A node that is used in "
                "two places then comes before one of its users, and hands "
                "on too little.",
                f"{_VISIT_FIRST}{_START}{_PASS}".replace(
                    "reversed(order)", "order"
                ),
                see="backprop#the-order",
            ),
            Mistake(
                "the second share was dropped",
                "Skipping a parent that has a gradient already stops the "
                "double count, and loses a share that is needed. The visit "
                "is what must not be repeated; the adding must stay.",
                _DOUBLE_VISIT.replace(
                    "part = gradients[parent] + part", "continue"
                ),
                see="backprop#used-twice-add",
            ),
            Mistake(
                "only the latest share was kept",
                "The adding is gone, so the last share replaces the others. "
                "The visit is what must not be repeated; the adding must "
                "stay.",
                _VISIT_ONCE + _START + _LATEST,
                see="backprop#used-twice-add",
            ),
        ),
    ),
    Exercise(
        backward,
        see="backprop#going-back",
        given=(Node, leaf_gradients, ladder_of_sums, chain_of_sums),
        target="x, g = np.array([1.0, -2.0]), np.array([1.0, 10.0])\n"
        "print(leaf_gradients(backward, lambda x: x * x + x, g, x))",
        graph=_node_sketch,
        checks=(
            Check(
                "leaf_gradients(backward, lambda a, b: (a * b).sigmoid(), "
                "g, a, b)",
                _BOTH_TYPES,
                about="a graph without forks",
                hint="Start with {end: g}. The vjp of a node turns its "
                "gradient into those of its parents.",
                points=2,
                atol=1e-5,
            ),
            Check(
                "leaf_gradients(backward, lambda a, b: (a + b) + a * b + a, "
                "g, a, b)",
                _BOTH_TYPES,
                about="leaves that are used more than once",
                hint="Where a gradient is there already, add the new share "
                "to it, and make a new array: one + other.",
                points=2,
                atol=1e-5,
            ),
            Check(
                "leaf_gradients(backward, "
                "lambda a, b: (a * b).swish().squared() + b, g, a, b)",
                _BOTH_TYPES,
                about="values in the middle that are used more than once",
                hint="A node may hand on its gradient only when all of it "
                "has arrived: go through the nodes in the order of your "
                "topological_order.",
                points=2,
                atol=1e-5,
            ),
            Check(
                "ladder_of_sums(backward, n)",
                _draw_rungs,
                about="a ladder of n rungs: n calls of a vjp, slope 2**n",
                hint="Each node hands on its gradient once. Do not follow "
                "every way through the graph.",
            ),
            Check(
                "leaf_gradients(backward, "
                "lambda a, b: chain_of_sums(a, b, n), g, a, b)",
                _draw_deep_chain,
                about="a chain of five thousand sums",
                hint="Keep the nodes to be looked at in a list, append and "
                "pop; a function that calls itself runs out of room.",
            ),
        ),
        mistakes=(
            Mistake(
                "started with ones",
                "The gradient at the end is g, and this starts with ones. "
                "The loss may go on behind `end`, and g says how much each "
                "element matters there.",
                f"{_DEEP}gradients = {{end: np.ones_like(g)}}{_PASS}",
                see="backprop#catch-the-error",
            ),
            Mistake(
                "only the latest share was kept",
                "A node that is used twice gets two shares, and the second "
                "replaced the first. A fork on the way forward is a sum on "
                "the way back.",
                f"{_DEEP}{_START}{_LATEST}",
                see="backprop#used-twice-add",
            ),
            Mistake(
                "handed on before all had arrived",
                "Each node is served once, but nearest first. A node that is "
                "near by one way and far by another hands on its gradient "
                "before the last share has come, and that share is lost.",
                """
                order, found = [end], {end}
                for node in order:
                    for parent in node.parents:
                        if parent not in found:
                            found.add(parent)
                            order.append(parent)
                gradients = {end: g}
                for node in order:
                    parts = node.vjp(gradients[node])
                    for parent, part in zip(node.parents, parts):
                        if parent in gradients:
                            part = gradients[parent] + part
                        gradients[parent] = part
                return gradients
                """,
                see="backprop#the-order",
            ),
            Mistake(
                "the whole sum was handed on again",
                "A node is taken up once for each share that comes, and each "
                "time hands on all that has come so far: the first share is "
                "counted again. Serve each node once, when all of its "
                "shares are there.",
                """
                gradients, stack = {end: g}, [end]
                while stack:
                    node = stack.pop()
                    parts = node.vjp(gradients[node])
                    for parent, part in zip(node.parents, parts):
                        gradients[parent] = gradients.get(parent, 0) + part
                        stack.append(parent)
                return gradients
                """,
                see="backprop#the-order",
                also=(
                    """
                    gradients, queue = {end: g}, [end]
                    for node in queue:
                        parts = node.vjp(gradients[node])
                        for parent, part in zip(node.parents, parts):
                            gradients[parent] = gradients.get(parent, 0) + part
                            queue.append(parent)
                    return gradients
                    """,
                ),
            ),
            Mistake(
                "every way through the graph was walked",
                "The gradients are right, but a share was passed on as soon "
                "as it came, so a node is served once for each way that "
                "leads to it. The ways double with every rung of a ladder. "
                "Wait until all shares are there.",
                """
                gradients, stack = {}, [(end, g)]
                while stack:
                    node, share = stack.pop()
                    gradients[node] = gradients.get(node, 0) + share
                    stack += zip(node.parents, node.vjp(share))
                return gradients
                """,
                see="backprop#the-order",
            ),
            Mistake(
                "added into an array of someone else",
                "`+=` changes the array itself. A sum hands one array to "
                "both of its inputs, so what is added for one of them "
                "appears at the other as well. Make a new array: "
                "one + other.",
                f"{_DEEP}{_START}{_IN_PLACE}",
                see="backprop#shared-arrays",
            ),
            Mistake(
                "recursion in a deep graph",
                "A function calls itself once for each step into the graph, "
                "and Python stops that after about a thousand. A list as a "
                "stack and a loop have no such limit.",
                f"{_VISIT_ONCE}{_START}{_PASS}",
                see="backprop#the-order",
            ),
        ),
    ),
    Exercise(
        find_the_bug_aliasing,
        see="backprop#shared-arrays",
        given=(Node, leaf_gradients, ladder_of_sums, chain_of_sums),
        begin=_ALIASING,
        target="a, b = np.array([1.0, -2.0]), np.array([5.0, 7.0])\n"
        "print(leaf_gradients(find_the_bug_aliasing,\n"
        "    lambda a, b: (a + b) + a, np.array([1.0, 10.0]), a, b))",
        graph=_node_sketch,
        checks=(
            Check(
                "leaf_gradients(find_the_bug_aliasing, "
                "lambda a, b: (a + b) + a * b + a, g, a, b)",
                _BOTH_TYPES,
                about="sums and a product",
                hint="Which names stand for one and the same array? Print "
                "`part is g` in the loop.",
                points=2,
                atol=1e-5,
            ),
            Check(
                "leaf_gradients(find_the_bug_aliasing, lambda a, b: "
                "(lambda c: a + c + c.sigmoid())(a + b), g, a, b)",
                _BOTH_TYPES,
                about="sums and a sigmoid",
                hint="An array that came out of a vjp may belong to another "
                "node as well. Which line writes into one?",
                atol=1e-5,
            ),
            Check(
                "leaf_gradients(find_the_bug_aliasing, "
                "lambda a, b: a * b + a, g, a, b)",
                _BOTH_TYPES,
                about="a product and a sum; g must come back unchanged",
                hint="The vjp of a sum hands on g itself, not a copy. Which "
                "line writes into it?",
                atol=1e-5,
            ),
        ),
        mistakes=(
            Mistake(
                "the bug is still there",
                "The function gives the same wrong numbers as in the "
                "beginning. Look at what the vjp of a sum returns, and "
                "then for the line that changes an array in place.",
                _ALIASING,
            ),
            Mistake(
                "only the first array was copied",
                "A copy of g protects the caller. But every sum hands one "
                "array to both of its inputs again, on the way back as "
                "well. What is added must go into a new array.",
                _ALIASING.replace("{end: g}", "{end: g.copy()}"),
            ),
            Mistake(
                "the other array was written into",
                "Now the new share is changed in place, and it too may "
                "belong to another node. Neither array may be written into: "
                "one + other makes a new one.",
                _ALIASING.replace(
                    "gradients[parent] += part",
                    "part += gradients[parent]\n"
                    "            gradients[parent] = part",
                ),
            ),
            Mistake(
                "the shares are no longer added",
                "Nothing is written into an array any more, but the latest "
                "share replaces the others. A fork on the way forward is a "
                "sum on the way back.",
                f"{_VISIT_ONCE}{_START}{_LATEST}",
                see="backprop#used-twice-add",
            ),
        ),
    ),
    Exercise(
        mlp_grads,
        see="backprop#the-page-against-the-library",
        target="rng = np.random.default_rng(0)\n"
        "x, t = rng.normal(size=(4, 2)), np.eye(4)[:, :1]\n"
        "w1, b1 = rng.normal(size=(2, 3)), np.zeros(3)\n"
        "w2, b2 = rng.normal(size=(3, 1)), np.zeros(1)\n"
        "for gradient in mlp_grads(x, t, w1, b1, w2, b2):\n"
        "    print(gradient.round(4))",
        checks=(
            Check(
                "mlp_grads(x, t, w1, b1, w2, b2)[3]",
                _draw_networks,
                about="the gradient of the last bias",
                hint="At the logits arrives (sigmoid(z) - t) / t.size. The "
                "bias was added to every row.",
                atol=1e-6,
            ),
            Check(
                "mlp_grads(x, t, w1, b1, w2, b2)[2]",
                _draw_networks,
                about="the gradient of the last weights",
                hint="What arrives at the logits goes back through the "
                "product h @ w2; see your matmul_vjp.",
                points=2,
                atol=1e-6,
            ),
            Check(
                "mlp_grads(x, t, w1, b1, w2, b2)[1]",
                _draw_networks,
                about="the gradient of the first bias",
                hint="Go on through h: first back through h @ w2, then "
                "through the sigmoid with its slope h * (1 - h), then sum "
                "over the rows.",
                atol=1e-6,
            ),
            Check(
                "mlp_grads(x, t, w1, b1, w2, b2)[0]",
                _draw_networks,
                about="the gradient of the first weights",
                hint="What arrives at the scores of the first layer goes "
                "back through x @ w1.",
                points=2,
                atol=1e-6,
            ),
        ),
        mistakes=(
            Mistake(
                "divided by the rows only",
                "The loss is a mean over all elements, rows times columns, "
                "and this divides by the number of rows. With one column "
                "nobody would notice.",
                """
                h = 1 / (1 + np.exp(-(x @ w1 + b1)))
                p = 1 / (1 + np.exp(-(h @ w2 + b2)))
                d2 = (p - t) / len(t)
                d1 = d2 @ w2.T * h * (1 - h)
                return x.T @ d1, d1.sum(axis=0), h.T @ d2, d2.sum(axis=0)
                """,
                see="backprop#catch-the-error",
            ),
            Mistake(
                "forgot the mean",
                "These are the gradients of the sum of the losses. The mean "
                "is smaller by the factor 1 / t.size, and so are its "
                "gradients.",
                """
                h = 1 / (1 + np.exp(-(x @ w1 + b1)))
                p = 1 / (1 + np.exp(-(h @ w2 + b2)))
                d2 = p - t
                d1 = d2 @ w2.T * h * (1 - h)
                return x.T @ d1, d1.sum(axis=0), h.T @ d2, d2.sum(axis=0)
                """,
                see="backprop#catch-the-error",
            ),
            Mistake(
                "a slope too many at the logits",
                "p - t is the gradient at the logits already: the slope of "
                "the sigmoid cancels against the logarithm of the loss. Here "
                "it was multiplied once more by p (1 - p), as for a squared "
                "error.",
                """
                h = 1 / (1 + np.exp(-(x @ w1 + b1)))
                p = 1 / (1 + np.exp(-(h @ w2 + b2)))
                d2 = (p - t) * p * (1 - p) / t.size
                d1 = d2 @ w2.T * h * (1 - h)
                return x.T @ d1, d1.sum(axis=0), h.T @ d2, d2.sum(axis=0)
                """,
                see="stability#the-loss-take-the-logits",
            ),
            Mistake(
                "uphill",
                "t - p is the direction in which the loss falls. The "
                "gradient points the other way, to where it rises: p - t.",
                """
                h = 1 / (1 + np.exp(-(x @ w1 + b1)))
                p = 1 / (1 + np.exp(-(h @ w2 + b2)))
                d2 = (t - p) / t.size
                d1 = d2 @ w2.T * h * (1 - h)
                return x.T @ d1, d1.sum(axis=0), h.T @ d2, d2.sum(axis=0)
                """,
            ),
            Mistake(
                "skipped the hidden sigmoid",
                "What arrives at h was used as if it arrived at the scores "
                "of the first layer. Between them stands a sigmoid, with "
                "the slope h (1 - h).",
                """
                h = 1 / (1 + np.exp(-(x @ w1 + b1)))
                p = 1 / (1 + np.exp(-(h @ w2 + b2)))
                d2 = (p - t) / t.size
                d1 = d2 @ w2.T
                return x.T @ d1, d1.sum(axis=0), h.T @ d2, d2.sum(axis=0)
                """,
                see="backprop#from-numbers-to-arrays",
            ),
            Mistake(
                "the hidden score instead of its sigmoid",
                "s (1 - s) was taken at the score of the hidden layer. The "
                "slope of the sigmoid is h (1 - h), with its output h.",
                """
                s = x @ w1 + b1
                h = 1 / (1 + np.exp(-s))
                p = 1 / (1 + np.exp(-(h @ w2 + b2)))
                d2 = (p - t) / t.size
                d1 = d2 @ w2.T * s * (1 - s)
                return x.T @ d1, d1.sum(axis=0), h.T @ d2, d2.sum(axis=0)
                """,
                see="sigmoid#the-derivative",
            ),
            Mistake(
                "the logit against the target",
                "A logit is a score, not a probability. The slope of the "
                "loss along z is sigmoid(z) - t: squash the logits first.",
                """
                h = 1 / (1 + np.exp(-(x @ w1 + b1)))
                d2 = (h @ w2 + b2 - t) / t.size
                d1 = d2 @ w2.T * h * (1 - h)
                return x.T @ d1, d1.sum(axis=0), h.T @ d2, d2.sum(axis=0)
                """,
                see="stability#the-loss-take-the-logits",
            ),
            Mistake(
                "the biases were not summed",
                "The gradients of the biases have one row for each row of "
                "the batch. A bias was copied to every row, so the rows are "
                "added up.",
                """
                h = 1 / (1 + np.exp(-(x @ w1 + b1)))
                p = 1 / (1 + np.exp(-(h @ w2 + b2)))
                d2 = (p - t) / t.size
                d1 = d2 @ w2.T * h * (1 - h)
                return x.T @ d1, d1, h.T @ d2, d2
                """,
                see="backprop#broadcasting-copy-forward-sum-back",
            ),
        ),
    ),
    Exercise(
        Value,
        see="backprop#recording",
        given=(grads_of,),
        keep=(
            "__init__",
            "lifted",
            "__neg__",
            "__sub__",
            "__truediv__",
            "__radd__",
            "__rmul__",
            "__rsub__",
            "__rtruediv__",
        ),
        target="print(grads_of(lambda a, b: a * b + a**2, 3.0, 5.0))\n"
        "print(grads_of(lambda a: (1 / a).sigmoid(), 2.0).round(4))",
        equivalent={
            "float(data) -> data": "a Python integer gives the same numbers",
            "self.lifted(other) -> other": "a Python number can be raised to "
            "the power -1 as well",
            "self * -1 -> self / -1": "-1 is its own reciprocal",
        },
        graph=_value_sketch,
        checks=(
            Check(
                "grads_of(lambda a, b: 2.5 + a + b + 1, a, b)",
                _draw_numbers(),
                about="sums",
                hint="A sum has the slope 1 along both of its inputs, and "
                "self.lifted(other) makes a Value of a number. backward() "
                "starts with 1 at the end.",
                atol=1e-12,
            ),
            Check(
                "grads_of(lambda a, b: 3 * (a * b) * a, a, b)",
                _draw_numbers(),
                about="products",
                hint="The slope of a product along one factor is the other "
                "factor. `a` is used twice: its shares are added.",
                atol=1e-12,
            ),
            Check(
                "grads_of(lambda a, b: (1 - a) / b + 3 / a + b**3 - 2, a, b)",
                _draw_numbers(),
                about="differences, quotients and powers",
                hint="The slope of a**n is n * a**(n - 1). A difference is "
                "a sum with * -1, a quotient a product with ** -1.",
                atol=1e-12,
            ),
            Check(
                "grads_of(lambda a, b: (a / b).exp() + (a * b).sigmoid(), "
                "a, b)",
                _draw_numbers(),
                about="exp and sigmoid",
                hint="exp is its own slope; the slope of the sigmoid is "
                "y * (1 - y), with its value y.",
                rtol=1e-7,
                atol=1e-12,
            ),
            Check(
                "grads_of(lambda a, b: "
                "(lambda y: y * y.sigmoid() + y)(a * b), a, b)",
                _draw_numbers(),
                about="a value in the middle that is used three times",
                hint="A value may hand on its gradient only when all of it "
                "has arrived. You wrote such an order already.",
                points=2,
                rtol=1e-7,
                atol=1e-12,
            ),
            Check(
                "grads_of(lambda a, b: (a * b) * (a + b), a, b, times=2)",
                _draw_numbers(),
                about="backward() called twice",
                hint="Only what arrives in this pass is handed on. Keep it "
                "in a dictionary, and add to `grad` what arrived.",
                atol=1e-12,
            ),
            Check(
                "grads_of(lambda a: sum([a] * n, a), a)",
                _draw_deep_sum,
                about="a sum of five thousand values",
                hint="Keep the values to be looked at in a list, append and "
                "pop; a method that calls itself runs out of room.",
            ),
        ),
        mistakes=(
            Mistake(
                "each factor got itself",
                "The slope of a * b along a is b: each factor gets the other "
                "one. Here each got itself.",
                """
                def __mul__(self, other):
                    other = self.lifted(other)
                    slopes = (self.data, other.data)
                    return Value(self.data * other.data, (self, other), slopes)
                """,
                see="backprop#operations",
            ),
            Mistake(
                "the exponent was not lowered",
                "The slope of a to the power n is n times a to the power "
                "n - 1. Here the power is still n.",
                """
                def __pow__(self, n):
                    slope = n * self.data**n
                    return Value(self.data**n, (self,), (slope,))
                """,
                see="backprop#one-neuron-by-hand",
            ),
            Mistake(
                "the score instead of its sigmoid",
                "x (1 - x) was taken at the input. The slope of the sigmoid "
                "is y (1 - y), with its output y.",
                """
                def sigmoid(self):
                    x = self.data
                    y = 1 / (1 + np.exp(-x))
                    return Value(y, (self,), (x * (1 - x),))
                """,
                see="sigmoid#the-derivative",
            ),
            Mistake(
                "the latest share replaced the others",
                "`grad` was set, where it should be added to. A value that "
                "is used twice keeps only its last share, and a second "
                "backward() starts afresh.",
                """
                def backward(self):
                    order, stack = {}, [(self, False)]
                    while stack:
                        value, done = stack.pop()
                        if done:
                            order[value] = None
                        elif value not in order:
                            stack.append((value, True))
                            stack += [(p, False) for p in value.parents]
                    self.grad = 1.0
                    for value in reversed(order):
                        for p, slope in zip(value.parents, value.slopes):
                            p.grad = value.grad * slope
                """,
                see="backprop#used-twice-add",
            ),
            Mistake(
                "the first pass was handed on again",
                "`grad` holds the sum of all passes, and the second "
                "backward() handed on all of it. What the first pass left "
                "has been handed on already: keep what arrives in a pass "
                "apart.",
                """
                def backward(self):
                    order, stack = {}, [(self, False)]
                    while stack:
                        value, done = stack.pop()
                        if done:
                            order[value] = None
                        elif value not in order:
                            stack.append((value, True))
                            stack += [(p, False) for p in value.parents]
                    self.grad = 1.0
                    for value in reversed(order):
                        for p, slope in zip(value.parents, value.slopes):
                            p.grad += value.grad * slope
                """,
                see="backprop#where-the-gradients-go",
                also=(
                    """
                    def backward(self):
                        order, stack = {}, [(self, False)]
                        while stack:
                            value, done = stack.pop()
                            if done:
                                order[value] = None
                            elif value not in order:
                                stack.append((value, True))
                                stack += [(p, False) for p in value.parents]
                        self.grad += 1.0
                        for value in reversed(order):
                            for p, slope in zip(value.parents, value.slopes):
                                p.grad += value.grad * slope
                    """,
                ),
            ),
            Mistake(
                "handed on before all had arrived",
                "Each value is served once, but nearest first. A value that "
                "is near by one way and far by another hands on its "
                "gradient before the last share has come.",
                """
                def backward(self):
                    order, found = [self], {self}
                    for value in order:
                        for parent in value.parents:
                            if parent not in found:
                                found.add(parent)
                                order.append(parent)
                    arrived = {self: 1.0}
                    for value in order:
                        g = arrived[value]
                        for p, slope in zip(value.parents, value.slopes):
                            arrived[p] = arrived.get(p, 0.0) + g * slope
                    for value, g in arrived.items():
                        value.grad += g
                """,
                see="backprop#the-order",
            ),
            Mistake(
                "the whole sum was handed on again",
                "A value is taken up once for each share that comes, and "
                "each time hands on all that has come so far: the first "
                "share is counted again. Serve each value once, when all of "
                "its shares are there.",
                """
                def backward(self):
                    arrived, stack = {self: 1.0}, [self]
                    while stack:
                        value = stack.pop()
                        for p, slope in zip(value.parents, value.slopes):
                            share = arrived[value] * slope
                            arrived[p] = arrived.get(p, 0.0) + share
                            stack.append(p)
                    for value, g in arrived.items():
                        value.grad += g
                """,
                see="backprop#the-order",
            ),
            Mistake(
                "a number was not made a Value",
                "`other` may be a plain number, which has neither `data` nor "
                "`grad`. self.lifted(other), which is given, makes a Value "
                "of a number and leaves a Value as it is.",
                """
                def __add__(self, other):
                    total = self.data + other.data
                    return Value(total, (self, other), (1.0, 1.0))

                def __mul__(self, other):
                    slopes = (other.data, self.data)
                    return Value(self.data * other.data, (self, other), slopes)
                """,
                see="backprop#operations",
            ),
            Mistake(
                "recursion in a deep graph",
                "A method calls itself once for each step into the graph, "
                "and Python stops that after about a thousand. A list as a "
                "stack and a loop have no such limit.",
                """
                def backward(self):
                    self.receive(1.0)

                def receive(self, g):
                    self.grad += g
                    for parent, slope in zip(self.parents, self.slopes):
                        parent.receive(g * slope)
                """,
                see="backprop#the-order",
            ),
            Mistake(
                "the slopes of a product for a sum",
                "The slopes of a sum are 1 along both inputs. Here they are "
                "the inputs themselves, as in a product.",
                """
                def __add__(self, other):
                    other = self.lifted(other)
                    slopes = (other.data, self.data)
                    return Value(self.data + other.data, (self, other), slopes)
                """,
                see="backprop#operations",
            ),
        ),
    ),
]
