"""Lay out the text and the pictures of a PDF page and pass over its drawings, which can be a hundred thousand dots."""

from __future__ import annotations

import re
from typing import Any

from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdftypes import PDFStream, stream_value
from pdfminer.psparser import literal_name
from pdfplumber.page import PDFPageAggregatorWithMarkedContent

_LARGE = 50_000  # bytes; below, there is nothing to gain
_NUMBER = rb"[-+]?[\d.]+\s+"
_DRAWING = rb"(?:(?:%b){2}[ml]|(?:%b){6}c|(?:%b){4}(?:re|v|y)|h|S|s|f\*?|F|B\*?|b\*?|n)(?=\s)\s*+" % ((_NUMBER,) * 3)
_STRING = rb"\((?:[^()\\]++|\\.)*+\)|<[^<>]*+>"
_SKIPPED = re.compile(rb"(?P<string>%b)|(?<=\s)(?:%b)++" % (_STRING, _DRAWING), re.DOTALL)
_SEEN = re.compile(rb"T[jJ]|['\"]|\bDo\b|\bBI\b")


class TextOnly(PDFPageInterpreter):
    """Reads a page's commands without those that draw lines; a form that holds neither text nor picture is not read at all."""

    def execute(self, streams: Any) -> None:
        """Run the commands of content streams, large ones without their drawings."""
        super().execute([self._light(stream_value(one)) for one in streams])

    def do_Do(self, name: Any) -> None:  # noqa: N802 - what pdfminer calls for the command Do
        """Draw a form or a picture by its name, unless it is known to show no text."""
        form = stream_value(self.xobjmap[literal_name(name)]) if literal_name(name) in self.xobjmap else None
        if form is not None and literal_name(form.get("Subtype")) == "Form" and not _SEEN.search(form.get_data()):
            return
        super().do_Do(name)

    def _light(self, stream: PDFStream) -> PDFStream:
        known: dict[Any, PDFStream] = vars(self.device).setdefault("light_streams", {})
        if stream.objid in known:
            return known[stream.objid]
        data = stream.get_data()
        light = stream
        if len(data) > _LARGE:
            light = PDFStream({}, _SKIPPED.sub(lambda match: match["string"] or b"", data))
            if stream.objid is not None:
                light.set_objid(stream.objid, stream.genno or 0)
        if stream.objid is not None:
            known[stream.objid] = light
        return light


def lay_out(page: Any) -> None:
    """Give a pdfplumber page its layout, as it would make it itself when it is first asked for words."""
    device = PDFPageAggregatorWithMarkedContent(page.pdf.rsrcmgr, pageno=page.page_number, laparams=None)
    device.paint_path = lambda *_given: None  # type: ignore[method-assign]  # drawings are not looked at
    TextOnly(page.pdf.rsrcmgr, device).process_page(page.page_obj)
    page._layout = device.get_result()  # noqa: SLF001 - where pdfplumber keeps it
