"""What is raised where a model cannot be scored."""

from __future__ import annotations

from collections.abc import Sequence


class Refused(Exception):  # noqa: N818 - a result, not an accident
    """The model cannot be scored; the sentence goes to the group, `steps` say what was tried."""

    def __init__(self, sentence: str, steps: Sequence[str] = ()) -> None:
        super().__init__(sentence)
        self.steps = list(steps)
