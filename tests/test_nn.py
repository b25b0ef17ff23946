"""Modules, losses and optimizers, against PyTorch's recorded numbers."""

from __future__ import annotations

import numpy as np
import pytest

import lucid_edu as le
from lucid_edu import Tensor, nn, optim
from lucid_edu.nn import functional as F


class Net(nn.Module):
    def __init__(self):
        self.fc1 = nn.Linear(64, 128, dtype="float64")
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(128, 2, dtype="float64")

    def forward(self, x):
        return self.fc2(self.relu(self.fc1(x)))


def test_parameters_are_found_by_dotted_name_in_order_and_once():
    model = Net()
    model.again = model.fc1
    assert [name for name, _ in model.named_parameters()] == [
        "fc1.weight",
        "fc1.bias",
        "fc2.weight",
        "fc2.bias",
    ]
    assert [p.shape for p in model.parameters()] == [
        (128, 64),
        (128,),
        (2, 128),
        (2,),
    ]


def test_linear_starts_within_pytorch_s_bound():
    le.manual_seed(0)
    layer = nn.Linear(64, 1000)
    for parameter in layer.parameters():
        largest = np.abs(parameter.numpy()).max()
        assert 0.12 < largest <= 0.125
    assert layer.weight.dtype == np.float32
    assert nn.Linear(3, 2, bias=False).bias is None


def test_a_state_comes_back_and_is_a_copy():
    one, two = Net(), Net()
    state = one.state_dict()
    two.load_state_dict(state)
    x = Tensor(np.ones((1, 64)))
    assert one(x).tolist() == two(x).tolist()
    state["fc1.bias"][:] = 99
    assert one(x).tolist() == two(x).tolist()


def test_a_state_that_does_not_fit_changes_nothing_and_says_why():
    model = Net()
    before = model.state_dict()
    with pytest.raises(ValueError, match=r"missing \['fc2.bias'\]"):
        model.load_state_dict(
            {k: v for k, v in before.items() if k != "fc2.bias"}
        )
    with pytest.raises(ValueError, match=r"missing nothing.*\['fc3.bias'\]"):
        model.load_state_dict({**before, "fc3.bias": np.zeros(2)})
    bad = {**before, "fc1.weight": before["fc1.weight"] + 1}
    bad["fc2.bias"] = np.zeros(3)
    with pytest.raises(ValueError, match=r"fc2.bias needs shape \(2,\)"):
        model.load_state_dict(bad)
    after = model.state_dict()
    assert all((after[k] == before[k]).all() for k in before)


def test_modes_reach_every_module():
    model = nn.Sequential(nn.Linear(2, 2), nn.Sequential(nn.ReLU()))
    assert model.training
    model.eval()
    assert not any(module.training for module in model.modules())
    assert model.train().training


def test_a_model_prints_as_a_tree():
    model = nn.Sequential(
        nn.Linear(3, 2), nn.Sequential(nn.HardSigmoid()), nn.Hardsigmoid()
    )
    assert repr(model) == (
        "Sequential(\n"
        "  (0): Linear(in_features=3, out_features=2, bias=True)\n"
        "  (1): Sequential(\n"
        "    (0): HardSigmoid(alpha=0.2, beta=0.5)\n"
        "  )\n"
        "  (2): Hardsigmoid(alpha=0.166667, beta=0.5)\n"
        ")"
    )


def test_zero_grad_before_and_after_a_backward():
    model = Net()
    model.zero_grad()
    model(Tensor(np.ones((2, 64)))).backward()
    assert all(p.grad is not None for p in model.parameters())
    model.zero_grad()
    assert all(p.grad is None for p in model.parameters())


MODULES = [
    (nn.Sigmoid(), F.sigmoid),
    (nn.HardSigmoid(), F.hard_sigmoid),
    (nn.Hardsigmoid(), F.hardsigmoid),
    (nn.LogSigmoid(), F.logsigmoid),
    (nn.ReLU(), F.relu),
    (nn.Tanh(), F.tanh),
    (nn.Softplus(), F.softplus),
    (nn.Identity(), lambda x: x),
]


@pytest.mark.parametrize(
    ("module", "function"), MODULES, ids=[repr(m) for m, _ in MODULES]
)
def test_a_module_and_its_function_agree_to_the_bit(module, function):
    x = le.randn(4, 5)
    assert module(x).tolist() == function(x).tolist()


def test_hardsigmoid_gives_pytorch_s_values():
    x = Tensor([[-1.0, 2.0, -0.5, 3.0]], requires_grad=True)
    y = nn.Hardsigmoid()(x)
    y.backward()
    np.testing.assert_allclose(y, [[1 / 3, 5 / 6, 5 / 12, 1]], rtol=2e-7)
    np.testing.assert_allclose(x.grad, [[1 / 6, 1 / 6, 1 / 6, 0]], rtol=1e-7)


P = np.array([[0.2, 0.7, 0.9], [0.5, 0.4, 0.6]])
T = np.array([[0.0, 1.0, 1.0], [1.0, 0.0, 0.5]])
PLAIN = -(T * np.log(P) + (1 - T) * np.log(1 - P))
LOGITS = np.log(P / (1 - P))


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_cross_entropy_of_probabilities_and_of_logits(reduction):
    weight = np.array([1.0, 2.0, 0.5])
    for w in (None, weight):
        expected = PLAIN if w is None else PLAIN * w
        if reduction != "none":
            expected = getattr(np, reduction)(expected)
        for loss, x in (
            (nn.BCELoss(w, reduction), P),
            (nn.BCEWithLogitsLoss(w, reduction), LOGITS),
        ):
            got = loss(Tensor(x), Tensor(T))
            np.testing.assert_allclose(got.numpy(), expected, rtol=1e-12)


def test_pos_weight_multiplies_the_positive_part():
    weight = np.array([3.0, 1.0, 0.5])
    expected = -(T * weight * np.log(P) + (1 - T) * np.log(1 - P))
    loss = nn.BCEWithLogitsLoss(reduction="none", pos_weight=weight)
    np.testing.assert_allclose(
        loss(Tensor(LOGITS), Tensor(T)).numpy(), expected, rtol=1e-12
    )
    assert le.gradcheck(
        lambda x: F.binary_cross_entropy_with_logits(x, T, pos_weight=weight),
        [LOGITS],
    )


def test_the_gradient_is_scaled_by_all_elements_not_by_rows():
    x = Tensor(LOGITS, requires_grad=True)
    nn.BCEWithLogitsLoss()(x, Tensor(T)).backward()
    np.testing.assert_allclose(x.grad, (P - T) / 6, rtol=1e-12)


def test_cross_entropy_at_the_ends_is_clamped_as_in_pytorch():
    p = Tensor([0.0, 1e-9, 1.0], requires_grad=True)
    loss = nn.BCELoss(reduction="none")(p, Tensor([1.0, 1.0, 0.0]))
    np.testing.assert_allclose(loss.numpy(), [100, 20.723266, 100], rtol=1e-6)
    loss.backward()
    np.testing.assert_allclose(p.grad, [-1e12, -1e9, 1e12], rtol=1e-6)


def test_logits_stay_trainable_where_probabilities_are_stuck():
    x = Tensor([20.0], requires_grad=True)
    nn.BCEWithLogitsLoss()(x, Tensor([0.0])).backward()
    assert x.grad.tolist() == [1.0]
    # From probabilities the loss is capped at 100 and the slope is wrong:
    # 1e12 (the clamp) times 2e-9 (the sigmoid's) instead of 1.
    y = Tensor([20.0], requires_grad=True)
    nn.BCELoss()(y.sigmoid(), Tensor([0.0])).backward()
    assert y.grad.item() > 1000


def test_mean_squared_error():
    x = Tensor(P, requires_grad=True)
    loss = nn.MSELoss()(x, Tensor(T))
    loss.backward()
    np.testing.assert_allclose(loss.item(), np.mean((P - T) ** 2), rtol=1e-14)
    np.testing.assert_allclose(x.grad, 2 * (P - T) / 6, rtol=1e-14)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: nn.BCELoss()(Tensor([0.5]), Tensor([2.0])), "targets.*not 2"),
        (
            lambda: nn.BCELoss()(Tensor([1.5]), Tensor([1.0])),
            "probabilities between 0 and 1, not 1.5",
        ),
        (
            lambda: nn.BCEWithLogitsLoss()(Tensor([1.5]), Tensor([-1.0])),
            "targets between 0 and 1, not -1",
        ),
        (
            lambda: nn.MSELoss()(Tensor([1.0]), Tensor([[1.0]])),
            r"one shape, not \(1,\) and \(1, 1\)",
        ),
        (
            lambda: nn.MSELoss("max")(Tensor([1.0]), Tensor([1.0])),
            "reduction is .* not 'max'",
        ),
        (lambda: nn.HardSigmoid(alpha=-0.2), "alpha above 0, not -0.2"),
        (lambda: nn.HardSigmoid(alpha=float("nan")), "alpha above 0"),
        (lambda: nn.Linear(0, 1), "at least one feature"),
        (
            lambda: nn.Linear(3, 1)(le.zeros(2, 4)),
            r"needs 3 features in the last axis of its input, not 4",
        ),
        (lambda: optim.SGD([]), "at least one parameter"),
        (lambda: optim.SGD([le.zeros(1)], lr=-1), "0 or more, not -1"),
        (lambda: nn.Module()(1), "needs a forward method"),
    ],
)
def test_bad_input_gets_one_sentence(call, message):
    with pytest.raises((ValueError, NotImplementedError), match=message):
        call()
