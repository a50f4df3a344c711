//! Office files as offices make them, small: packages of parts, workbooks of sheets.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A package of parts that are texts.
pub fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    package_of(&parts)
}

/// A package of parts.
pub fn package_of(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(text).expect("its text");
    }
    zip.finish().expect("a package").into_inner()
}

/// An Excel workbook while it is made.
#[derive(Default)]
pub struct Book {
    sheets: Vec<Sheet>,
    formats: Vec<String>,
}

/// A sheet of it.
pub struct Sheet {
    name: String,
    state: &'static str,
    view: String,
    columns: String,
    rows: Vec<(String, String)>,
    merged: Vec<String>,
}

impl Book {
    /// With one more sheet, its rows as texts: `甲|乙`. Figures are stored as figures; `0.25~0%` in that format, `=1+1` as a formula without a
    /// result, `'007` as a text.
    pub fn sheet(mut self, name: &str, rows: &[&str]) -> Self {
        self.sheets.push(Sheet {
            name: name.to_owned(),
            state: "visible",
            view: String::new(),
            columns: String::new(),
            rows: Vec::new(),
            merged: Vec::new(),
        });
        for row in rows {
            let mut cells = String::new();
            let at = self.last().rows.len() + 1;
            for (n, text) in row.split('|').enumerate() {
                let place = format!("{}{at}", char::from(b'A' + u8::try_from(n).expect("few columns")));
                let (value, style) = match text.split_once('~') {
                    Some((value, format)) => (value, self.style(format)),
                    None => (text, 0),
                };
                let made = if value.is_empty() {
                    Ok(())
                } else if let Some(formula) = value.strip_prefix('=') {
                    write!(cells, r#"<c r="{place}" s="{style}"><f>{formula}</f><v></v></c>"#)
                } else if value.parse::<f64>().is_ok() {
                    write!(cells, r#"<c r="{place}" s="{style}"><v>{value}</v></c>"#)
                } else {
                    let value = value.strip_prefix('\'').unwrap_or(value);
                    write!(cells, r#"<c r="{place}" s="{style}" t="inlineStr"><is><t>{value}</t></is></c>"#)
                };
                made.expect("a cell");
            }
            self.last().rows.push((String::new(), cells));
        }
        self
    }

    fn style(&mut self, format: &str) -> usize {
        let at = self.formats.iter().position(|known| known == format).unwrap_or_else(|| {
            self.formats.push(format.to_owned());
            self.formats.len() - 1
        });
        at + 1
    }

    fn last(&mut self) -> &mut Sheet {
        self.sheets.last_mut().expect("a sheet")
    }

    /// That sheet is hidden.
    pub fn hidden(mut self) -> Self {
        self.last().state = "hidden";
        self
    }

    /// A row of that sheet is hidden, counted from 1.
    pub fn without_row(mut self, row: usize) -> Self {
        self.last().rows[row - 1].0.push_str(r#" hidden="1""#);
        self
    }

    /// Columns of that sheet are hidden, from and to, counted from 1.
    pub fn without_columns(mut self, from: usize, to: usize) -> Self {
        write!(self.last().columns, r#"<col min="{from}" max="{to}" width="9" hidden="1"/>"#).expect("columns");
        self
    }

    /// Cells of that sheet that are 0 look blank.
    pub fn without_zeros(mut self) -> Self {
        self.last().view = r#"<sheetViews><sheetView showZeros="0" workbookViewId="0"/></sheetViews>"#.into();
        self
    }

    /// Cells of that sheet are one: `A1:C1`.
    pub fn merged(mut self, area: &str) -> Self {
        self.last().merged.push(area.to_owned());
        self
    }

    /// As the bytes of its file.
    pub fn bytes(&self) -> Vec<u8> {
        const MAIN: &str = r#"xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;
        const RELATION: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let (mut sheets, mut relations, mut parts) = (String::new(), String::new(), Vec::new());
        for (n, sheet) in self.sheets.iter().enumerate() {
            let n = n + 1;
            write!(sheets, r#"<sheet name="{}" sheetId="{n}" state="{}" r:id="rId{n}"/>"#, sheet.name, sheet.state).expect("a sheet");
            write!(relations, r#"<Relationship Id="rId{n}" Type="{RELATION}/worksheet" Target="worksheets/sheet{n}.xml"/>"#).expect("a relation");
            let rows = sheet
                .rows
                .iter()
                .enumerate()
                .map(|(n, (how, cells))| format!(r#"<row r="{}"{how}>{cells}</row>"#, n + 1))
                .collect::<Vec<_>>()
                .concat();
            let columns = if sheet.columns.is_empty() { String::new() } else { format!("<cols>{}</cols>", sheet.columns) };
            let merged = sheet.merged.iter().map(|area| format!(r#"<mergeCell ref="{area}"/>"#)).collect::<Vec<_>>().concat();
            let merged = if merged.is_empty() { merged } else { format!("<mergeCells>{merged}</mergeCells>") };
            let text = format!("<worksheet {MAIN}>{}{columns}<sheetData>{rows}</sheetData>{merged}</worksheet>", sheet.view);
            parts.push((format!("xl/worksheets/sheet{n}.xml"), text));
        }
        write!(relations, r#"<Relationship Id="styles" Type="{RELATION}/styles" Target="styles.xml"/>"#).expect("a relation");
        let quoted = |code: &str| code.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
        let formats = self
            .formats
            .iter()
            .enumerate()
            .map(|(n, code)| format!(r#"<numFmt numFmtId="{}" formatCode="{}"/>"#, 164 + n, quoted(code)))
            .collect::<Vec<_>>()
            .concat();
        let used = (0..self.formats.len()).map(|n| format!(r#"<xf numFmtId="{}"/>"#, 164 + n)).collect::<Vec<_>>().concat();
        let styles = format!(
            r#"<styleSheet {MAIN}><numFmts>{formats}</numFmts><fonts><font/></fonts><fills><fill/></fills><borders><border/></borders><cellStyleXfs><xf numFmtId="0"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>{used}</cellXfs></styleSheet>"#
        );
        let of_package =
            |inner: &str| format!(r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>"#);
        let (inner, root) =
            (of_package(&relations), of_package(&format!(r#"<Relationship Id="rId1" Type="{RELATION}/officeDocument" Target="xl/workbook.xml"/>"#)));
        let book = format!("<workbook {MAIN}><sheets>{sheets}</sheets></workbook>");
        let types = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#;
        let mut all = vec![
            ("[Content_Types].xml", types),
            ("_rels/.rels", root.as_str()),
            ("xl/workbook.xml", book.as_str()),
            ("xl/_rels/workbook.xml.rels", inner.as_str()),
            ("xl/styles.xml", styles.as_str()),
        ];
        all.extend(parts.iter().map(|(name, text)| (name.as_str(), text.as_str())));
        package(&all)
    }
}
