"""A graphics card that a run may have to itself, and which of those there are this process may use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Gpu:
    """A card, or a slice of one (MIG): `id` is what CUDA_VISIBLE_DEVICES takes, `nodes` are the device files that reach it.

    `index` is the card's place in the order of the PCI bus, `memory_bytes` what it holds.
    """

    id: str
    name: str
    memory_bytes: int
    index: int
    nodes: tuple[str, ...] = ()


def visible(gpus: Sequence[Gpu], variable: str | None) -> tuple[Gpu, ...]:
    """Return those of the cards that CUDA_VISIBLE_DEVICES leaves to this process, in its order; None leaves all.

    As CUDA reads it, each entry is an index or the beginning of an id, and the first one that names nothing ends the list.
    Indices count along the PCI bus. Source: CUDA C++ Programming Guide, "CUDA Environment Variables".
    """
    if variable is None:
        return tuple(gpus)
    chosen: list[Gpu] = []
    for entry in (part.strip() for part in variable.split(",")):
        named = [one for one in gpus if (one.index == int(entry) if entry.isdecimal() else entry and one.id.startswith(entry))]
        if not named:
            break
        chosen += [one for one in named if one not in chosen]
    return tuple(chosen)
