//! The approval sheet (公开审批表): who has had a say, when, of what content, and what is still open. A document of its own, which every format
//! that takes pages is written from.

use chrono::NaiveDate;

use super::remarks::{At, found};
use super::standing::{Clock, Standing, clocks, standings};
use crate::day;
use crate::document::{Align, Block, Document, Grid, GridCell, GridRole, GridRow, GridRowKind, Heading, Paragraph, Run, Sheet};
use crate::model::{Draft, Remark, Said, Step};

/// So much of a digest tells two contents apart on paper.
const SHOWN: usize = 16;

/// The sheet of a draft whose content has that digest. `open` says what of the check is neither mended nor answered, a line for each kind.
#[must_use]
pub fn sheet(draft: &Draft, digest: &str, open: &[String], today: NaiveDate) -> Document {
    let title = "公开审批表".to_owned();
    let mut blocks = vec![heading(1, &title), grid("公开稿", &[16, 60], &[], of_draft(draft, digest, today))];
    let steps: Vec<Vec<String>> = standings(draft, digest)
        .into_iter()
        .map(|(stage, standing, step)| {
            let mut row = vec![stage.label().to_owned(), standing.label().to_owned()];
            row.extend(of_step(step));
            row
        })
        .collect();
    blocks.push(grid("办理情况", &[14, 18, 30, 12, 22, 20], &["环节", "结论", "意见", "姓名", "时间", "内容摘要"], steps));
    if !draft.steps.is_empty() {
        let all = draft.steps.iter().map(|step| {
            let verdict = if step.sent_back { "退回修改" } else { "通过" };
            let mut row = vec![step.stage.label().to_owned(), verdict.to_owned()];
            row.extend(of_step(Some(step)));
            row
        });
        blocks.push(grid("全部经过", &[14, 18, 30, 12, 22, 20], &["环节", "结论", "意见", "姓名", "时间", "内容摘要"], all.collect()));
    }
    let of_state = |open: bool| draft.remarks.iter().filter(move |remark| remark.is_open() == open);
    for (title, is_open) in [("未了意见", true), ("已办结意见", false)] {
        let rows: Vec<Vec<String>> = of_state(is_open).map(|remark| of_remark(draft, remark)).collect();
        if !rows.is_empty() {
            blocks.push(grid(title, &[30, 34, 12, 34], &["位置", "意见", "提出人", "答复和办理"], rows));
        }
    }
    let points = if open.is_empty() { vec!["核查：没有未处理的问题。".to_owned()] } else { open.to_vec() };
    blocks.extend(points.into_iter().map(paragraph));
    if !draft.answers.is_empty() {
        let rows = draft.answers.iter().map(|(finding, answer)| {
            let code = finding.split('-').next().unwrap_or_default();
            vec![code.to_owned(), answer.place.describe(draft), answer.reason.clone(), answer.by.clone(), answer.on.clone()]
        });
        blocks.push(grid("情况说明", &[10, 34, 40, 12, 16], &["规则", "位置", "说明", "说明人", "日期"], rows.collect()));
    }
    Document {
        title,
        author: draft.identity.unit_name.clone(),
        subject: "部门预算公开".into(),
        keywords: vec!["审批".into(), draft.identity.year.map(|year| year.to_string()).unwrap_or_default()],
        cover: Vec::new(),
        contents: None,
        sheets: vec![Sheet { landscape: true, blocks }],
        mark: None,
        official: false,
    }
}

impl Standing {
    /// As a finance office says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Open => "未办理",
            Self::Passed => "通过",
            Self::Broken => "通过后有改动，须重办",
            Self::SentBack => "退回修改",
        }
    }
}

impl Clock {
    /// In words: until when, and how many days are left.
    #[must_use]
    pub fn said(&self) -> String {
        let until = format!("{}之日（{}）起20日内公开，到{}为止", self.from, day::said(self.since), day::said(self.until));
        match (self.published, self.left) {
            (true, 0..) => format!("{until}；已按期公开"),
            (true, late) => format!("{until}；公开时逾期{}天", -late),
            (false, left @ 0..) => format!("{until}；还有{left}天"),
            (false, late) => format!("{until}；已逾期{}天", -late),
        }
    }
}

fn of_draft(draft: &Draft, digest: &str, today: NaiveDate) -> Vec<Vec<String>> {
    let identity = &draft.identity;
    let mut rows = vec![
        vec!["单位".to_owned(), format!("{} {}", identity.unit_code, identity.unit_name).trim().to_owned()],
        vec!["年度".to_owned(), identity.year.map_or_else(|| "未填".to_owned(), |year| year.to_string())],
        vec!["内容摘要".to_owned(), digest.to_owned()],
    ];
    let days = &draft.days;
    for (label, day) in [("财政批复日期", &days.approved), ("部门批复日期", &days.passed_on), ("公开日期", &days.published)] {
        rows.push(vec![label.to_owned(), if day.is_empty() { "未填".to_owned() } else { day.clone() }]);
    }
    rows.extend(clocks(draft, today).iter().map(|clock| vec!["公开期限".to_owned(), clock.said()]));
    rows
}

fn of_step(step: Option<&Step>) -> [String; 4] {
    step.map_or_else(Default::default, |step| {
        [step.said.text.clone(), step.said.by.clone(), step.said.on.clone(), step.digest.chars().take(SHOWN).collect()]
    })
}

fn of_remark(draft: &Draft, remark: &Remark) -> Vec<String> {
    let place = match found(draft, remark) {
        At::Gone => format!("{}（这一处已经不在了）", remark.about),
        At::Text if !remark.quote.is_empty() => format!("{}（这一段已经不在了）", remark.about),
        _ => remark.about.clone(),
    };
    let line = |word: &str, said: &Said| {
        let words = [word, &said.text, &said.by, &said.on].map(str::to_owned);
        words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    };
    let replies = remark.answers.iter().map(|said| line("答复：", said)).chain(remark.settled.iter().map(|said| line("办结：", said)));
    vec![place, remark.said.text.clone(), remark.said.by.clone(), replies.collect::<Vec<_>>().join("\n")]
}

fn heading(level: u8, text: &str) -> Block {
    Block::Heading(Heading { level, text: text.to_owned(), contents: None, centred: level == 1, place: None })
}

fn paragraph(text: String) -> Block {
    Block::Paragraph(Paragraph { runs: vec![Run::plain(text)], role: "body", place: None })
}

/// A table; one without heads has labels in its first column.
fn grid(title: &str, widths: &[u16], heads: &[&str], rows: Vec<Vec<String>>) -> Block {
    let label = heads.is_empty();
    let head = heads.iter().map(|label| GridCell::new(*label, Align::Center)).collect();
    let head = (!label).then_some(GridRow { kind: GridRowKind::Head, cells: head });
    let body = rows.into_iter().map(|cells| {
        let cells = cells.into_iter().enumerate().map(|(at, text)| {
            let align = if at == 0 && label { Align::Center } else { Align::Left };
            GridCell { label: at == 0 && label, ..GridCell::new(text, align) }
        });
        GridRow { kind: GridRowKind::Body, cells: cells.collect() }
    });
    Block::Grid(Grid {
        id: "review".into(),
        title: title.to_owned(),
        role: GridRole::Table,
        left: Vec::new(),
        right: String::new(),
        unit: "",
        columns: (0..widths.len()).map(|at| vec![heads.get(at).copied().unwrap_or_default().to_owned()]).collect(),
        widths: widths.to_vec(),
        rows: head.into_iter().chain(body).collect(),
        notes: Vec::new(),
        place: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Place, Stage};

    #[test]
    fn the_sheet_says_who_when_what_and_what_is_open() {
        let mut draft = crate::store::sample("unit-2024.ron").expect("the sample opens");
        let said = |text: &str| Said { text: text.into(), by: "李四".into(), on: "2026年2月6日 09:30".into() };
        let step =
            Step { id: "s".into(), stage: Stage::Review, sent_back: false, said: said("数已核对"), digest: "abc".into(), kept: String::new() };
        draft.steps.push(step);
        let place = Place::Card("gone".into());
        draft.remarks.push(Remark {
            id: "m".into(),
            place,
            quote: String::new(),
            about: "项目3“某项目”".into(),
            stage: Stage::Review,
            said: said("金额请核实"),
            answers: vec![said("已核实")],
            settled: None,
        });
        let today = day::read("2026-2-7").expect("a day");
        let text = crate::write::text(&sheet(&draft, "abc", &["核查：待说明2处。".into()], today));
        for words in ["数已核对", "李四", "2026年2月6日 09:30", "abc", "金额请核实", "项目3“某项目”（这一处已经不在了）", "待说明2处", "已核实"]
        {
            assert!(text.contains(words), "{words} in {text}");
        }
        let text = crate::write::text(&sheet(&draft, "other", &[], today));
        assert!(text.contains("通过后有改动，须重办") && text.contains("没有未处理的问题"), "{text}");
    }
}
