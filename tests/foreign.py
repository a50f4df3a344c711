"""What software that is not ours reads in the exports of the samples; run by .ci/formats.

    foreign.py --bare FOLDER    workbooks without their stored results into FOLDER/bare, to be computed anew into FOLDER/computed
    foreign.py FOLDER           compares

Every cell of the workbook that LibreOffice has computed anew is what is stored and what the JSON export prints; open data is what JSON prints, in CSV and
Parquet alike, and valid for frictionless; every character of the OFD has its glyph in the fonts of the file, and easyofd reads on each of its pages
what poppler reads on that of the PDF."""

import contextlib
import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml
import zipfile
from collections import Counter
from decimal import Decimal
from pathlib import Path


def bare(folder):
    (folder / "bare").mkdir(exist_ok=True)
    for file in folder.glob("*.xlsx"):
        with zipfile.ZipFile(file) as old, zipfile.ZipFile(folder / "bare" / file.name, "w") as new:
            for part in old.namelist():
                text = old.read(part)
                if part.startswith("xl/worksheets/sheet"):
                    text = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", text)
                new.writestr(part, text)


def shown(cell, form):
    if cell is None or cell == "":
        return ""
    if isinstance(cell, (int, float)):
        return f"{cell:.{len(form.partition('.')[2])}f}"
    return str(cell)


def workbook(folder, name, printed):
    file = folder / f"{name}.xlsx"
    formulas, stored = openpyxl.load_workbook(file), openpyxl.load_workbook(file, data_only=True)
    computed = openpyxl.load_workbook(folder / "computed" / f"{name}.xlsx", data_only=True)
    count = live = 0
    for sheet in formulas:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value is not None):
            a = shown(stored[sheet.title][cell.coordinate].value, cell.number_format)
            b = shown(computed[sheet.title][cell.coordinate].value, cell.number_format)
            assert a == b, f"{sheet.title} {cell.coordinate} {cell.value}: {a} stored, {b} computed"
            count, live = count + 1, live + (cell.data_type == "f")
    for table in printed["tables"]:
        sheet = next((sheet for sheet in computed if sheet.title == table["title"][:31]), None)
        if sheet is None:
            continue
        rows = [[shown(cell.value, cell.number_format) for cell in row] for row in sheet.iter_rows()]
        rows = [[text.strip() for text in row[: len(table["columns"])]] for row in rows]
        for row in table["rows"]:
            assert [text.strip() for text in row] in rows, f"{table['title']}: no row {row}"
    return f"{count} cells, {live} formulas"


def guarded(text):
    return "'" + text if text.lstrip("'").startswith(("=", "+", "-", "@", "\t", "\r")) and not re.fullmatch(r"-\d+(\.\d+)?|[-—]+", text) else text


def data(folder, name, printed):
    files, long = folder / f"{name}.csv", folder / f"{name}.parquet"
    read = lambda file: list(csv.reader(io.StringIO((files / file).read_text("utf-8"), newline="")))
    package = json.loads((files / "datapackage.json").read_text("utf-8"))
    for table, resource in zip(printed["tables"], package["resources"]):
        rows = [[guarded(text) for text in row] for row in table["rows"]]
        assert read(resource["path"])[1:] == rows, f"{table['id']} differs"
    table = pyarrow.parquet.read_table(long)
    amounts = [Decimal(row[9]) for row in read("figures.csv")[1:]]
    assert str(table.schema.field("amount").type).startswith("decimal128")
    assert table.column("amount").to_pylist() == amounts, "CSV and Parquet differ"
    assert duckdb.sql(f"select coalesce(sum(amount), 0) from read_parquet('{long}')").fetchall()[0][0] == sum(amounts)
    report = Package(str(files / "datapackage.json")).validate()
    assert report.valid, report.to_summary()
    return f"{len(package['resources'])} tables, {len(amounts)} figures"


def ofd(folder, name):
    space = "{http://www.ofdspec.org/2016}"
    with zipfile.ZipFile(folder / f"{name}.ofd") as file:
        part = lambda path: xml.fromstring(file.read(path))
        fonts = {}
        for font in part("Doc_0/PublicRes.xml").iter(space + "Font"):
            cut = TTFont(io.BytesIO(file.read("Doc_0/Res/" + font.find(space + "FontFile").text)))
            fonts[font.get("ID")] = cut.getBestCmap()
        ids, texts = set(), 0
        document = part("Doc_0/Document.xml")
        last = int(document.find(f"{space}CommonData/{space}MaxUnitID").text)
        for page in document.iter(space + "Page"):
            content = part("Doc_0/" + page.get("BaseLoc"))
            for thing in list(content.iter()) + [page]:
                if thing.get("ID"):
                    assert thing.get("ID") not in ids and int(thing.get("ID")) <= last
                    ids.add(thing.get("ID"))
            for text in content.iter(space + "TextObject"):
                code = text.find(space + "TextCode")
                assert len((code.get("DeltaX") or "").split()) == len(code.text) - 1
                # A ligature is told by its glyph.
                own = text.find(space + "CGTransform") is not None
                assert own or all(ord(c) in fonts[text.get("Font")] for c in code.text), code.text
                texts += 1
    return f"{len(fonts)} fonts, {texts} texts"


def characters(text):
    return Counter("".join(text.split()).replace("\u200b", ""))


def pages(folder, name):
    """The characters on each page, as easyofd reads them and as poppler does in the PDF."""
    file = (folder / f"{name}.ofd").resolve()
    reader = OFD()
    # It unpacks into the working folder and prints as it goes.
    here = os.getcwd()
    with tempfile.TemporaryDirectory() as scratch, contextlib.redirect_stdout(io.StringIO()):
        os.chdir(scratch)
        try:
            reader.read(str(file), fmt="path")
        finally:
            os.chdir(here)
    (document,) = reader.data
    read = [document["page_info"][number] for number in sorted(document["page_info"], key=int)]
    drawn = subprocess.run(["pdftotext", "-raw", folder / f"{name}.pdf", "-"], capture_output=True, check=True).stdout.decode().split("\f")[:-1]
    assert len(read) == len(drawn), f"{len(read)} pages of the OFD, {len(drawn)} of the PDF"
    for number, (page, text) in enumerate(zip(read, drawn), 1):
        one, other = characters("".join(piece["text"] for piece in page["text_list"])), characters(text)
        assert one == other, f"{name}: page {number} of the OFD has {one - other} more and {other - one} less than that of the PDF"
    return f"{len(read)} pages as in the PDF"


if sys.argv[1] == "--bare":
    bare(Path(sys.argv[2]))
else:
    import duckdb
    import openpyxl
    import pyarrow.parquet
    from fontTools.ttLib import TTFont
    from frictionless import Package
    from loguru import logger

    # Which fonts of Windows it does not find here.
    logger.remove()
    from easyofd.ofd import OFD

    folder = Path(sys.argv[1])
    for file in sorted(folder.glob("*.xlsx")):
        name = file.stem
        printed = json.loads((folder / f"{name}.json").read_text("utf-8"))
        told = [workbook(folder, name, printed), data(folder, name, printed), ofd(folder, name), pages(folder, name)]
        print(f"{name}: workbook {told[0]}; data {told[1]}; OFD {told[2]}, {told[3]}")
