//! A comparison to be read: lines for a terminal, a document for pages. Words that changed inside a long text are marked. Pages go from hand to
//! hand: of parts that are not published they say only that there is something.

use super::change::{Change, ChangeKind};
use super::words::{Piece, words};
use crate::document::{Align, Block, Document, Grid, GridCell, GridRole, GridRow, GridRowKind, Heading, Only, Paragraph, Run, Sheet};
use crate::model::Draft;

/// Longer texts are told in sentences, not in a table.
const LONG: usize = 40;

/// Whether a change is one of words inside a text.
#[must_use]
pub fn is_long(change: &Change) -> bool {
    change.kind != ChangeKind::Moved
        && [&change.before, &change.after].into_iter().any(|text| text.chars().nth(LONG).is_some() || text.contains('\n'))
}

/// What differs as lines, part by part; `follows` behind it.
#[must_use]
pub fn lines(changes: &[Change], follows: &[Change]) -> Vec<String> {
    let mut out = Vec::new();
    listed(changes, &mut out);
    if !follows.is_empty() {
        out.push("== 随之不同的合计数和引用".to_owned());
        listed(follows, &mut out);
    }
    out
}

fn listed(changes: &[Change], out: &mut Vec<String>) {
    for part in changes.chunk_by(|one, other| one.part == other.part) {
        out.push(format!("【{}】", part[0].part));
        for change in part {
            let at = within(change);
            let body = if change.kind == ChangeKind::Changed && is_long(change) {
                words(&change.before, &change.after).iter().map(marked).collect()
            } else {
                [&change.before, &change.after].map(|text| if text.is_empty() { "（空）".to_owned() } else { text.clone() }).join(" → ")
            };
            out.push(format!("  {at}　{}　{}", change.kind.label(), body.replace('\n', "\n    ")));
        }
    }
}

/// The place without its part, which stands above.
fn within(change: &Change) -> &str {
    change.said.strip_prefix(&change.part).map(str::trim_start).filter(|rest| !rest.is_empty()).unwrap_or(&change.said)
}

fn marked(piece: &Piece) -> String {
    match piece.kind {
        None => piece.text.clone(),
        Some(ChangeKind::Removed) => format!("[-{}-]", piece.text),
        Some(_) => format!("{{+{}+}}", piece.text),
    }
}

/// The pages of a comparison of two drafts. `names` are the two files'.
#[must_use]
pub fn page(drafts: [&Draft; 2], names: [&str; 2], changes: &[Change], follows: &[Change]) -> Document {
    let draft = drafts[0];
    let title = "比较表".to_owned();
    let shown = |change: &&Change| !drafts.iter().any(|draft| draft.withholds(&change.place));
    let kept = |changes: &[Change]| changes.iter().filter(shown).cloned().collect::<Vec<_>>();
    let all = changes.len() + follows.len();
    let (changes, follows) = (&*kept(changes), &*kept(follows));
    let left_out = all - changes.len() - follows.len();
    let mut blocks = vec![heading(1, &title), paragraph(vec![Run::plain(format!("原：{}；现：{}。", names[0], names[1]))])];
    let count = match (changes.len(), follows.len()) {
        (0, 0) => "两份内容相同。".to_owned(),
        (all, 0) => format!("共有{all}处不同。"),
        (all, more) => format!("共有{all}处不同，另有{more}处合计数和引用随之不同。"),
    };
    let count = match left_out {
        0 => count,
        _ if changes.len() + follows.len() == 0 => format!("不同的{left_out}处都在标为不公开的部分，这里不列。"),
        _ => format!("{count}标为不公开的部分还有{left_out}处，这里不列。"),
    };
    blocks.push(paragraph(vec![Run::plain(count)]));
    parts(draft, changes, &mut blocks);
    if !follows.is_empty() {
        blocks.push(heading(2, "随之不同的合计数和引用"));
        blocks.push(grid(draft, "随之不同", &follows.iter().collect::<Vec<_>>(), |change| change.said.as_str()));
    }
    Document {
        title,
        author: draft.identity.unit_name.clone(),
        subject: "部门预算公开".into(),
        keywords: vec!["比较".into(), draft.identity.year.map(|year| year.to_string()).unwrap_or_default()],
        cover: Vec::new(),
        contents: None,
        sheets: vec![Sheet { landscape: true, blocks }],
        mark: None,
        official: false,
    }
}

fn parts(draft: &Draft, changes: &[Change], blocks: &mut Vec<Block>) {
    for part in changes.chunk_by(|one, other| one.part == other.part) {
        blocks.push(heading(2, &part[0].part));
        let (long, short): (Vec<&Change>, Vec<&Change>) = part.iter().partition(|change| is_long(change));
        if !short.is_empty() {
            blocks.push(grid(draft, &part[0].part, &short, within));
        }
        for change in long {
            let mut runs = vec![Run::bold(format!("{}（{}）", within(change), change.kind.label()))];
            runs.extend(words(&change.before, &change.after).into_iter().map(|piece| {
                let only = piece.kind.map(|kind| if kind == ChangeKind::Removed { Only::Before } else { Only::After });
                Run { only, ..Run::plain(piece.text) }
            }));
            blocks.push(paragraph(runs));
        }
    }
}

fn heading(level: u8, text: &str) -> Block {
    Block::Heading(Heading { level, text: text.to_owned(), contents: None, centred: level == 1, place: None })
}

fn paragraph(runs: Vec<Run>) -> Block {
    Block::Paragraph(Paragraph { runs, role: "body", place: None })
}

fn grid(draft: &Draft, title: &str, changes: &[&Change], said: fn(&Change) -> &str) -> Block {
    let columns = ["位置", "变动", "原", "现"];
    let mut rows = vec![GridRow { kind: GridRowKind::Head, cells: columns.iter().map(|label| GridCell::new(*label, Align::Center)).collect() }];
    for change in changes {
        let side = if change.money.is_some() && change.kind == ChangeKind::Changed { Align::Right } else { Align::Left };
        let cells = vec![
            GridCell::new(said(change), Align::Left),
            GridCell::new(change.kind.label(), Align::Center),
            GridCell::new(change.before.as_str(), side),
            GridCell::new(change.after.as_str(), side),
        ];
        rows.push(GridRow { kind: GridRowKind::Body, cells });
    }
    Block::Grid(Grid {
        id: "compare".into(),
        title: title.to_owned(),
        role: GridRole::Table,
        left: Vec::new(),
        right: String::new(),
        unit: draft.template.money.unit.label(),
        columns: columns.iter().map(|label| vec![(*label).to_owned()]).collect(),
        widths: vec![44, 10, 40, 40],
        rows,
        notes: Vec::new(),
        place: None,
    })
}
