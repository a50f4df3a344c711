//! Findings: what is wrong with a draft, where, and by which rule. Reports all and never aborts.
//!
//! [`RULES`] is the table of all rules, each in a file of its own with its tests; what several of them need is in `shared`. Codes
//! never change their meaning; `docs/rules.md` has a section for each, and a test holds the two against each other.
//!
//! It leaves the figures to `calc` and changes nothing.

mod basis_missing;
mod before_publishing;
mod bought_as_budgeted;
mod broken_link;
mod card_code_unused;
mod card_without_unit;
mod cards_and_projects;
mod carried_text;
mod change_and_cells;
mod change_promised;
mod changed_by_zero;
mod changes_add_up;
mod code_not_lowest;
mod code_twice;
mod cost_cap;
mod cost_floor;
mod cost_parts;
mod cost_without_cap;
mod deadline_past;
mod description_and_value;
mod direction_of_target;
mod duty_missing;
mod equation_circle;
mod figure_too_large;
mod form_captions;
mod former_code;
mod free_columns;
mod free_sums;
mod gap;
mod glossary_empty;
mod goal_placeholder;
mod goals_alike;
mod heading_missing;
mod headings;
mod impossible_date;
mod items_alike;
mod kind_missing;
mod kind_of_row;
mod leftovers;
mod memo;
mod more_than_all;
mod name_of_code;
mod near_alike;
mod no_font;
mod note_of_other_form;
mod numbering;
mod other_document;
mod other_unit;
mod overall_and_card;
mod override_differs;
mod own_name;
mod page;
mod payments_end;
mod payments_fall;
mod payments_unfinished;
mod percent_too_high;
mod planned_purchases;
mod printed_code;
mod printed_contents;
mod printed_heads;
mod printed_label;
mod printed_product;
mod printed_rows;
mod private_numbers;
mod private_persons;
mod project_code;
mod project_code_twice;
mod prose;
mod purchase_and_project;
mod purchase_name;
mod rate_as_quantity;
mod reason_and_sign;
mod reserve_and_amount;
mod rounded;
mod rows_alike;
mod same_in_two_forms;
mod satisfaction_in_words;
mod secret_words;
mod sentence_counts;
mod sentence_shares;
mod sentence_sums;
mod sentence_years;
mod shared;
mod sheet;
mod silent_form;
mod slips;
mod taken_over_less;
mod target_unclear;
mod targets;
mod template_checks;
mod text_and_cells;
mod text_figure_differs;
mod unasked;
mod unit_name_missing;
mod unit_of_target;
mod unknown_code;
mod vehicles_not_bought;
mod weights;
mod withheld_figures;
mod word_as_unit;
mod words;
mod year_missing;
mod year_on_year;

use serde::Serialize;

use crate::model::{Answer, Draft, Edit, Place};
use crate::template::codes::Codes;
use crate::workings::Workings;
use Severity::{Error, Hint, Secrecy, Warning};
pub use cards_and_projects::projects;
pub use cost_cap::is_whole;
pub use duty_missing::{DUTIES, Duty};
use memo::Laid;
pub use memo::{Memo, Piece};
pub use page::{Checked, page};
use shared::Spot;
pub use shared::{Case, Found};
pub use targets::{Kind, Said, said};
pub use unasked::unasked;

/// Every rule, by subject. Within a subject findings stand in the order of the draft, those of one spot in the order of this table.
pub const RULES: &[&[Rule]] = &[
    // Figures.
    &[
        Rule::Template { severity: Error, check: template_checks::check },
        Rule::Own { code: "A101", severity: Error, check: override_differs::check },
        Rule::Own { code: "A102", severity: Error, check: figure_too_large::check },
        Rule::Own { code: "A103", severity: Error, check: equation_circle::check },
        Rule::Own { code: "A104", severity: Error, check: taken_over_less::check },
        Rule::Own { code: "A105", severity: Hint, check: same_in_two_forms::check },
        Rule::Own { code: "A106", severity: Hint, check: rounded::check },
        Rule::Own { code: "A107", severity: Warning, check: other_unit::check },
    ],
    // Codes of the classifications. The lists help and do not judge: unknown codes are allowed and marked.
    &[
        Rule::Own { code: "K101", severity: Warning, check: unknown_code::check },
        Rule::Own { code: "K102", severity: Hint, check: former_code::check },
        Rule::Own { code: "K106", severity: Warning, check: name_of_code::check },
        Rule::Own { code: "K103", severity: Error, check: code_twice::check },
        Rule::Own { code: "K104", severity: Error, check: code_not_lowest::check },
        Rule::Own { code: "K105", severity: Error, check: card_code_unused::check },
    ],
    // Linked figures.
    &[
        Rule::Own { code: "L101", severity: Error, check: broken_link::check },
        Rule::Own { code: "L102", severity: Error, check: text_figure_differs::check },
    ],
    // Goal cards.
    &[
        Rule::Own { code: "C104", severity: Error, check: card_without_unit::check },
        Rule::Own { code: "C101", severity: Error, check: payments_fall::check },
        Rule::Own { code: "C102", severity: Error, check: payments_end::check },
        Rule::Own { code: "C103", severity: Error, check: project_code_twice::check },
        Rule::Own { code: "C105", severity: Warning, check: project_code::check },
        Rule::Own { code: "C106", severity: Warning, check: payments_unfinished::check },
        Rule::Own { code: "C107", severity: Warning, check: kind_missing::check },
        Rule::Own { code: "C108", severity: Warning, check: target_unclear::check },
        Rule::Piece { code: "C109", severity: Warning, check: satisfaction_in_words::check },
        Rule::Piece { code: "C110", severity: Warning, check: percent_too_high::check },
        Rule::Own { code: "C111", severity: Hint, check: more_than_all::check },
        Rule::Piece { code: "C112", severity: Warning, check: unit_of_target::check },
        Rule::Piece { code: "C113", severity: Warning, check: direction_of_target::check },
        Rule::Piece { code: "C114", severity: Warning, check: kind_of_row::check },
        Rule::Own { code: "C115", severity: Warning, check: basis_missing::check },
        Rule::Piece { code: "C116", severity: Warning, check: goals_alike::check },
        Rule::Own { code: "C117", severity: Warning, check: cost_cap::check },
        Rule::Piece { code: "C118", severity: Warning, check: cost_floor::check },
        Rule::Own { code: "C119", severity: Warning, check: cost_parts::check },
        Rule::Own { code: "C120", severity: Warning, check: overall_and_card::check },
        Rule::Piece { code: "C121", severity: Warning, check: description_and_value::check },
        Rule::Piece { code: "C122", severity: Warning, check: rows_alike::check },
        Rule::Piece { code: "C123", severity: Warning, check: deadline_past::check },
        Rule::Own { code: "C124", severity: Warning, check: cards_and_projects::check },
        Rule::Piece { code: "C126", severity: Warning, check: word_as_unit::check },
        Rule::Own { code: "C127", severity: Warning, check: cost_without_cap::check },
        Rule::Own { code: "C128", severity: Error, check: goal_placeholder::check },
        Rule::Own { code: "C129", severity: Error, check: weights::check },
        Rule::Own { code: "C125", severity: Hint, check: rate_as_quantity::check },
    ],
    // Procurement.
    &[
        Rule::Own { code: "G101", severity: Error, check: purchase_and_project::check },
        Rule::Own { code: "G102", severity: Warning, check: bought_as_budgeted::check },
        Rule::Own { code: "G103", severity: Warning, check: vehicles_not_bought::check },
        Rule::Own { code: "G104", severity: Warning, check: reserve_and_amount::check },
        Rule::Own { code: "G105", severity: Warning, check: purchase_name::check },
    ],
    // Tables that no form knows.
    &[
        Rule::Piece { code: "F101", severity: Warning, check: free_sums::check },
        Rule::Piece { code: "F102", severity: Warning, check: free_columns::check },
    ],
    // Numbers and words of running text.
    &[
        Rule::Piece { code: "N101", severity: Error, check: year_on_year::check },
        Rule::Piece { code: "N102", severity: Error, check: sentence_sums::check },
        Rule::Own { code: "N103", severity: Error, check: sentence_shares::check },
        Rule::Piece { code: "N104", severity: Error, check: sentence_years::check },
        Rule::Own { code: "N105", severity: Error, check: text_and_cells::check },
        Rule::Piece { code: "N106", severity: Error, check: leftovers::check },
        Rule::Piece { code: "N107", severity: Warning, check: slips::check },
        Rule::Own { code: "N108", severity: Hint, check: changed_by_zero::check },
        Rule::Piece { code: "N109", severity: Warning, check: changes_add_up::check },
        Rule::Piece { code: "N110", severity: Error, check: sentence_counts::check },
        Rule::Piece { code: "N111", severity: Error, check: impossible_date::check },
        Rule::Piece { code: "N112", severity: Warning, check: own_name::check },
        Rule::Own { code: "N113", severity: Warning, check: planned_purchases::check },
        Rule::Own { code: "N114", severity: Warning, check: near_alike::check },
        Rule::Own { code: "N115", severity: Warning, check: items_alike::check },
        Rule::Piece { code: "N116", severity: Warning, check: reason_and_sign::check },
        Rule::Own { code: "N117", severity: Warning, check: change_and_cells::check },
        Rule::Own { code: "N118", severity: Warning, check: other_document::check },
        Rule::Text { code: "N119", severity: Error, check: printed_product::check, unless: None },
        Rule::Piece { code: "N120", severity: Warning, check: numbering::check },
    ],
    // What may not be published: gone through one by one before publishing (保密审查).
    &[
        Rule::Text { code: "M101", severity: Secrecy, check: secret_words::check, unless: Some(secret_words::is_of_duties) },
        Rule::Text { code: "M102", severity: Secrecy, check: private_persons::check, unless: None },
        Rule::Text { code: "M103", severity: Secrecy, check: private_numbers::check, unless: None },
        Rule::Own { code: "M104", severity: Secrecy, check: withheld_figures::check },
    ],
    // Printing.
    &[Rule::Text { code: "P101", severity: Error, check: no_font::check, unless: None }],
    // What the imported source printed otherwise.
    &[
        Rule::Own { code: "P102", severity: Error, check: printed_label::check },
        Rule::Own { code: "P103", severity: Warning, check: printed_heads::check },
        Rule::Own { code: "P104", severity: Warning, check: printed_rows::check },
        Rule::Own { code: "P105", severity: Warning, check: form_captions::check },
        Rule::Own { code: "P106", severity: Warning, check: printed_code::check },
    ],
    // Next year's draft.
    &[Rule::Own { code: "R101", severity: Warning, check: carried_text::check }],
    // What has to be there.
    &[Rule::Own { code: "S101", severity: Error, check: unit_name_missing::check }],
    &[Rule::Own { code: "S102", severity: Warning, check: heading_missing::check }],
    &[Rule::Own { code: "S103", severity: Error, check: year_missing::check }],
    &[Rule::Own { code: "S104", severity: Warning, check: silent_form::check }],
    &[Rule::Own { code: "S105", severity: Warning, check: printed_contents::missing }],
    &[Rule::Own { code: "S106", severity: Error, check: printed_contents::other_number }],
    &[Rule::Own { code: "S107", severity: Hint, check: glossary_empty::check }],
    &[Rule::Own { code: "S108", severity: Warning, check: change_promised::check }],
    &[Rule::Own { code: "S109", severity: Error, check: headings::check }],
    &[Rule::Own { code: "S110", severity: Warning, check: duty_missing::check }],
    &[Rule::Own { code: "S111", severity: Error, check: note_of_other_form::check }],
];

/// What speaks only at the moment of publishing: code, severity, and what is found.
pub const PUBLISHING: &[(&str, Severity, OfPublishing)] = &[
    ("U101", Error, before_publishing::secrecy),
    ("U104", Error, before_publishing::signed),
    ("U102", Warning, before_publishing::warnings),
    ("U103", Warning, before_publishing::date),
    ("U105", Warning, before_publishing::in_time),
    ("U106", Warning, before_publishing::recorded),
];

/// What a rule of publishing finds.
pub type OfPublishing = fn(&Moment<'_>) -> Vec<Found>;

/// The moment of publishing: a draft, and what [`check`] found in it.
pub struct Moment<'a> {
    /// The draft.
    pub work: &'a Workings,
    /// The code lists.
    pub codes: &'a Codes,
    /// What was found.
    pub findings: &'a [Finding],
}

/// What is found at the moment of publishing, beside what [`check`] found.
#[must_use]
pub fn publishing(moment: &Moment<'_>) -> Vec<Finding> {
    PUBLISHING.iter().flat_map(|(code, severity, check)| check(moment).into_iter().map(|found| found.under(code, *severity).1)).collect()
}

/// A line of [`RULES`].
pub enum Rule {
    /// A rule of the program, in a file of its own.
    Own {
        /// Stable code.
        code: &'static str,
        /// How bad it is where it does not hold.
        severity: Severity,
        /// Finds every place where it does not hold.
        check: fn(&Case<'_>) -> Vec<Found>,
    },
    /// A rule that needs to see no more than a card, a table or a text by itself.
    Piece {
        /// Stable code.
        code: &'static str,
        /// How bad it is where it does not hold.
        severity: Severity,
        /// Finds every place of the piece where it does not hold.
        check: fn(&Piece<'_>) -> Vec<Found>,
    },
    /// A rule about any text, wherever it stands.
    Text {
        /// Stable code.
        code: &'static str,
        /// How bad it is where it does not hold.
        severity: Severity,
        /// What is wrong with the text.
        check: fn(&str) -> Vec<String>,
        /// Where nothing is said all the same.
        unless: Option<fn(&Draft, &Place) -> bool>,
    },
    /// What the template's checks say (勾稽关系): each has a code of its own, which is given with what was found.
    Template {
        /// How bad it is where one does not hold.
        severity: Severity,
        /// Finds every place where one does not hold.
        check: for<'a> fn(&Case<'a>) -> Vec<(&'a str, Found)>,
    },
}

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
    /// What would mend it.
    pub fix: Option<Box<Fix>>,
}

/// What would mend a finding: an edit that the window has only to apply.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// What is done, as a button says it.
    pub label: String,
    /// The change.
    pub edit: Edit,
}

/// The fixes of all findings of a code, as one edit. Of several in one text only the first: the others are found again.
#[must_use]
pub fn fixes(findings: &[Finding], code: &str, draft: &Draft) -> Vec<Edit> {
    let mut places = std::collections::HashSet::new();
    let of_code = findings.iter().filter(|finding| finding.code == code && !finding.answered(draft)).filter_map(|finding| finding.fix.as_ref());
    of_code.filter(|fix| places.insert(fix.edit.place())).map(|fix| fix.edit.clone()).collect()
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// 错误: arithmetic that cannot be right, or a duty of the law.
    Error,
    /// 待说明: wants a look or a written reason.
    Warning,
    /// 保密: what the secrecy reviewer goes through one by one; a list of its own, counted apart.
    Secrecy,
    /// 提示: style.
    Hint,
}

/// How a rule ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It does not hold.
    Broken,
    /// 未核查: it could not be checked, and the message says why.
    NotChecked,
    /// 成立: nothing that breaks it was found.
    Held,
}

impl Severity {
    /// As shown.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Error => "错误",
            Self::Warning => "待说明",
            Self::Secrecy => "保密",
            Self::Hint => "提示",
        }
    }
}

/// Every finding of a draft, worst first, then by subject in the order of [`RULES`].
#[must_use]
pub fn check(work: &Workings, codes: &Codes) -> Vec<Finding> {
    check_again(work, codes, &mut Memo::default())
}

/// As [`check`]; only what has changed since the last time is looked at again, as far as it can be looked at by itself.
#[must_use]
pub fn check_again(work: &Workings, codes: &Codes, memo: &mut Memo) -> Vec<Finding> {
    let laid = Laid::of(work, memo);
    let case = Case::new(work, codes, &laid);
    let rules = || RULES.iter().enumerate().flat_map(|(subject, rules)| rules.iter().map(move |rule| (subject, rule))).enumerate();
    // Where each stands, and last the finding's own number: findings are large, so that their order is sorted and not they.
    let mut order: Vec<(Severity, bool, usize, Spot, usize, usize)> = Vec::new();
    let mut found: Vec<Option<Finding>> = Vec::new();
    let mut add = |subject, spot, rule, finding: Finding| {
        order.push((finding.severity, finding.status == Status::NotChecked, subject, spot, rule, found.len()));
        found.push(Some(finding));
    };
    for (n, (subject, rule)) in rules() {
        rule.find(&case, &mut |spot, finding| add(subject, spot, n, finding));
    }
    let known: Vec<(usize, &Rule)> = rules().map(|(_, rule)| rule).collect();
    for (n, one) in laid.found() {
        let (subject, rule) = known[n];
        let (code, severity, passes) = match rule {
            Rule::Text { code, severity, unless, .. } => (code, severity, unless.is_some_and(|unless| unless(work.draft(), one.place()))),
            Rule::Piece { code, severity, .. } => (code, severity, false),
            Rule::Own { .. } | Rule::Template { .. } => continue,
        };
        if !passes {
            let (spot, finding) = one.under(code, *severity);
            add(subject, spot, n, finding);
        }
    }
    yield_to_links(&mut found);
    order.sort_unstable();
    order.into_iter().filter_map(|(.., at)| found[at].take()).collect()
}

/// What a sentence of the template says wrongly (L102) is not said again because the figure stands nowhere (N105).
fn yield_to_links(found: &mut [Option<Finding>]) {
    let links = found.iter().flatten().filter(|finding| finding.code == "L102");
    let linked: Vec<(Place, String)> = links.filter_map(|finding| Some((finding.place.clone(), finding.figures.clone()?.0))).collect();
    if !linked.is_empty() {
        // 2 does not stand in 32.
        let is_part = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit() || c == '.' || c == ',');
        let holds = |message: &str, said: &str| {
            message.match_indices(said).any(|(at, _)| {
                !is_part(message[..at].chars().next_back()) && !is_part(message[at + said.len()..].chars().next().filter(|_| !said.is_empty()))
            })
        };
        let said_twice = |finding: &Finding| linked.iter().any(|(place, said)| finding.place == *place && holds(&finding.message, said));
        for one in found {
            one.take_if(|finding| finding.code == "N105" && said_twice(finding));
        }
    }
}

/// The codes of the rules, the template's checks among them, of which none of these findings speaks and which were asked: they hold.
#[must_use]
pub fn held(work: &Workings, findings: &[Finding]) -> Vec<String> {
    let spoken: std::collections::BTreeSet<&str> = findings.iter().map(|finding| finding.code.as_str()).collect();
    let unasked: std::collections::BTreeSet<&str> = unasked(work, findings).into_iter().map(|(code, _)| code).collect();
    let mut codes: Vec<&str> = Vec::new();
    for rule in RULES.iter().copied().flatten() {
        match rule {
            Rule::Own { code, .. } | Rule::Piece { code, .. } | Rule::Text { code, .. } => codes.push(code),
            Rule::Template { .. } => codes.extend(work.plan().checks.iter().map(|check| check.check.code.as_str())),
        }
    }
    let mut out: Vec<String> = Vec::new();
    for code in codes.into_iter().filter(|code| !spoken.contains(code) && !unasked.contains(code)) {
        if !out.iter().any(|known| known == code) {
            out.push(code.to_owned());
        }
    }
    out
}

impl Finding {
    /// Stays over re-checks, as long as place and figures are the same: of the code, the place, and the numbers and quotations in the message,
    /// so that an answer to a finding is none to another figure. What explains it, behind the ；, does not count.
    #[must_use]
    pub fn id(&self) -> String {
        const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
        const PRIME: u64 = 0x0100_0000_01b3;
        let place = serde_json::to_string(&self.place).unwrap_or_default();
        let mut tells = String::new();
        let mut quoted = false;
        for c in self.message.chars() {
            quoted = c == '“' || quoted && c != '”';
            match c {
                '；' if !quoted => break,
                _ if quoted || c.is_ascii_digit() || c == '.' => tells.push(c),
                // 第2、34行 is not 第2、3、4行.
                _ if !tells.ends_with('|') => tells.push('|'),
                _ => {}
            }
        }
        let hash = place.bytes().chain(tells.bytes()).fold(BASIS, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME));
        format!("{}-{hash:016x}", self.code)
    }
}

/// How findings are labelled, the worst first.
pub const LABELS: [&str; 5] = ["错误", "待说明", "保密", "提示", "未核查"];

impl Finding {
    /// One of [`LABELS`].
    #[must_use]
    pub fn label(&self) -> &'static str {
        if self.status == Status::NotChecked { LABELS[4] } else { self.severity.label() }
    }

    /// What somebody has answered to it.
    #[must_use]
    pub fn answer<'a>(&self, draft: &'a Draft) -> Option<&'a Answer> {
        if draft.answers.is_empty() { None } else { draft.answers.get(&self.id()) }
    }

    /// Whether it needs nothing more: somebody has answered it. An error cannot be answered away; its answer is shown all the same.
    #[must_use]
    pub fn answered(&self, draft: &Draft) -> bool {
        self.severity != Error && self.answer(draft).is_some()
    }

    /// Whether it is still to be settled: broken, and not answered.
    #[must_use]
    pub fn is_open(&self, draft: &Draft) -> bool {
        self.status == Status::Broken && !self.answered(draft)
    }
}

impl Rule {
    /// Whether it looks at texts of whatever kind.
    fn is_of_texts(&self) -> bool {
        matches!(self, Self::Text { .. })
    }

    fn find(&self, case: &Case<'_>, give: &mut dyn FnMut(Spot, Finding)) {
        let mut told = |found: Found, code: &str, severity| {
            let (spot, finding) = found.under(code, severity);
            give(spot, finding);
        };
        match self {
            Self::Own { code, severity, check } => check(case).into_iter().for_each(|found| told(found, code, *severity)),
            // Said where the pieces are looked at.
            Self::Piece { .. } | Self::Text { .. } => {}
            Self::Template { severity, check } => check(case).into_iter().for_each(|(code, found)| told(found, code, *severity)),
        }
    }
}

/// What the tests of the rules share.
#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Addition, AdditionKind, Card, FreeTable, Row, RowId, Unit};
    use crate::template::Library;

    /// The sample of a unit, in which nothing is wrong.
    pub(super) fn sample() -> Draft {
        crate::store::sample("unit-2024.ron").expect("the sample opens")
    }

    /// A department with two units, which have typed nothing yet.
    pub(super) fn department() -> Draft {
        let template = Library::load(None).template("hebei-department-2021").expect("a built-in template").clone();
        let template = template.resolved(&["parts".to_owned(), "money".to_owned()]).expect("its options");
        let mut draft = Draft::of_resolved(template, "312", "某部门", 2021);
        let unit = |id: &str, name: &str| Unit { id: id.into(), code: String::new(), name: name.into() };
        draft.units = vec![unit("u1", "本级"), unit("u2", "下级单位")];
        draft
    }

    /// Types a figure into the row of that code or id; where there is none yet, the row is made.
    pub(super) fn type_into(draft: &mut Draft, pane: &str, row: &str, column: &str, figure: &str) {
        let rows = draft.forms.entry(pane.into()).or_default();
        let at = rows.iter().position(|stored| stored.id.as_str() == row || stored.code == row).unwrap_or_else(|| {
            let code = if row.starts_with(|c: char| c.is_ascii_digit()) { row.to_owned() } else { String::new() };
            // Rows that a clerk has listed are called r1, r2 …
            let listed = row.strip_prefix('r').is_some_and(|n| n.parse::<u32>().is_ok());
            rows.push(Row { id: if listed { RowId::own(row) } else { RowId::of(row) }, code, ..Row::default() });
            rows.len() - 1
        });
        rows[at].amounts.insert(column.to_owned(), crate::amount::Amount(figure.parse().expect("a number")));
    }

    /// The sample with that as its only running text.
    pub(super) fn with_text(text: &str) -> Draft {
        let mut draft = sample();
        draft.texts = [("outlay_text".to_owned(), text.to_owned())].into();
        draft
    }

    /// A card with nothing but that in one of its text fields.
    pub(super) fn card(id: &str, field: &str, text: &str) -> Card {
        Card { id: id.into(), texts: [(field.to_owned(), text.to_owned())].into(), ..Card::default() }
    }

    /// The sample with other words in the first row of that kind of a card.
    pub(super) fn with_target(card: usize, kind: &str, name: &str, value: &str) -> Draft {
        let mut draft = sample();
        let row = draft.cards[card].indicators.iter_mut().find(|row| row.level2.contains(kind)).expect("a row of that kind");
        (row.level3, row.value) = (name.into(), value.into());
        draft
    }

    /// The sample with a table of its own behind the cards, one row of it head.
    pub(super) fn with_table(rows: &[&[&str]]) -> Draft {
        let mut draft = sample();
        let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect();
        let table = FreeTable { head: 1, widths: vec![0; rows[0].len()], rows, ..FreeTable::default() };
        draft.additions.push(Addition { id: "a1".into(), after: "cards".into(), inside: false, kind: AdditionKind::Table });
        draft.tables.insert("a1".into(), table);
        draft.give_ids();
        draft
    }

    /// What a rule says of a draft, without the places.
    pub(super) fn said(draft: &Draft, code: &str) -> Vec<String> {
        found(draft, code).into_iter().map(|(_, message)| message).collect()
    }

    /// What is found in a draft under that code: place and message, in words.
    #[track_caller]
    pub(super) fn found(draft: &Draft, code: &str) -> Vec<(String, String)> {
        let work = Workings::of(draft.clone()).expect("a sound template");
        let findings = check(&work, &Library::load(None).codes).into_iter().filter(|finding| finding.code == code);
        findings.map(|finding| (finding.place.describe(draft), finding.message)).collect()
    }

    #[test]
    fn nothing_is_open_in_the_sample() {
        let work = Workings::of(sample()).expect("a sound template");
        let findings = check(&work, &Library::load(None).codes);
        let open: Vec<&Finding> = findings.iter().filter(|finding| finding.is_open(work.draft())).collect();
        assert!(open.is_empty(), "{open:?}");
    }

    #[test]
    fn a_finding_keeps_its_id_until_its_figures_change() {
        let ids = |figure: &str| {
            let mut draft = sample();
            type_into(&mut draft, "basic", "30201", "operating", figure);
            let work = Workings::of(draft).expect("a sound template");
            check(&work, &Library::load(None).codes).iter().filter(|finding| finding.code == "T501").map(Finding::id).collect::<Vec<_>>()
        };
        assert_eq!(ids("99.00"), ids("99.00"));
        assert_ne!(ids("99.00"), ids("98.00"));
    }

    #[test]
    fn a_warning_is_answered_until_its_figures_change_and_an_error_never() {
        let answer = |finding: &Finding| Answer { place: finding.place.clone(), reason: "按批复".into(), by: "张".into(), on: String::new() };
        let with = |draft: &Draft| check(&Workings::of(draft.clone()).expect("a sound template"), &Library::load(None).codes);
        let mut draft = sample();
        draft.cards[1].indicators[0].level3 = "任务数".into();
        draft.cards[1].indicators[0].value = "/".into();
        type_into(&mut draft, "basic", "302", "operating", "1.00");
        for finding in with(&draft) {
            draft.answers.insert(finding.id(), answer(&finding));
        }
        let open = |draft: &Draft| with(draft).iter().filter(|finding| finding.is_open(draft)).map(|finding| finding.severity).collect::<Vec<_>>();
        assert!(open(&draft).iter().all(|severity| *severity == Error) && !open(&draft).is_empty());
        assert!(with(&draft).iter().any(|finding| finding.severity == Warning && finding.answered(&draft)));
        draft.cards[1].indicators[0].value = "—".into();
        assert!(open(&draft).contains(&Warning));
    }

    #[test]
    fn every_rule_holds_is_broken_or_was_not_checked() {
        let mut draft = sample();
        draft.cards.clear();
        let work = Workings::of(draft).expect("a sound template");
        let findings = check(&work, &Library::load(None).codes);
        let held = held(&work, &findings);
        assert!(held.iter().any(|code| code == "T501") && held.iter().any(|code| code == "N105"), "{held:?}");
        assert!(!held.iter().any(|code| code == "T301"), "{held:?}");
    }

    #[test]
    fn the_worst_stands_first_and_what_could_not_be_checked_last() {
        let mut draft = sample();
        draft.identity.unit_name.clear();
        type_into(&mut draft, "general", "2040298", "project", "1.00");
        type_into(&mut draft, "basic", "302", "operating", "1.00");
        draft.cards.clear();
        let work = Workings::of(draft).expect("a sound template");
        let findings = check(&work, &Library::load(None).codes);
        let order: Vec<(Severity, bool)> = findings.iter().map(|f| (f.severity, f.status == Status::NotChecked)).collect();
        assert!(order.is_sorted(), "{order:?}");
        let codes: Vec<&str> = findings.iter().map(|finding| finding.code.as_str()).collect();
        assert_eq!((codes.first(), codes.last()), (Some(&"T501"), Some(&"T301")), "{codes:?}");
        assert!(codes.contains(&"S101") && codes.contains(&"K101"), "{codes:?}");
    }
}
