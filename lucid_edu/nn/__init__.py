"""Layers, losses and what they are made of, under PyTorch's names."""

from lucid_edu.nn import functional
from lucid_edu.nn.layers import (
    HardSigmoid,
    Hardsigmoid,
    Identity,
    Linear,
    LogSigmoid,
    ReLU,
    Sequential,
    Sigmoid,
    Softplus,
    Tanh,
)
from lucid_edu.nn.losses import BCELoss, BCEWithLogitsLoss, MSELoss
from lucid_edu.nn.module import Module, Parameter

__all__ = [
    "BCELoss",
    "BCEWithLogitsLoss",
    "HardSigmoid",
    "Hardsigmoid",
    "Identity",
    "Linear",
    "LogSigmoid",
    "MSELoss",
    "Module",
    "Parameter",
    "ReLU",
    "Sequential",
    "Sigmoid",
    "Softplus",
    "Tanh",
    "functional",
]
