"""The HardSigmoid page's three examples, import lines changed."""

from __future__ import annotations

import numpy as np
import pytest
from test_seed_examples import fill

import lucid_edu.nn as nn
from lucid_edu import Tensor


def test_s003_e1_hard_sigmoid_on_one_tensor():
    input_tensor = Tensor([[-1.0, 2.0, -0.5, 3.0]], requires_grad=True)
    hard_sigmoid = nn.HardSigmoid()
    output = hard_sigmoid(input_tensor)
    assert repr(output) == "Tensor([[0.3, 0.9, 0.4, 1.0]], grad=None)"
    output.backward()
    assert repr(input_tensor.grad) == "Tensor([[0.2, 0.2, 0.2, 0.0]])"


def test_s003_e2_hard_sigmoid_in_a_module():
    class SimpleHardSigmoidModel(nn.Module):
        def __init__(self):
            super(SimpleHardSigmoidModel, self).__init__()  # noqa: UP008
            self.hard_sigmoid = nn.HardSigmoid()

        def forward(self, x):
            return self.hard_sigmoid(x)

    model = SimpleHardSigmoidModel()
    input_data = Tensor([[-2.0, 0.5, 1.5, -0.3]], requires_grad=True)
    output = model(input_data)
    assert repr(output) == "Tensor([[0.1, 0.6, 0.8, 0.44]], grad=None)"
    output.backward()
    assert repr(input_data.grad) == "Tensor([[0.2, 0.2, 0.2, 0.2]])"


@pytest.mark.parametrize(
    ("layer", "expected", "grad"),
    [
        (nn.HardSigmoid, [0.7418, -0.6716], [0.054, -0.028, 0.002]),
        (
            nn.Hardsigmoid,
            [0.6575, -0.5723333333],
            [0.0116666667, 0.0183333333, -0.0483333333],
        ),
    ],
)
def test_s003_e3_hard_sigmoid_between_two_linear_layers(layer, expected, grad):
    class NeuralNetwork(nn.Module):
        def __init__(self):
            super(NeuralNetwork, self).__init__()  # noqa: UP008
            self.fc1 = nn.Linear(in_features=3, out_features=5)
            self.hard_sigmoid = layer()
            self.fc2 = nn.Linear(in_features=5, out_features=2)

        def forward(self, x):
            x = self.fc1(x)
            x = self.hard_sigmoid(x)
            x = self.fc2(x)
            return x

    model = NeuralNetwork()
    fill(model)
    input_data = Tensor(np.array([[0.5, -1.2, 3.3]]), requires_grad=True)
    output = model(input_data)
    output.backward()
    np.testing.assert_allclose(output.numpy(), [expected], atol=1e-10)
    np.testing.assert_allclose(input_data.grad, [grad], atol=1e-10)
