"""What the sample class answers in the topic backprop."""

from __future__ import annotations

RIGHT: dict[str, str] = {
    "multiply_vjp": """\
def multiply_vjp(a, b, g):
    return np.multiply(b, g), np.multiply(a, g)
""",
    "numerical_grad": """\
def numerical_grad(f, x, eps):
    x = np.asarray(x, float)
    slopes = []
    for one in np.eye(x.size):
        step = eps * one.reshape(x.shape)
        slopes.append((f(x + step) - f(x - step)) / (2 * eps))
    return np.array(slopes, float).reshape(x.shape)
""",
    "matmul_vjp": """\
def matmul_vjp(a, b, g):
    return (b @ g.T).T, (g.T @ a).T
""",
    "unbroadcast": """\
def unbroadcast(g, shape):
    while g.ndim > len(shape):
        g = g.sum(0)
    for axis, size in enumerate(shape):
        if size != g.shape[axis]:
            g = g.sum(axis, keepdims=True)
    return g
""",
    "find_the_bug_batch_bias": """\
def find_the_bug_batch_bias(x, w, g):
    return g @ w.T, x.T @ g, np.ones_like(g[:, 0]) @ g
""",
    "sigmoid_layer_vjp": """\
def sigmoid_layer_vjp(x, w, b, g):
    z = np.exp(-(x @ w + b))
    slope = z / (1 + z) ** 2
    d = slope * g
    return np.dot(d, w.T), np.dot(x.T, d), np.sum(d, 0)
""",
    "topological_order": """\
def topological_order(node, parents):
    order, seen, stack = [], set(), [(node, 0)]
    while stack:
        one, place = stack.pop()
        if place == 0 and one in seen:
            continue
        seen.add(one)
        if place == len(parents[one]):
            order.append(one)
            continue
        stack.append((one, place + 1))
        if parents[one][place] not in seen:
            stack.append((parents[one][place], 0))
    return order[::-1]
""",
    "find_the_bug_double_visit": """\
def find_the_bug_double_visit(end, g):
    order = []

    def visit(node):
        for parent in node.parents:
            if parent not in order:
                visit(parent)
        if node not in order:
            order.append(node)

    visit(end)
    gradients = {end: g}
    for node in order[::-1]:
        shares = node.vjp(gradients[node])
        for parent, share in zip(node.parents, shares):
            gradients[parent] = gradients.get(parent, 0) + share
    return gradients
""",
    "backward": """\
def backward(end, g):
    users, found = {end: 0}, [end]
    for node in found:
        for parent in node.parents:
            if parent not in users:
                users[parent] = 0
                found.append(parent)
            users[parent] += 1
    gradients, ready = {end: g}, [end]
    while ready:
        node = ready.pop()
        for parent, share in zip(node.parents, node.vjp(gradients[node])):
            gradients[parent] = gradients.get(parent, 0) + share
            users[parent] -= 1
            if users[parent] == 0:
                ready.append(parent)
    return gradients
""",
    "find_the_bug_aliasing": """\
def find_the_bug_aliasing(end, g):
    order = []

    def visit(node):
        if node not in order:
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(end)
    gradients = {end: g}
    for node in order[::-1]:
        for parent, share in zip(node.parents, node.vjp(gradients[node])):
            if parent in gradients:
                gradients[parent] += share
            else:
                gradients[parent] = np.array(share)  # its own array
    return gradients
""",
    "mlp_grads": """\
def mlp_grads(x, t, w1, b1, w2, b2):
    h = 0.5 * (1 + np.tanh((x @ w1 + b1) / 2))
    z = h @ w2 + b2
    dz = (0.5 * (1 + np.tanh(z / 2)) - t) / (t.shape[0] * t.shape[1])
    ds = (dz @ w2.T) * (h - h**2)
    return x.T @ ds, ds.sum(0), h.T @ dz, dz.sum(0)
""",
    "Value": """\
class Value:
    def __init__(self, data, edges=()):
        self.data, self.grad = float(data), 0.0
        self.edges = edges  # pairs of an input and the slope along it

    def __add__(self, other):
        other = self.lifted(other)
        return Value(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        other = self.lifted(other)
        edges = [(self, other.data), (other, self.data)]
        return Value(self.data * other.data, edges)

    def __pow__(self, n):
        return Value(self.data**n, [(self, n * self.data ** (n - 1))])

    def exp(self):
        y = np.exp(self.data)
        return Value(y, [(self, y)])

    def sigmoid(self):
        return 1 / (1 + (-self).exp())

    def backward(self):
        order, seen, stack = [], {self}, [(self, iter(self.edges))]
        while stack:
            value, edges = stack[-1]
            for parent, _ in edges:
                if parent not in seen:
                    seen.add(parent)
                    stack.append((parent, iter(parent.edges)))
                    break
            else:
                order.append(value)
                stack.pop()
        arrived = dict.fromkeys(order, 0.0)
        arrived[self] = 1.0
        for value in reversed(order):
            value.grad += arrived[value]
            for parent, slope in value.edges:
                arrived[parent] += slope * arrived[value]

    def lifted(self, other):
        return other if isinstance(other, Value) else Value(other)

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + self.lifted(other) * -1

    def __truediv__(self, other):
        return self * self.lifted(other) ** -1

    __radd__, __rmul__ = __add__, __mul__

    def __rsub__(self, other):
        return self.lifted(other) - self

    def __rtruediv__(self, other):
        return self.lifted(other) / self
""",
}

# One bug mended and two left, transposes forgotten, recursion in a deep
# graph; the given class is gone, and the own one has another name.
MIXED: dict[str, str | None] = {
    "multiply_vjp": "def multiply_vjp(a, b, g):\n    return g * a, g * b\n",
    "numerical_grad": """\
def numerical_grad(f, x, eps):
    slopes = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        up = x.copy()
        up[i] += eps
        slopes[i] = (f(up) - f(x)) / eps
    return slopes
""",
    "matmul_vjp": "def matmul_vjp(a, b, g):\n    return g @ b, a @ g\n",
    "find_the_bug_batch_bias": RIGHT["find_the_bug_batch_bias"],
    "sigmoid_layer_vjp": """\
def sigmoid_layer_vjp(x, w, b, g):
    y = 1 / (1 + np.exp(-(x @ w + b)))
    d = g * y * (1 - y)
    return d @ w.T, x.T @ d, d
""",
    "topological_order": """\
def topological_order(node, parents):
    order, seen = [], set()

    def visit(one):
        seen.add(one)
        for parent in parents[one]:
            if parent not in seen:
                visit(parent)
        order.append(one)

    visit(node)
    return order[::-1]
""",
    "find_the_bug_double_visit-given": None,
    "mlp_grads": RIGHT["mlp_grads"],
    "Value": RIGHT["Value"].replace("Value", "Number"),
}
