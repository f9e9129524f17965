"""What a course decides about models: which one counts, whether they may bring code, and what else is measured of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Policy:
    """`code` says whether a model with Lambda or custom layers is refused or run in the sandbox: 'refuse' or 'sandbox'.

    `which` of several committed models counts: 'named' (by the group, else what its notebook saves last) or 'best' on public
    training digits. `robustness` asks for the accuracy on spoiled digits, `sealed` replaces the public test split that
    notebooks see; None seals MNIST and leaves other data as they are.
    """

    code: str = "refuse"
    which: str = "named"
    robustness: bool = True
    sealed: bool | None = None
