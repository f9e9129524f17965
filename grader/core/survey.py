"""What was seen in a submission's notebooks and models without running anything of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from grader.core.checklist import Place
from grader.core.evidence import Claim


@dataclass(frozen=True)
class Mention:
    """A place in a notebook: `cell` counts all cells from 0, `text` is what stands there."""

    cell: int
    text: str

    @property
    def place(self) -> str:
        """The place for a person, who counts cells from 1: 'cell 4: model.fit'."""
        return f"cell {self.cell + 1}: {self.text}"


@dataclass(frozen=True)
class NotebookFacts:
    """What a notebook is and does; one that is not `readable` has a `reason` that completes 'The notebook …'.

    `training`, `prediction` and `specification` show code that trains, predicts and defines a network; `saves` and
    `loads` are the paths of models its code names; `preprocessing` are the input conventions its code shows, by their
    canonical names, `predicts` the functions it offers as prediction contract; `absolute` are paths that exist only on its
    author's machine. `imported` has each module at its first import, `fed` the scale of the digits that a prediction is given,
    `out_of_order` the cells last run before one above, `lines` the line of the file (from 1) at which each cell begins.
    """

    path: str
    bytes: int
    readable: bool = False
    reason: str = ""
    language: str = ""
    code_cells: int = 0
    imports: tuple[str, ...] = ()
    training: tuple[Mention, ...] = ()
    prediction: tuple[Mention, ...] = ()
    specification: tuple[Mention, ...] = ()
    saves: tuple[Mention, ...] = ()
    loads: tuple[Mention, ...] = ()
    digits: tuple[Mention, ...] = ()
    absolute: tuple[Mention, ...] = ()
    colab: tuple[Mention, ...] = ()
    unparsed: tuple[Mention, ...] = ()
    preprocessing: tuple[Mention, ...] = ()
    predicts: tuple[str, ...] = ()
    imported: tuple[Mention, ...] = ()
    fed: tuple[Mention, ...] = ()
    out_of_order: tuple[Mention, ...] = ()
    lines: tuple[int, ...] = ()

    def place(self, cell: int) -> Place:
        """Return the place of that cell (from 0) in the repository."""
        return Place(self.path, cell, self.lines[cell] if cell < len(self.lines) else None)


@dataclass(frozen=True)
class ModelFacts:
    """What a model file says of itself; one with `problems` is not to be loaded, and each says why to its group.

    `kind` is keras-h5, keras-zip, weights-only, hdf5-other, not-hdf5, lfs-pointer or truncated. `input_shape` is
    without the batch, None where a size is open; what is not known is None or empty.
    """

    path: str
    sha256: str
    bytes: int
    kind: str
    keras_version: str | None = None
    layers: tuple[str, ...] = ()
    input_shape: tuple[int | None, ...] | None = None
    output_width: int | None = None
    parameters: int | None = None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Declared:
    """What the group's own submission.yaml says, '' where it says nothing; paths are relative to the repository."""

    notebook: str = ""
    model: str = ""
    predict: str = ""
    preprocessing: str = ""
    environment: str = ""


@dataclass(frozen=True)
class Survey:
    """Everything seen; `problems` are sentences about submission.yaml and about what was too much to look at.

    `held` are those paths of submission.yaml that are files of the commit, of whatever kind.
    """

    notebooks: tuple[NotebookFacts, ...] = ()
    models: tuple[ModelFacts, ...] = ()
    declared: Declared = field(default=Declared())
    claims: tuple[Claim, ...] = ()
    problems: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
