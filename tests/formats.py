"""What other software reads in the exported files of the samples: every figure and text of the JSON export, in Word, web page and PDF.

    formats.py FOLDER    compares the files of every sample in it
"""

import json
import pathlib
import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser

import docx


def flat(text):
    return "".join(text.split()).replace("​", "")


class Page(HTMLParser):
    """The texts of cells, headings and paragraphs of a page, and the addresses in it."""

    def __init__(self):
        super().__init__()
        self.texts, self.cells, self.ids, self.links, self.open = [], [], Counter(), [], []
        self.captions = self.tables = 0

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if "id" in attributes:
            self.ids[attributes["id"]] += 1
        if attributes.get("href", "").startswith("#"):
            self.links.append(attributes["href"][1:])
        assert tag != "script", "a script in the page"
        self.tables += tag == "table"
        self.captions += tag == "caption"
        if tag in ("th", "td", "p", "h1", "h2", "h3", "h4", "h5", "h6"):
            self.open.append([])

    def handle_endtag(self, tag):
        if tag in ("th", "td", "p", "h1", "h2", "h3", "h4", "h5", "h6"):
            (self.cells if tag in ("th", "td") else self.texts).append(flat("".join(self.open.pop())))

    def handle_data(self, data):
        if self.open:
            self.open[-1].append(data)


def wanted(export):
    """The cells of the tables and the running texts, as the JSON export has them."""
    cells = [flat(cell) for table in export["tables"] for row in table["rows"] for cell in row if cell]
    for card in export["cards"]:
        if not card["classified"]:
            cells += [flat(card[field]) for field in ("code", "budget", "fiscal", "other") if card[field]]
            cells += [flat(row[field]) for row in card["indicators"] for field in ("level3", "description", "number", "basis") if row[field]]
    texts = [flat(text) for section in export["sections"] for text in section["paragraphs"]]
    texts += [flat(term["definition"]) for term in export["glossary"]]
    return cells, texts


def check(name, what, cells, texts, found_cells, found_texts):
    whole = "".join(found_texts)
    # Some templates print several fields in one cell.
    joined = "|".join(found_cells)
    lost = [cell for cell in Counter(cells) if cell not in found_cells and cell not in joined]
    assert not lost, f"{name}: {what} lacks the cells {lost[:5]}"
    lost = [text for text in texts if text not in whole]
    assert not lost, f"{name}: {what} lacks the texts {lost[:3]}"


def word(file):
    document = docx.Document(file)
    heads = [paragraph for paragraph in document.paragraphs if paragraph.style.name.lower().startswith(("heading", "目录外标题"))]
    assert heads, f"{file}: no headings"
    assert any("PAGE" in section.footer._element.xml for section in document.sections), f"{file}: no page numbers"
    cells = {flat(cell.text) for table in document.tables for row in table.rows for cell in row.cells}
    for table in document.tables:
        widths = [column.width for column in table.columns]
        assert all(widths), f"{file}: a column without a width"
    return cells, [flat(paragraph.text) for paragraph in document.paragraphs]


def compare(folder):
    for file in sorted(folder.glob("*.again.json")):
        name = file.name.removesuffix(".again.json")
        export = json.loads((folder / f"{name}.json").read_text())
        again = json.loads(file.read_text())
        for part in ("tables", "sections", "glossary"):
            one, other = flat(json.dumps(export[part], ensure_ascii=False)), flat(json.dumps(again[part], ensure_ascii=False))
            assert one == other, f"{name}: {part} of the Word file differ after import"
        cells, texts = wanted(export)
        found_cells, found_texts = word(folder / f"{name}.docx")
        check(name, "Word", cells, texts, found_cells, found_texts)
        page = Page()
        page.feed((folder / f"{name}.html").read_text())
        check(name, "the page", cells, texts, set(page.cells), page.texts)
        assert max(page.ids.values()) == 1, f"{name}: an address stands twice"
        assert all(link in page.ids for link in page.links), f"{name}: a link that leads nowhere"
        printed = {}
        for pdf in (folder / f"{name}.pdf", folder / "office-pdf" / f"{name}.pdf"):
            printed[pdf] = flat(subprocess.run(["pdftotext", "-raw", pdf, "-"], capture_output=True, check=True).stdout.decode())
            figures = [cell for cell in cells if cell.replace(".", "").isdigit() and "." in cell]
            lost = [figure for figure in figures if figure not in printed[pdf]]
            assert not lost, f"{name}: {pdf} lacks the figures {lost[:5]}"
        print(f"{name}: {len(cells)} cells and {len(texts)} texts in json, docx, html; {len(figures)} figures in pdf, and in pdf by LibreOffice")


compare(pathlib.Path(sys.argv[1]))
