"""The hidden cell that lets tests outside call the notebook's own functions, with data in and data out.

Its text runs in the student's kernel and imports nothing of ours. Whatever happens to it there changes what the student's
functions answer, and nothing else: answers are compared outside.

A packed value is 8 bytes that give the length of a JSON text, the text `{"value": …, "arrays": [[type, shape], …]}`, and
the arrays' bytes one after another, little-endian and in C order. In the value `{"a": 0}` stands for an array, `{"t": …}` for a
tuple, `{"d": [[key, value], …]}` for a dictionary, a Counter too, `{"s": …}` for a set, `{"c": [re, im]}` for a complex number,
`{"n": name}` for what the notebook calls so, `{"k": key}` for what an earlier call kept, and `{"o": class}` for what is no data.
"""

from __future__ import annotations

import json
import linecache
import os
from typing import Any

_DEEPEST = 60
_SHOWN = 20_000
_KEPT = "__kept_by_tests__"


def unpack(data: bytes, known: dict[str, Any]) -> Any:
    """Return the value that stands in a packed one."""
    import numpy as np

    end = 8 + int.from_bytes(data[:8], "little")
    head = json.loads(data[8:end])
    arrays = []
    for kind, shape in head["arrays"]:
        count = int(np.prod(shape, dtype=np.int64))
        arrays.append(np.frombuffer(data, np.dtype(kind), count, end).reshape(shape).copy())
        end += arrays[-1].nbytes
    return plain(head["value"], arrays, known)


def plain(node: Any, arrays: list[Any], known: dict[str, Any]) -> Any:  # noqa: PLR0911 - one line a tag
    """Return the Python value that a node of the JSON stands for."""
    if isinstance(node, list):
        return [plain(item, arrays, known) for item in node]
    if not isinstance(node, dict):
        return node
    ((tag, what),) = node.items()
    if tag == "a":
        return arrays[what] if arrays[what].ndim else arrays[what][()]
    if tag == "d":
        return {plain(key, arrays, known): plain(value, arrays, known) for key, value in what}
    if tag == "n":
        return named(what, known)
    if tag == "k":
        return known[_KEPT][what]
    if tag == "c":
        return complex(*what)
    items = [plain(item, arrays, known) for item in what]
    return tuple(items) if tag == "t" else set(items)


def named(name: str, known: dict[str, Any]) -> Any:
    """Return what the notebook calls `name`; dots lead to attributes. A NameError says what is missing."""
    first, *rest = name.split(".")
    if first.startswith("#"):
        found = known[_KEPT][first]
    elif first in known:
        found = known[first]
    else:
        raise NameError(f"the notebook defines no {first!r}")
    for part in rest:
        found = getattr(found, part)
    return found


def pack(value: Any, at_most: int) -> bytes:
    """Return the value as data; what is none stands as its class's name."""
    arrays: list[Any] = []
    node = as_node(value, arrays, _DEEPEST)
    size = sum(array.nbytes for array in arrays)
    if size > at_most:
        raise ValueError(f"it answers with {size:,} bytes of arrays; at most {at_most:,} are taken")
    head = json.dumps({"value": node, "arrays": [[array.dtype.str, list(array.shape)] for array in arrays]}).encode()
    return b"".join([len(head).to_bytes(8, "little"), head, *(array.tobytes() for array in arrays)])


def as_node(value: Any, arrays: list[Any], deeper: int) -> Any:  # noqa: PLR0911 - one line a kind
    """Return the JSON node for a value; arrays go to `arrays`."""
    kind = type(value)
    if value is None or kind in {bool, int, float, str}:
        return value
    if deeper == 0:
        raise ValueError("it answers with something nested too deep")
    if kind is complex:
        return {"c": [value.real, value.imag]}
    base = container(kind)
    if base is not None:
        # By the built-in class: a subclass of the notebook's own may have other methods, and they are not what is asked about.
        if issubclass(base, dict):
            return {"d": [[as_node(k, arrays, deeper - 1), as_node(v, arrays, deeper - 1)] for k, v in base.items(value)]}
        items = [as_node(item, arrays, deeper - 1) for item in base.__iter__(value)]
        return items if base is list else {"t" if base is tuple else "s": items}
    array = as_array(value)
    if array is None:
        return {"o": kind.__name__[:100]}
    if array.dtype.kind in "US":
        return as_node(array.astype(str).tolist(), arrays, deeper - 1)
    arrays.append(array)
    return {"a": len(arrays) - 1}


def container(kind: type) -> Any:
    """Return the built-in class of containers that a class is or is made from (Counter: dict), None where there is none."""
    from collections import OrderedDict  # it has an order of its own

    return next((base for base in (OrderedDict, dict, list, tuple, set, frozenset) if issubclass(kind, base)), None)


def as_array(value: Any) -> Any:
    """Return an array, tensor or NumPy number as a plain array of this machine's byte order, None for anything else."""
    import numpy as np

    if hasattr(value, "detach"):
        value = value.detach().cpu()
    if not isinstance(value, (np.ndarray, np.generic)) and not (hasattr(value, "shape") and hasattr(value, "__array__")):
        return None
    array = np.ascontiguousarray(np.asarray(value)).reshape(np.shape(value))
    if array.dtype.kind == "V" or array.dtype == np.longdouble:
        array = array.astype(np.float64)
    if array.dtype.kind not in "biufcUS":
        return None
    return array.astype(array.dtype.newbyteorder("<"), copy=False)


def figure(known: dict[str, Any], question: dict[str, Any]) -> Any:
    """Return what can be seen in a figure: a dictionary of its axes, each with texts, lines, bars and images."""
    import matplotlib.pyplot as plt

    if question["name"]:
        plt.close("all")
        named(question["name"], known)(*question["args"], **question["kwargs"])
    drawn = plt.gcf()
    axes = [
        {
            "title": axis.get_title(), "xlabel": axis.get_xlabel(), "ylabel": axis.get_ylabel(),
            "xscale": axis.get_xscale(), "yscale": axis.get_yscale(),
            "lines": [{"x": as_floats(line.get_xdata()), "y": as_floats(line.get_ydata()), "label": str(line.get_label())}
                      for line in axis.get_lines()],
            "bars": [patch.get_height() for patch in axis.patches if hasattr(patch, "get_height")],
            "images": [numbers(image.get_array()) for image in axis.get_images()],
            "legend": [text.get_text() for text in getattr(axis.get_legend(), "get_texts", list)()],
        }
        for axis in drawn.axes
    ]  # fmt: skip
    plt.close("all")
    return {"title": drawn.get_suptitle(), "axes": axes}


def numbers(values: Any) -> Any:
    """Return an image's numbers without their mask."""
    import numpy as np

    return np.asarray(values)


def as_floats(values: Any) -> Any:
    """Return a line's coordinates as numbers."""
    import numpy as np

    return np.asarray(values, dtype=float)


def error_of(error: BaseException, places: dict[str, int]) -> dict[str, Any]:
    """Return what went wrong, with the innermost line of the student's own code."""
    place: dict[str, Any] = {"cell": 0, "line": 0, "text": "", "function": ""}
    trace = error.__traceback__
    while trace is not None:
        file, line = trace.tb_frame.f_code.co_filename, trace.tb_lineno
        if os.path.basename(file) in places:  # noqa: PTH119 - nothing more is imported here
            text = linecache.getline(file, line).strip()[:200]
            cell = places[os.path.basename(file)]  # noqa: PTH119 - likewise
            place = {"cell": cell, "line": line, "text": text, "function": trace.tb_frame.f_code.co_name[:100]}
        trace = trace.tb_next
    message = str(error)[:500] if isinstance(error, Exception) else ""
    return {"kind": type(error).__name__[:100], "message": message, **place}


def ask(question: dict[str, Any], places: dict[str, int], known: dict[str, Any]) -> Any:  # noqa: PLR0911 - one line a kind of question
    """Return what the notebook says to a question."""
    what, name = question["op"], question["name"]
    if what == "figure":
        return figure(known, question)
    if what == "value":
        return named(name, known)
    if what == "evaluate":
        return eval(compile(name, "<test>", "eval"), known)  # noqa: S307 - a teacher's own words, behind the wall
    if what == "examples":
        sources, shared, place = question["args"]
        space = remembered(place, known)
        return examples(sources, space if shared else dict(space), places)
    if what == "test":
        text, arguments, place = question["args"]
        return test(name, text, arguments, remembered(place, known))
    value = named(name, known)(*question["args"], **question["kwargs"])
    if what == "make":
        known.setdefault(_KEPT, {})[question["keep"]] = value
        return type(value).__name__[:100]
    return value


def remembered(place: str, known: dict[str, Any]) -> dict[str, Any]:
    """Return the notebook's names as they were where it asked for the question `place` to be checked, else as they are."""
    kept = known.get(_KEPT, {})
    return kept.get(f"@{place}", known) if isinstance(kept, dict) else known


def examples(sources: list[str], known: dict[str, Any], places: dict[str, int]) -> list[dict[str, Any]]:
    """Type each text at a prompt and return what appeared, up to the first that raises what nobody may catch."""
    import contextlib
    import io
    import sys

    answers = []
    for source in sources:
        shown, hook, error = io.StringIO(), sys.displayhook, {}
        try:
            with contextlib.redirect_stdout(shown):
                sys.displayhook = sys.__displayhook__
                exec(compile(source, "<test>", "single"), known)  # noqa: S102 - a teacher's own words, behind the wall
        except Exception as raised:  # noqa: BLE001 - it is what the example gives
            error = error_of(raised, places)
        finally:
            sys.displayhook = hook
        answers.append({"shown": shown.getvalue()[:_SHOWN], **error})
    return answers


def test(name: str, text: str, arguments: list[str], known: dict[str, Any]) -> None:
    """Call the function `name` of a test's text, each argument the variable of that name, and `env` all of them."""
    space: dict[str, Any] = {"__name__": "tests"}
    exec(compile(text, "<test>", "exec"), space)  # noqa: S102 - likewise
    space[name](**{argument: known if argument == "env" else known.get(argument) for argument in arguments})


def answer_question(source: str, target: str, places: dict[str, int], at_most: int, known: dict[str, Any]) -> None:
    """Read the question in the file `source`, ask the notebook, write the packed answer to the file `target`."""
    try:
        with open(source, "rb") as file:  # noqa: PTH123 - nothing more is imported here
            question = unpack(file.read(), known)
        packed = pack({"value": ask(question, places, known)}, at_most)
    except BaseException as error:  # noqa: BLE001 - SystemExit too: it is the answer to this question
        packed = pack({"error": error_of(error, places)}, at_most)
    with open(target, "wb") as file:  # noqa: PTH123 - likewise
        file.write(packed)
