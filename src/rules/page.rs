//! Findings to be read by colleagues: a document, which every format that takes pages is written from.

use super::{Finding, LABELS};
use crate::document::{Align, Block, Document, Grid, GridCell, GridRole, GridRow, GridRowKind, Heading, Paragraph, Run, Sheet};
use crate::model::{Draft, Places};

/// What was found in a draft, under the name of its file.
pub struct Checked<'a> {
    /// The file.
    pub name: String,
    /// The draft.
    pub draft: &'a Draft,
    /// What was found.
    pub findings: &'a [Finding],
}

/// The list, a chapter for each draft, in it a table for each kind of finding.
#[must_use]
pub fn page(checked: &[Checked<'_>]) -> Document {
    let title = "核查问题清单".to_owned();
    let mut blocks = vec![heading(1, &title)];
    for one in checked {
        let mut places = Places::of(one.draft);
        blocks.push(heading(2, &one.name));
        let counts: Vec<String> = LABELS.iter().map(|kind| format!("{kind}{}处", of_kind(one.findings, kind).count())).collect();
        let answered = one.findings.iter().filter(|finding| finding.answered(one.draft)).count();
        blocks.push(paragraph(&format!("{}；已说明{answered}处。", counts.join("，"))));
        for kind in LABELS {
            let rows: Vec<GridRow> = of_kind(one.findings, kind).map(|finding| row(one.draft, &mut places, finding)).collect();
            if !rows.is_empty() {
                blocks.push(heading(3, kind));
                blocks.push(grid(kind, rows));
            }
        }
    }
    let first = checked.first().map(|one| &one.draft.identity);
    Document {
        title,
        author: first.map_or_else(String::new, |identity| identity.unit_name.clone()),
        subject: "部门预算公开".into(),
        keywords: vec!["核查".into()],
        cover: Vec::new(),
        contents: None,
        sheets: vec![Sheet { landscape: true, blocks }],
        mark: None,
        official: false,
    }
}

fn of_kind<'a>(findings: &'a [Finding], kind: &'a str) -> impl Iterator<Item = &'a Finding> {
    findings.iter().filter(move |finding| finding.label() == kind)
}

const COLUMNS: [&str; 4] = ["编号", "位置", "问题", "说明"];

fn row(draft: &Draft, places: &mut Places<'_>, finding: &Finding) -> GridRow {
    let answer = finding.answer(draft).map_or_else(String::new, |answer| {
        let by = [answer.by.as_str(), answer.on.as_str()].iter().filter(|text| !text.is_empty()).copied().collect::<Vec<_>>().join(" ");
        if by.is_empty() { answer.reason.clone() } else { format!("{}（{by}）", answer.reason) }
    });
    let cells = vec![
        GridCell::new(finding.code.as_str(), Align::Center),
        GridCell::new(places.describe(&finding.place), Align::Left),
        GridCell::new(finding.message.as_str(), Align::Left),
        GridCell::new(answer, Align::Left),
    ];
    GridRow { kind: GridRowKind::Body, cells }
}

fn heading(level: u8, text: &str) -> Block {
    Block::Heading(Heading { level, text: text.to_owned(), contents: None, centred: level == 1, place: None })
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph(Paragraph { runs: vec![Run::plain(text.to_owned())], role: "body", place: None })
}

fn grid(title: &str, rows: Vec<GridRow>) -> Block {
    let head = GridRow { kind: GridRowKind::Head, cells: COLUMNS.iter().map(|label| GridCell::new(*label, Align::Center)).collect() };
    Block::Grid(Grid {
        id: "findings".into(),
        title: title.to_owned(),
        role: GridRole::Table,
        left: Vec::new(),
        right: String::new(),
        unit: "",
        columns: COLUMNS.iter().map(|label| vec![(*label).to_owned()]).collect(),
        widths: vec![8, 36, 70, 24],
        rows: std::iter::once(head).chain(rows).collect(),
        notes: Vec::new(),
        place: None,
    })
}
