"""What a question of OK's or Otter's raises when not all of its cases pass."""

from __future__ import annotations


class Unmet(AssertionError):  # noqa: N818 - it is said as what happened: not everything that was asked for is there
    """Some cases did not pass. `share` of the points is earned all the same; `public` is what the student may read."""

    def __init__(self, share: float, public: str, detail: str) -> None:
        self.share, self.public = share, public
        super().__init__(detail)
