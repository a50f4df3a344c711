#!/usr/bin/env python3
"""Makes the font files of this folder and src/gui/icons.rs.

Inputs
    Debian package fonts-noto-cjk        NotoSerifCJK-Regular.ttc, NotoSerifCJK-Bold.ttc,
                                         NotoSansCJK-Regular.ttc, NotoSansCJK-Bold.ttc
                                         (fonts-noto-cjk-extra holds the other weights)
    Debian package fonts-lxgw-wenkai     LXGWWenKai-Regular.ttf
    Debian package unicode-data          Unihan_OtherMappings.txt.bz2, whose kTGH field is the
                                         通用规范汉字表 (2013, 8,105 characters)
    npm package @phosphor-icons/web      src/regular/Phosphor.ttf and src/regular/style.css

Usage
    pip install fonttools
    python3 assets/fonts/make.py NOTO LXGW UNICODE PHOSPHOR [name …]

    NOTO, LXGW, UNICODE and PHOSPHOR are the folders that hold the files above (PHOSPHOR the
    unpacked npm package). With names, only these files are made, for instance `icons.ttf`.
    The same inputs and the same fonttools give the same bytes.

Cuts
    full   Han of GB 18030 level 2 (the URO and extension A), 通用规范汉字表, symbols
    uro    the same without extension A, but with its characters of 通用规范汉字表
    small  Han of GB 2312, 通用规范汉字表, symbols
    A cut takes what the face has; the README lists what came out.
"""

import bz2
import re
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.otlLib.builder import buildSinglePosSubtable, buildValue
from fontTools.ttLib import TTCollection, TTFont
from fontTools.ttLib.tables import otTables

HERE = Path(__file__).resolve().parent
ICONS_RS = HERE.parent.parent / "src" / "gui" / "icons.rs"

# Everything that is no Han: letters, punctuation, figures, units, arrows, boxes.
SYMBOLS = [
    (0x0020, 0x007E), (0x00A0, 0x017F), (0x0192, 0x0192), (0x01CD, 0x01DC), (0x01F8, 0x01F9),
    (0x0251, 0x0251), (0x0261, 0x0261), (0x02C6, 0x02DD), (0x0391, 0x03C9), (0x0401, 0x0401),
    (0x0410, 0x044F), (0x0451, 0x0451), (0x1E3F, 0x1E3F), (0x2002, 0x2015), (0x2016, 0x206F),
    (0x2070, 0x209C), (0x20A0, 0x20BF), (0x2100, 0x214F), (0x2150, 0x218B), (0x2190, 0x21FF),
    (0x2200, 0x22FF), (0x2300, 0x23FF), (0x2460, 0x24FF), (0x2500, 0x257F), (0x2580, 0x259F),
    (0x25A0, 0x25FF), (0x2600, 0x26FF), (0x2700, 0x27BF), (0x2E3A, 0x2E3B),
    (0x3000, 0x303F), (0x3041, 0x30FF), (0x3105, 0x312F), (0x31A0, 0x31BF), (0x3200, 0x33FF),
    (0xFE30, 0xFE6B), (0xFF01, 0xFF5E), (0xFFE0, 0xFFE6), (0xFFFD, 0xFFFD),
]
URO = (0x4E00, 0x9FFF)
EXTENSION_A = (0x3400, 0x4DBF)
# Han which GB 18030 has among the compatibility ideographs, and the radicals which text
# copied out of a PDF often has in place of the Han of the same shape.
STRAYS = [
    (0xF92C, 0xF92C), (0xF979, 0xF979), (0xF995, 0xF995), (0xF9E7, 0xF9E7), (0xF9F1, 0xF9F1),
    (0xFA0C, 0xFA29), (0x2E80, 0x2EF3), (0x2F00, 0x2FD5),
]

# File, source, face (PostScript name) and cut.
FACES = [
    ("NotoSerifCJKsc-Regular.otf", "noto", "NotoSerifCJK-Regular.ttc", "NotoSerifCJKsc-Regular", "full"),
    ("NotoSerifCJKsc-Bold.otf", "noto", "NotoSerifCJK-Bold.ttc", "NotoSerifCJKsc-Bold", "small"),
    ("NotoSansCJKsc-Regular.otf", "noto", "NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular", "uro"),
    ("NotoSansCJKsc-Bold.otf", "noto", "NotoSansCJK-Bold.ttc", "NotoSansCJKsc-Bold", "small"),
    ("LXGWWenKai-Regular.ttf", "lxgw", "LXGWWenKai-Regular.ttf", "LXGWWenKai-Regular", "small"),
]

# Of the layout tables: what horizontal text uses, and no forms of other regions.
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "tnum", "lnum", "halt", "palt", "chws"]
SCRIPTS = ["DFLT.dflt", "DFLT.ZHS", "latn.dflt", "latn.ZHS", "hani.dflt", "hani.ZHS",
           "cyrl.dflt", "grek.dflt", "kana.dflt", "kana.ZHS"]

ICONS = [
    ("house", "The start page."),
    ("file-plus", "A new document."),
    ("folder-open", "Opening a document."),
    ("floppy-disk", "Saving."),
    ("export", "Exporting a publishable file."),
    ("arrow-u-up-left", "Undo."),
    ("arrow-u-up-right", "Redo."),
    ("plus", "Adding a row or an entry."),
    ("minus", "Taking a row or an entry away."),
    ("trash", "Deleting."),
    ("arrow-up", "Moving up."),
    ("arrow-down", "Moving down."),
    ("caret-right", "A folded branch; the next one."),
    ("caret-down", "An unfolded branch."),
    ("check", "A ticked choice."),
    ("check-circle", "Done, without findings."),
    ("circle", "Not begun."),
    ("circle-half", "Begun, not finished."),
    ("circle-dashed", "Not checked yet."),
    ("warning", "A finding that needs a reason."),
    ("warning-circle", "A hint."),
    ("x-circle", "A finding that is an error."),
    ("x", "Closing or clearing."),
    ("sun", "The light theme."),
    ("moon", "The dark theme."),
    ("link-simple", "A linked number."),
    ("lock-simple", "A computed or locked cell; classified matter."),
    ("pencil-simple", "A typed figure or an override."),
    ("table", "A table."),
    ("cards", "The goal cards."),
    ("text-align-left", "The narrative."),
    ("list", "A list; the menu."),
    ("magnifying-glass", "Searching."),
    ("info", "Information."),
    ("gear", "Settings."),
    ("calculator", "Computed figures and cross-checks."),
    ("file-pdf", "A PDF file."),
    ("file-text", "A document."),
    ("clock-counter-clockwise", "The history of a document."),
    ("copy", "Copying."),
    ("dots-three", "More actions."),
    ("question", "Help."),
    ("keyboard", "Keyboard shortcuts."),
    ("arrow-counter-clockwise", "Back to the computed figure."),
    ("shopping-cart", "Government procurement."),
    ("buildings", "A department and its units."),
    ("book-open", "The glossary."),
    ("package", "State assets."),
    ("target", "Performance goals."),
    ("users", "The people of a draft."),
    ("shield-check", "Secrecy review."),
    ("upload-simple", "Handing in."),
    ("download-simple", "Importing."),
    ("eye", "The preview."),
    ("sidebar-simple", "Showing or hiding a side panel."),
    ("tree-structure", "Roll-up; where a figure goes."),
    ("note", "A comment or a note."),
    ("seal-check", "Signed off; the certificate."),
    ("columns", "Columns."),
    ("rows", "Rows."),
    ("calendar-blank", "A date or a year."),
]


def span(*ranges):
    """The code points of inclusive ranges."""
    return {point for low, high in ranges for point in range(low, high + 1)}


def standard_table(folder):
    """The 通用规范汉字表, from the Unihan database."""
    text = bz2.decompress((folder / "Unihan_OtherMappings.txt.bz2").read_bytes()).decode()
    found = {int(point, 16) for point in re.findall(r"^U\+([0-9A-F]+)\tkTGH\t2013:", text, re.M)}
    if len(found) != 8105:
        raise SystemExit(f"通用规范汉字表: {len(found)} characters, not 8105")
    return found


def gb2312():
    """Every character of GB 2312."""
    found = set()
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes([high, low]).decode("gb2312")))
            except UnicodeDecodeError:
                pass
    return found


def cuts(unicode_folder):
    """The code points of each cut."""
    common = standard_table(unicode_folder) | gb2312() | span(*SYMBOLS)
    uro = common | span(URO, *STRAYS)
    return {"small": common, "uro": uro, "full": uro | span(EXTENSION_A)}


def subset(font, points, features):
    """Cuts a font down in place."""
    options = Options()
    options.layout_features = features
    options.layout_scripts = SCRIPTS
    options.hinting = False
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17]
    options.name_languages = [0x409]
    options.legacy_cmap = False
    options.drop_tables += ["BASE", "DSIG", "VORG", "vhea", "vmtx", "gasp"]
    for table in font["cmap"].tables[:]:
        if table.format == 14:
            font["cmap"].tables.remove(table)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=points)
    subsetter.subset(font)


def add_tabular_figures(font):
    """Gives a face whose figures differ in width the feature tnum: all as wide as the widest.

    Noto Serif CJK has proportional figures only, and a column of money needs equal ones.
    """
    cmap, metrics = font.getBestCmap(), font["hmtx"]
    figures = [cmap[point] for point in range(ord("0"), ord("9") + 1)]
    widest = max(metrics[figure][0] for figure in figures)
    values = {}
    for figure in figures:
        more = widest - metrics[figure][0]
        values[figure] = buildValue({"XPlacement": more // 2, "XAdvance": more})
    if not any(metrics[figure][0] != widest for figure in figures):
        return
    subtable = buildSinglePosSubtable(values, font.getReverseGlyphMap())
    table = font["GPOS"].table
    lookup = otTables.Lookup()
    lookup.LookupType, lookup.LookupFlag = 1, 0
    lookup.SubTable, lookup.SubTableCount = [subtable], 1
    table.LookupList.Lookup.append(lookup)
    table.LookupList.LookupCount += 1
    record = otTables.FeatureRecord()
    record.FeatureTag, record.Feature = "tnum", otTables.Feature()
    record.Feature.FeatureParams = None
    record.Feature.LookupListIndex = [table.LookupList.LookupCount - 1]
    record.Feature.LookupCount = 1
    table.FeatureList.FeatureRecord.append(record)
    table.FeatureList.FeatureCount += 1
    for script in table.ScriptList.ScriptRecord:
        systems = [script.Script.DefaultLangSys] if script.Script.DefaultLangSys else []
        for system in systems + [language.LangSys for language in script.Script.LangSysRecord]:
            system.FeatureIndex.append(table.FeatureList.FeatureCount - 1)
            system.FeatureCount += 1


def face(path, name):
    """A font file, or the face of a collection with this PostScript name."""
    if path.suffix != ".ttc":
        return TTFont(path, recalcTimestamp=False)
    names = [font["name"].getDebugName(6) for font in TTCollection(path, lazy=True)]
    return TTFont(path, fontNumber=names.index(name), recalcTimestamp=False)


def make_face(target, path, name, points):
    """Writes one text face."""
    font = face(path, name)
    subset(font, points, FEATURES)
    if "GPOS" in font:
        add_tabular_figures(font)
    font.save(HERE / target)
    have = set(font.getBestCmap())
    han = len([point for point in have if 0x3400 <= point <= 0x9FFF or point >= 0x20000])
    size = (HERE / target).stat().st_size
    print(f"{target}: {size / 1e6:.1f} MB, {len(have)} characters, {han} Han, family {font['name'].getDebugName(1)}")
    return have


def make_icons(folder):
    """Writes the icon font and its constants."""
    style = (folder / "src/regular/style.css").read_text()
    known = dict(re.findall(r'\.ph\.ph-([a-z0-9-]+):before \{\s*content: "\\([0-9a-f]+)";', style))
    font = TTFont(folder / "src/regular/Phosphor.ttf", recalcTimestamp=False)
    subset(font, {int(known[name], 16) for name, _ in ICONS}, [])
    font.save(HERE / "icons.ttf")
    lines = ["//! Icons of the window, from the Phosphor font (assets/fonts/icons.ttf).", ""]
    for name, meaning in ICONS:
        lines.append(f"/// {meaning}")
        lines.append(f'pub const {name.upper().replace("-", "_")}: &str = "\\u{{{known[name]}}}";')
    ICONS_RS.write_text("\n".join(lines) + "\n")
    print(f"icons.ttf: {(HERE / 'icons.ttf').stat().st_size / 1e3:.1f} kB, {len(ICONS)} icons")


def main():
    if len(sys.argv) < 5:
        raise SystemExit(__doc__)
    noto, lxgw, unicode_folder, phosphor = (Path(argument) for argument in sys.argv[1:5])
    wanted = set(sys.argv[5:])
    sources = {"noto": noto, "lxgw": lxgw}
    points = cuts(unicode_folder)
    for target, source, file, name, cut in FACES:
        if not wanted or target in wanted:
            have = make_face(target, sources[source] / file, name, points[cut])
            missing = sorted(standard_table(unicode_folder) - have)
            if missing:
                print("  without", " ".join(f"U+{point:04X}" for point in missing))
    if not wanted or "icons.ttf" in wanted:
        make_icons(phosphor)


if __name__ == "__main__":
    main()
