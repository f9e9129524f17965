"""Checks that teachers call in the tests of deep-learning exercises; each raises AssertionError with what is wrong.

from grader.exercises import check_gradient, check_convolution, same
"""

from __future__ import annotations

from grader.exercises.check_convolution import check_convolution
from grader.exercises.check_folds import check_folds
from grader.exercises.check_gradient import check_gradient
from grader.exercises.check_loss_falls import check_loss_falls
from grader.exercises.check_metrics import check_metrics
from grader.exercises.check_shapes import check_shapes
from grader.exercises.parameters import conv_parameters, conv_size, dense_parameters
from grader.exercises.same import same

__all__ = [
    "check_convolution", "check_folds", "check_gradient", "check_loss_falls", "check_metrics", "check_shapes",
    "conv_parameters", "conv_size", "dense_parameters", "same",
]  # fmt: skip
