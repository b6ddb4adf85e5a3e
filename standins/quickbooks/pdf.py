"""An invoice (or another sales form) on paper: one page, the company on top, lines, totals."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from anyascii import anyascii
from fpdf import FPDF
from fpdf.enums import XPos, YPos

Doc = dict[str, Any]

DEJAVU = Path("/usr/share/fonts/truetype/dejavu")
INK, SOFT, BRAND, BAND = (33, 48, 58), (93, 111, 122), (29, 111, 66), (238, 242, 243)
MARGIN, WIDTH = 18, 174  # millimetres on A4
COLUMNS = (("DESCRIPTION", 94, "L"), ("QTY", 20, "R"), ("RATE", 28, "R"), ("AMOUNT", 32, "R"))
ROW = 8


def invoice_pdf(invoice: Doc, company_info: Doc) -> bytes:
    """The form as a PDF; text outside Latin letters is shown with DejaVu where it is installed, else transliterated."""
    page = Page()
    page.letterhead(company_info, "CREDIT MEMO" if "RemainingCredit" in invoice else "INVOICE")
    page.parties(invoice)
    page.lines(invoice)
    page.totals(invoice)
    page.memo(invoice)
    return bytes(page.pdf.output())


class Page:
    """The sheet being written, from top to bottom."""

    def __init__(self) -> None:
        self.pdf = FPDF(format="A4")
        self.pdf.set_margins(MARGIN, MARGIN)
        self.pdf.set_auto_page_break(True, MARGIN)
        self.unicode = (DEJAVU / "DejaVuSans.ttf").exists() and (DEJAVU / "DejaVuSans-Bold.ttf").exists()
        if self.unicode:
            self.pdf.add_font("body", "", DEJAVU / "DejaVuSans.ttf")
            self.pdf.add_font("body", "B", DEJAVU / "DejaVuSans-Bold.ttf")
        self.pdf.add_page()

    def write(
        self, text: str, width: float, height: float = 5, align: str = "L", fill: bool = False, **at: Any
    ) -> None:
        """One cell of text; what the font cannot draw is transliterated."""
        self.pdf.cell(width, height, self._drawable(text), align=align, fill=fill, **at)

    def style(self, size: float = 9, bold: bool = False, colour: tuple[int, int, int] = INK) -> None:
        self.pdf.set_font("body" if self.unicode else "helvetica", "B" if bold else "", size)
        self.pdf.set_text_color(*colour)

    def letterhead(self, company: Doc, title: str) -> None:
        self.style(15, bold=True)
        self.write(str(company.get("CompanyName") or ""), WIDTH - 60, 8)
        self.style(17, bold=True, colour=BRAND)
        self.write(title, 60, 8, "R", **below())
        self.style(8.5, colour=SOFT)
        contact = [
            (company.get("PrimaryPhone") or {}).get("FreeFormNumber"),
            (company.get("Email") or {}).get("Address"),
        ]
        for text in [*address(company.get("CompanyAddr")), *contact]:
            if text:
                self.write(text, WIDTH, 4.5, **below())
        self.pdf.ln(6)

    def parties(self, invoice: Doc) -> None:
        """Who it is for, and its number and dates."""
        top = self.pdf.get_y()
        name = (invoice.get("CustomerRef") or {}).get("name") or ""
        self._block(MARGIN, top, "BILL TO", [name, *address(invoice.get("BillAddr"))])
        facts = [
            ("NUMBER", invoice.get("DocNumber")),
            ("DATE", invoice.get("TxnDate")),
            ("DUE DATE", invoice.get("DueDate")),
            ("TERMS", (invoice.get("SalesTermRef") or {}).get("name")),
        ]
        for row, (label, value) in enumerate([fact for fact in facts if fact[1]]):
            self.pdf.set_xy(MARGIN + 112, top + row * 5.5)
            self.style(8, bold=True, colour=SOFT)
            self.write(label, 28)
            self.style(9)
            self.write(str(value), 34, align="R")
        self.pdf.set_y(max(self.pdf.get_y(), top + 30) + 6)

    def _block(self, x: float, y: float, label: str, texts: list[str]) -> None:
        self.pdf.set_xy(x, y)
        self.style(8, bold=True, colour=SOFT)
        self.write(label, 100, **below())
        self.style(9)
        for text in texts:
            self.pdf.set_x(x)
            self.write(text, 100, **below())

    def lines(self, invoice: Doc) -> None:
        self.pdf.set_fill_color(*BAND)
        self.style(8, bold=True, colour=BRAND)
        self._row([title for title, _width, _align in COLUMNS], fill=True)
        self.style(9)
        self.pdf.set_draw_color(*BAND)
        for line in invoice.get("Line") or []:
            if texts := line_texts(line):
                self._row(texts)
                self.pdf.line(MARGIN, self.pdf.get_y(), MARGIN + WIDTH, self.pdf.get_y())
        self.pdf.ln(4)

    def _row(self, texts: list[str], fill: bool = False) -> None:
        for text, (_title, width, align) in zip(texts, COLUMNS, strict=True):
            self.write(self._fitting(text, width), width, ROW, align, fill)
        self.pdf.ln(ROW)

    def totals(self, invoice: Doc) -> None:
        tax = (invoice.get("TxnTaxDetail") or {}).get("TotalTax")
        subtotal = [line.get("Amount") for line in invoice.get("Line") or [] if "SubTotalLineDetail" in line]
        rows = [("SUBTOTAL", subtotal[0] if subtotal else None), ("TAX", tax), ("TOTAL", invoice.get("TotalAmt"))]
        for label, value in rows:
            if value:
                self._total(label, amount(value), 9)
        currency = (invoice.get("CurrencyRef") or {}).get("value") or "USD"
        left = invoice.get("Balance", invoice.get("TotalAmt"))
        self._total("BALANCE DUE", f"{currency} {amount(left)}", 13)

    def _total(self, label: str, value: str, size: float) -> None:
        self.pdf.set_x(MARGIN + 94)
        self.style(8, bold=True, colour=SOFT)
        self.write(label, 40, 7)
        self.style(size, bold=size > 9)
        self.write(value, 40, 7, "R", **below())

    def memo(self, invoice: Doc) -> None:
        if text := (invoice.get("CustomerMemo") or {}).get("value"):
            self.pdf.ln(8)
            self.style(9, colour=SOFT)
            self.pdf.multi_cell(WIDTH * 0.7, 5, self._drawable(str(text)))

    def _drawable(self, text: str) -> str:
        """The text in letters the font has; DejaVu lacks the East Asian scripts, the core fonts all but Latin."""
        known = self.pdf.current_font.cmap if self.unicode else range(128)  # type: ignore[union-attr]  # TTF fonts have it
        return "".join(letter if ord(letter) in known else anyascii(letter) for letter in text)

    def _fitting(self, text: str, width: float) -> str:
        """The text cut to a column, with an ellipsis when it does not fit."""
        text = self._drawable(text.replace("\n", " "))
        if self.pdf.get_string_width(text) <= width - 3:
            return text
        while text and self.pdf.get_string_width(text + "...") > width - 3:
            text = text[:-1]
        return text + "..."


def below() -> dict[str, Any]:
    """The next cell starts on a new line."""
    return {"new_x": XPos.LMARGIN, "new_y": YPos.NEXT}


def address(found: Doc | None) -> list[str]:
    """Address lines, then city, state and postal code."""
    found = found or {}
    lines = [str(found[f"Line{n}"]) for n in range(1, 6) if found.get(f"Line{n}")]
    parts = (found.get("CountrySubDivisionCode"), found.get("PostalCode"))
    city = ", ".join(part for part in (found.get("City"), " ".join(str(one) for one in parts if one)) if part)
    return [*lines, city] if city else lines


def line_texts(line: Doc) -> list[str]:
    """Description, quantity, rate and amount of a line; empty for the subtotal, which is printed below."""
    if "SubTotalLineDetail" in line:
        return []
    if "DiscountLineDetail" in line:
        return ["Discount", "", "", f"-{amount(line.get('Amount'))}"]
    detail = line.get("SalesItemLineDetail") or {}
    item = (detail.get("ItemRef") or {}).get("name") or ""
    said = line.get("Description") or ""
    text = f"{item} - {said}" if item and said and said != item else item or said
    quantity = f"{Decimal(str(detail['Qty'])).normalize():f}" if detail.get("Qty") else ""
    rate = amount(detail["UnitPrice"]) if detail.get("UnitPrice") else ""
    return [text, quantity, rate, amount(line.get("Amount")) if "Amount" in line else ""]


def amount(value: Any) -> str:
    """1,234.50"""
    return f"{Decimal(str(value or 0)):,.2f}"
