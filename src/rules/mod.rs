//! Findings: what is wrong with a draft, where, and by which rule. Reports all and never aborts.
//!
//! One file for each rule of judgement; what a template's equations check is in [`equations`]. Codes never change
//! their meaning; `docs/rules.md` has a section for each.

mod cards;
mod carried;
mod characters;
mod codes;
mod equations;

use serde::Serialize;

use crate::calc::Totals;
use crate::model::{AdditionKind, Draft, Place};
use crate::template::codes::Codes;
use crate::template::plan::Plan;

/// What a rule says of a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Stable code of the rule.
    pub code: String,
    /// How bad it is.
    pub severity: Severity,
    /// Whether the rule could be checked at all.
    pub status: Status,
    /// Where.
    pub place: Place,
    /// The rule, both sides and the difference, in Chinese.
    pub message: String,
    /// Both sides as printed, where the rule compares figures.
    pub figures: Option<(String, String)>,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// 错误: arithmetic that cannot be right, or a duty of the law.
    Error,
    /// 待说明: wants a look or a written reason.
    Warning,
    /// 提示: style.
    Hint,
}

/// How a rule ended, where it did not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It does not hold.
    Broken,
    /// 未核查: it could not be checked, and the message says why.
    NotChecked,
}

impl Severity {
    /// As shown.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Error => "错误",
            Self::Warning => "待说明",
            Self::Hint => "提示",
        }
    }
}

/// Every finding of a draft, worst first, then in document order.
#[must_use]
pub fn check(draft: &Draft, codes: &Codes, plan: &Plan, totals: &Totals) -> Vec<Finding> {
    let mut findings = equations::check(draft, plan, totals);
    findings.extend(codes::check(draft, codes, plan, totals));
    findings.extend(links(draft, plan));
    findings.extend(cards::check(draft, plan, totals));
    findings.extend(characters::check(draft));
    findings.extend(carried::check(draft));
    if draft.identity.unit_name.trim().is_empty() {
        findings.push(Finding {
            code: "S101".into(),
            severity: Severity::Error,
            status: Status::Broken,
            place: Place::Identity,
            message: "没有填写单位名称，封面和各表都印不出单位".into(),
            figures: None,
        });
    }
    for (n, unit) in draft.units.iter().enumerate().filter(|(_, unit)| unit.name.trim().is_empty()) {
        findings.push(Finding {
            code: "S101".into(),
            severity: Severity::Error,
            status: Status::Broken,
            place: Place::Identity,
            message: format!("第{}个所属单位（{}）没有填写名称", n + 1, unit.code),
            figures: None,
        });
    }
    for addition in &draft.additions {
        if let AdditionKind::Section { heading, .. } = &addition.kind
            && heading.trim().is_empty()
        {
            findings.push(Finding {
                code: "S102".into(),
                severity: Severity::Warning,
                status: Status::Broken,
                place: Place::Section(addition.id.clone()),
                message: "补充章节没有标题，印不出来".into(),
                figures: None,
            });
        }
    }
    findings.sort_by_key(|finding| (finding.severity, finding.status == Status::NotChecked));
    findings
}

/// L101: a linked figure of running text that names no cell would be printed as it was typed.
fn links(draft: &Draft, plan: &Plan) -> Vec<Finding> {
    let broken = |place: Place, text: &str| -> Vec<Finding> {
        let faults = crate::template::links(text).into_iter().filter_map(|link| plan.link(link).err().map(|reason| (link.to_owned(), reason)));
        faults
            .map(|(link, reason)| Finding {
                code: "L101".into(),
                severity: Severity::Error,
                status: Status::Broken,
                place: place.clone(),
                message: format!("引用“{{{link}}}”找不到对应的数字：{reason}"),
                figures: None,
            })
            .collect()
    };
    let texts = draft.texts.iter().flat_map(|(id, text)| broken(Place::Text(id.clone()), text));
    let mut items = Vec::new();
    for (id, tree) in &draft.trees {
        crate::model::tree::each(tree, 0, &mut |item, _| {
            for text in [&item.title, &item.text, &item.goal, &item.indicator] {
                items.extend(broken(Place::Item { tree: id.clone(), item: item.id.clone() }, text));
            }
        });
    }
    for addition in &draft.additions {
        if let AdditionKind::Section { heading, .. } = &addition.kind {
            items.extend(broken(Place::Section(addition.id.clone()), heading));
        }
    }
    for (id, table) in &draft.tables {
        for text in [&table.title, &table.left, &table.right].into_iter().chain(&table.notes) {
            items.extend(broken(Place::Table { id: id.clone(), row: 0, column: 0 }, text));
        }
        for (row, cells) in table.rows.iter().enumerate() {
            for (column, text) in cells.iter().enumerate() {
                items.extend(broken(Place::Table { id: id.clone(), row, column }, text));
            }
        }
    }
    let terms = draft.glossary.iter().enumerate().flat_map(|(n, term)| broken(Place::Term(n), &term.definition));
    texts.chain(items).chain(terms).collect()
}
