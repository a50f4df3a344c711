//! N105: an amount in running text that is said of something which the forms print, and that stands in none of them.
//!
//! What an amount is said of is told by a closed list of words. It is compared with all cells that bear that word in whatever form, and
//! where it equals any other cell, nothing is claimed: the scope may be another one. So only a figure that is nowhere is told.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use rust_decimal::Decimal;

use super::Fix;
use super::gap::slip;
use super::prose::Paragraph;
use super::shared::{Case, Found, reworded, scopes};
use super::words::Words;
use crate::calc::TotalRow;
use crate::model::Place;
use crate::numbers::{Number, Unit};
use crate::template::{ColumnKind, Pane, RowKind};

/// What an amount may be said of: words at the end of what stands before it, and words of which a cell's row or head has one.
const ROLES: [(&[&str], &[&str]); 16] = [
    (&["“三公”经费", "“三公”经费支出", "三公经费"], &["三公"]),
    (&["公务用车购置及运行维护费", "公务用车购置及运行费", "公务用车购置及运维费", "公务用车购置和运行费"], &["公务用车购置及运"]),
    (&["公务用车购置费", "公务用车购置"], &["公务用车购置"]),
    (&["公务用车运行维护费", "公务用车运行费", "公务用车运维费"], &["公务用车运行", "公务用车运维"]),
    (&["因公出国（境）费", "因公出国（境）费用", "因公出国(境)费", "出国费"], &["出国"]),
    (&["公务接待费"], &["公务接待"]),
    (&["基本支出"], &["基本支出"]),
    (&["项目支出"], &["项目支出"]),
    (&["人员经费", "人员类项目经费", "人员支出"], &["人员"]),
    (&["公用经费", "运转类公用项目经费", "运转类公用经费", "日常公用支出", "机关运行经费"], &["公用"]),
    (&["一般公共预算拨款", "一般公共预算收入", "一般公共预算拨款收入", "一般公共预算财政拨款", "一般公共预算"], &["一般公共预算"]),
    (&["政府性基金预算拨款", "政府性基金预算", "基金预算收入", "基金预算拨款"], &["政府性基金"]),
    (&["财政专户管理资金", "财政专户核拨收入", "财政专户"], &["财政专户"]),
    (
        &[
            "收入预算",
            "预算收入",
            "收支预算",
            "收支总预算",
            "收支预算总额",
            "支出预算",
            "预算支出",
            "收入总计",
            "支出总计",
            "部门支出预算",
            "部门预算总额",
            "单位预算总额",
        ],
        &["合计", "总计"],
    ),
    (&["政府采购预算"], &["采购合计"]),
    (&["固定资产金额", "国有资产", "国有资产总额", "资产总额"], &["资产总额", "资产合计"]),
];

/// What something is said of: the words, and the number of the role.
pub(super) type Role = (&'static str, usize);

/// Tables beside the forms.
const SIDE: &[&str] = &["采购", "资产"];

/// Whether a role is of such a table.
fn is_of_side(role: usize) -> bool {
    ROLES[role].1.iter().any(|word| SIDE.iter().any(|side| word.contains(side)))
}

/// What makes an amount of something else.
const ELSEWHERE: &[&str] = &[
    "上年",
    "去年",
    "执行",
    "年初",
    "全年预算",
    "每",
    "人均",
    "用于",
    "原因",
    "涉及",
    "面向",
    "预留",
    "该项目",
    "自评",
    "评价",
    "专项",
    "补助",
    "系统",
    "工程",
    "建设",
    "购买",
    "拟",
    "新增",
    "减少",
    "增加",
    "车辆购置",
];

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let paragraphs = case.paragraphs();
    if paragraphs.iter().all(|(_, paragraph)| paragraph.numbers.is_empty()) {
        return Vec::new();
    }
    let mut out = Vec::new();
    for (text, paragraph) in paragraphs {
        for at in (0..paragraph.numbers.len()).filter(|at| paragraph.states(*at)) {
            let Some((said, role)) = paragraph.role(at) else { continue };
            let Some((right, nearest)) = case.cells().missing(&paragraph.numbers[at], role) else { continue };
            let found = paragraph.found(format!("“{said}”写“{}”，各表里没有这个数（表里是{right}）", paragraph.said(at)));
            out.push(found.in_text(*text).mended_by(taken(case, paragraph, at, nearest)));
        }
    }
    out
}

/// The figure of the form in the place of one that is it but for a slip.
fn taken(case: &Case<'_>, paragraph: &Paragraph, at: usize, nearest: Decimal) -> Option<Fix> {
    let number = &paragraph.numbers[at];
    slip(number.yuan()?, nearest)?;
    let Unit::Money(times) = number.unit else { return None };
    let mut right = nearest.checked_div(Decimal::from(times))?.normalize();
    right.rescale(number.value.scale().max(right.scale()));
    let Place::Text(id) = paragraph.place() else { return None };
    let unit = paragraph.said(at).trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ',');
    reworded(id, case.work.draft().text(id), paragraph.said(at), &format!("{right}{unit}"))
}

/// What a label says that something is: the words, and the number of the role.
pub(super) fn role_of(label: &str) -> Option<Role> {
    let bare = label.trim_end_matches(['：', ':']);
    let mut bare = bare;
    loop {
        let shorter = ["安排", "预算为", "为", "共", "共计", "合计", "总额为", "数为", "列支", "是", "金额", "计", "预算数", "总计"]
            .iter()
            .find_map(|word| bare.strip_suffix(word).filter(|rest| is_of_role(rest)));
        match shorter {
            Some(rest) if !ends_in_role(bare) => bare = rest,
            _ => break,
        }
    }
    // 预算 may stand behind any of them: “三公”经费预算安排.
    let cut = bare.strip_suffix("预算").filter(|rest| ends_in_role(rest) && !ends_in_role(bare)).unwrap_or(bare);
    let found = ROLES
        .iter()
        .enumerate()
        .filter_map(|(n, (words, _))| Some((words.iter().filter(|word| cut.ends_with(**word)).max_by_key(|word| word.len())?, n)));
    let (word, n) = found.max_by_key(|(word, _)| word.len())?;
    let before = &cut[..cut.len() - word.len()];
    let general = before.chars().count() <= 22 && !ELSEWHERE.iter().any(|other| before.contains(other));
    let last = |text: &str| ["上年", "去年", "执行"].iter().any(|other| text.contains(other));
    (general && !last(label)).then_some((*word, n))
}

/// Whether a text speaks of any role at all.
fn is_of_role(text: &str) -> bool {
    ROLES.iter().any(|(words, _)| words.iter().any(|word| text.contains(word)))
}

fn ends_in_role(text: &str) -> bool {
    ROLES.iter().any(|(words, _)| words.iter().any(|word| text.ends_with(word)))
}

/// With fewer forms filled in than these, what the text speaks of may be in one that is not there.
const FEWEST_FORMS: usize = 3;

/// The amounts of all forms, in 元.
pub(super) struct Cells {
    /// Forms with figures, procurement and assets aside.
    forms: BTreeSet<usize>,
    /// All amounts but zero, the smallest first.
    all: Vec<Decimal>,
    of_role: Vec<BTreeSet<Decimal>>,
}

impl Cells {
    pub(super) fn of(case: &Case<'_>) -> Self {
        let mut cells = Self { forms: BTreeSet::new(), all: Vec::new(), of_role: vec![BTreeSet::new(); ROLES.len()] };
        let (draft, plan) = (case.work.draft(), case.work.plan());
        let unit = case.yuan_per_unit();
        for scope in scopes(case.work) {
            for (at, pane_plan) in plan.panes.iter().enumerate().filter(|(at, _)| scope.has(*at)) {
                let Some((form, pane)) = pane_plan.place else { continue };
                let form_at = form;
                let (form, pane) = (&draft.template.forms[form], &draft.template.forms[form].panes[pane]);
                // Tables that are none of the forms call their columns and totals as these do.
                let side = SIDE.iter().any(|word| form.title.contains(word));
                let totals = &scope.totals.panes[at];
                let heads: Vec<Vec<usize>> = pane.columns.iter().map(|column| roles_in(&column.header.concat())).collect();
                for (n, row) in totals.rows.iter().enumerate() {
                    let label = row_label(pane, row, &form.title);
                    let of_row = roles_in(&label);
                    for (column, of_head) in pane.columns.iter().zip(&heads).enumerate().map(|(c, (column, heads))| ((c, column), heads)) {
                        let (c, column) = column;
                        let amount =
                            if column.kind == ColumnKind::Money { totals.cell(n, c).shown.and_then(|shown| shown.checked_mul(unit)) } else { None };
                        let Some(amount) = amount else { continue };
                        if amount.is_zero() {
                            continue;
                        }
                        cells.all.push(amount);
                        if !side {
                            cells.forms.insert(form_at);
                        }
                        for role in of_row.iter().chain(of_head).filter(|role| side == is_of_side(**role)) {
                            cells.of_role[*role].insert(amount);
                        }
                    }
                }
            }
        }
        cells.all.sort_unstable();
        cells
    }

    /// What the forms print of the role.
    pub(super) fn of_role(&self, role: usize) -> &BTreeSet<Decimal> {
        &self.of_role[role]
    }

    /// What the forms print of the role, where the number is in none of them.
    fn missing(&self, number: &Number, role: usize) -> Option<(String, Decimal)> {
        let (yuan, half) = (number.yuan()?, number.half());
        let of_role: Vec<Decimal> = self.of_role[role].iter().copied().collect();
        let printed = || {
            let from = self.all.partition_point(|amount| *amount < yuan - half);
            self.all.get(from).is_some_and(|amount| *amount <= yuan + half)
        };
        let known = is_of_side(role) || self.forms.len() >= FEWEST_FORMS;
        if !known || of_role.is_empty() || yuan.is_zero() || printed() {
            return None;
        }
        let nearest = of_role.into_iter().min_by_key(|amount| (*amount - yuan).abs())?;
        let explained = slip(yuan, nearest).map_or_else(String::new, |slip| format!("，多半是{}", slip.said()));
        Some((format!("{}万元{explained}", (nearest / Decimal::from(10_000)).normalize()), nearest))
    }
}

fn roles_in(label: &str) -> Vec<usize> {
    static WORDS: LazyLock<Words> = LazyLock::new(|| Words::of(&ROLES.map(|(_, cells)| cells)));
    if !WORDS.are_in(label) {
        return Vec::new();
    }
    ROLES.iter().enumerate().filter(|(_, (_, cells))| cells.iter().any(|word| label.contains(word))).map(|(n, _)| n).collect()
}

/// What a row is called, with what its form is of where it is the form's total.
fn row_label(pane: &Pane, row: &TotalRow, title: &str) -> String {
    let fixed = pane.fixed_row(row.class).map_or("", |fixed| fixed.label.as_str());
    let total = match &pane.rows {
        RowKind::Coded(coded) if pane.is_total(row.class) => coded.total.as_str(),
        _ => fixed,
    };
    if !pane.is_total(row.class) {
        return total.to_owned();
    }
    let purchase = if title.contains("采购") { "采购合计" } else { "" };
    let three = if title.contains("三公") { "三公" } else { "" };
    format!("{total}{purchase}{three}")
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, with_text};

    fn said(text: &str) -> Vec<String> {
        found(&with_text(text), "N105").into_iter().map(|(_, message)| message).collect()
    }

    #[test]
    fn an_amount_that_is_in_no_form_is_told_with_what_is() {
        assert_eq!(said("2024年收入预算2806.12万元。"), ["“收入预算”写“2806.12万元”，各表里没有这个数（表里是2860.12万元，多半是两位数字写颠倒了）"]);
        assert_eq!(said("其中：基本支出532.00万元，包括人员经费27.00万元。").len(), 2);
        assert_eq!(said("财政拨款“三公”经费预算为183.64万元。").len(), 1);
        assert_eq!(said("2024年我局收入预算为2806.12万元。").len(), 1);
    }

    #[test]
    fn what_stands_in_a_form_or_is_of_something_else_is_left_alone() {
        for text in [
            "2024年收入预算2860.12万元，其中：一般公共预算拨款2860万元，政府性基金预算拨款0.00万元。",
            "上年基本支出500.00万元。",
            "智慧安防系统建设项目支出12.00万元。",
            "基本支出增加12.34万元。",
            "用于物业12.34万元，人均基本支出0.12万元。",
            "机关运行经费253万元。",
        ] {
            assert_eq!(said(text), [""; 0], "{text}");
        }
    }
}
