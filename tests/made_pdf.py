"""Real PDFs for tests: reports in one or two columns, posters, scans, and files that are damaged or are none."""

from __future__ import annotations

import io
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

import matplotlib as mpl
from PIL import Image
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageBreak, PageTemplate, Paragraph

A0 = (841 * mm, 1189 * mm)
SECTIONS = ("Introduction", "Related Work", "Proposed Solution", "Experiments", "Conclusion")
_SYLLABLES = ("ta", "ne", "ro", "mi", "ka", "lu", "den", "sor", "vel", "pri", "tan", "gel", "mo", "as", "ent", "ion", "per", "le")
_FACES = {"Serif": "DejaVuSerif.ttf", "Serif-Bold": "DejaVuSerif-Bold.ttf"}


def _fonts() -> None:
    folder = Path(mpl.get_data_path(), "fonts", "ttf")
    for name, file in _FACES.items():
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(folder / file)))


def prose(words: int, seed: int) -> str:
    """Return nonsense that has the shape of English."""
    rng = random.Random(seed)  # noqa: S311 - not a secret
    made = ["".join(rng.choices(_SYLLABLES, k=rng.randint(1, 4))) for _ in range(words)]
    return ". ".join(" ".join(made[at : at + 14]).capitalize() for at in range(0, words, 14)) + "."


def reference(number: int) -> str:
    title = prose(9, number)[:-1]
    return f"[{number}] Author, A.; and Other, B. {1990 + number % 35}. {title}. In Proceedings, {number}–{number + 9}."


def report(  # noqa: PLR0913 - each thing that a test may turn
    *,
    pages: int = 6,
    sections: Sequence[str] = SECTIONS,
    columns: int = 2,
    size: tuple[float, float] = LETTER,
    embedded: bool = True,
    references_apart: bool = True,
    references: int = 24,
    author: str = "",
    first_page: str = "Anonymous submission",
    numbered: bool = False,
    password: str = "",
    abstract: bool = True,
    end: Sequence[str] = (),
) -> bytes:
    """Return a report whose last page holds the references, alone where they stand apart."""
    _fonts()
    face = "Serif" if embedded else "Times-Roman"
    text = ParagraphStyle("text", fontName=face, fontSize=9, leading=11, alignment=4)
    bold = "Serif-Bold" if embedded else "Times-Bold"
    heading = ParagraphStyle("heading", fontName=bold, fontSize=11, leading=14, spaceBefore=6, spaceAfter=3, alignment=1)
    title = ParagraphStyle("title", parent=heading, fontSize=14, leading=18)
    story: list[Flowable] = [Paragraph("Reading Digits with a Small Network", title), Paragraph(first_page, text)]
    if abstract:
        story += [Paragraph("Abstract", heading), Paragraph(prose(120, 1), text)]
    body = pages - 1 if references_apart else pages
    for number, name in enumerate(sections, 1):
        story += [Paragraph(f"{number} {name}" if numbered else name, heading), Paragraph(prose(90, number), text)]
    for page in range(1, body):
        story += [PageBreak(), Paragraph(prose(280, 50 + page), text), Paragraph(prose(280, 90 + page), text)]
    story += [PageBreak()] if references_apart else []
    story += [Paragraph("References", heading), *(Paragraph(reference(number), text) for number in range(1, references + 1))]
    story += [Paragraph(one, heading if len(one.split()) < 5 else text) for one in end]
    return _built(story, columns, size, author, password)


def _built(story: list[Flowable], columns: int, size: tuple[float, float], author: str, password: str) -> bytes:
    out = io.BytesIO()
    gap, margin = 8 * mm, 19 * mm
    width = (size[0] - 2 * margin - (columns - 1) * gap) / columns
    frames = [Frame(margin + at * (width + gap), margin, width, size[1] - 2 * margin, 0, 0, 0, 0) for at in range(columns)]
    more = {"encrypt": password} if password else {}
    document = BaseDocTemplate(out, pagesize=size, title="Digits", author=author or None, **more)
    document.addPageTemplates(PageTemplate("page", frames, onPage=_page_number))
    document.build(story)
    return out.getvalue()


def _page_number(canvas: Canvas, document: BaseDocTemplate) -> None:
    canvas.setFont("Serif" if "Serif" in pdfmetrics.getRegisteredFontNames() else "Times-Roman", 8)
    canvas.drawCentredString(document.pagesize[0] / 2, 25, str(document.page))


def poster(size: tuple[float, float] = A0, *, turn: int = 0, pages: int = 1) -> bytes:
    """Return a poster of three columns with a title across them."""
    _fonts()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size)
    for _ in range(pages):
        if turn:
            canvas.setPageRotation(turn)
        canvas.setFont("Serif-Bold", 90)
        canvas.drawString(60, size[1] - 150, "Reading Digits with a Small Network")
        canvas.setFont("Serif", 24)
        for column in range(3):
            for row in range(60):
                words = prose(6, 100 * column + row)[:45]
                canvas.drawString(80 + column * size[0] / 3, size[1] - 300 - row * 34, words)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def drawn(dots: int, text: str) -> bytes:
    """Return a page with a scatter plot between two lines of text."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=LETTER)
    canvas.drawString(50, 700, text)
    for dot in range(dots):
        canvas.circle(50 + dot % 500, 100 + dot % 499, 2)
    canvas.drawString(50, 60, text)
    canvas.save()
    return out.getvalue()


def chinese(columns: int, lines: int = 40) -> bytes:
    """Return a page of Chinese text, which has no spaces, in a font that is not embedded."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=LETTER)
    for number, name in enumerate(("摘要", "1 引言", "2 相关工作", "3 结论", "参考文献")):
        canvas.setFont("STSong-Light", 14)
        canvas.drawString(50, 745 - 144 * number, name)
    canvas.setFont("STSong-Light", 9)
    for column in range(columns):
        for line in range(lines):
            if line % 9:
                canvas.drawString(50 + column * 270, 745 - line * 16, "数字识别网络训练结果" * (2 if columns > 1 else 5))
    canvas.save()
    return out.getvalue()


def small_capitals(*headings: str) -> bytes:
    """Return a page with headings in small capitals, as two sizes of the same capitals."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=LETTER)
    for number, heading in enumerate(headings):
        at = 60.0
        for letter in heading:
            canvas.setFont("Times-Roman", 12 if letter.isupper() or not letter.isalpha() else 9)
            canvas.drawString(at, 700 - 60 * number, letter.upper())
            at += pdfmetrics.stringWidth(letter.upper(), "Times-Roman", 12 if letter.isupper() or not letter.isalpha() else 9)
        canvas.setFont("Times-Roman", 10)
        canvas.drawString(60, 680 - 60 * number, prose(12, number))
    canvas.save()
    return out.getvalue()


def scanned(pages: int = 3) -> bytes:
    """Return pages that are pictures of text."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=LETTER)
    picture = ImageReader(Image.effect_noise((300, 400), 60))
    for _ in range(pages):
        canvas.drawImage(picture, 0, 0, *LETTER)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((80, 60), 40).save(out, "JPEG")
    return out.getvalue()


def raw(objects: Iterable[bytes], trailer: bytes = b"/Root 1 0 R") -> bytes:
    """Return a PDF of these objects, the first with number 1, for what no honest program writes."""
    out = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1) + b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, trailer, start)
