//! Lines into a draft: the typed cells of its forms and the money of its cards, by the template's places.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rust_decimal::Decimal;

use super::lines::{Coded, Line, Lines};
use crate::amount::Amount;
use crate::model::{Card, Draft, PaneName, Row, RowId, Unit, fresh};
use crate::template::codes::Codes;
use crate::template::lists::{ListField, ListWords, RowBy, Target};
use crate::template::plan::{LEAF, Plan, RowsPlan};
use crate::template::{CardRole, ColumnKind, Kind, RowKind};
use crate::workings::Workings;

/// What filling did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    /// Lines that were placed.
    pub lines: usize,
    /// Columns of panes (of a unit `u1/general`) that now hold what the list says.
    pub columns: BTreeSet<(PaneName, String)>,
    /// Cards, by id, that the list has.
    pub cards: Vec<String>,
    /// Cards, by id, that have money and that the list does not have; they stay as they were.
    pub left_cards: Vec<String>,
    /// What a clerk should know, in Chinese.
    pub remarks: Vec<String>,
}

/// Places the lines of a list in a draft: columns that the list speaks of hold what it says and nothing else; everything beside them stays.
///
/// Into a draft without any figure money goes as it is, in the list's unit; else it is converted, exactly.
///
/// # Errors
/// Every line that has no place, or cannot be read. The draft is as it was then.
pub fn place_lines(work: &mut Workings, lines: &Lines, words: &ListWords, codes: &Codes) -> Result<Filled, Vec<String>> {
    let mut faults: Vec<String> = lines.faults.iter().map(ToString::to_string).collect();
    if lines.lines.is_empty() && faults.is_empty() {
        faults.push("清单里没有带金额的行".into());
    }
    let mut copy = work.draft().clone();
    let mut filler = Filler { draft: &mut copy, plan: work.plan(), lines, words, codes, done: Filled::default(), faults };
    filler.run();
    let Filler { done, faults, .. } = filler;
    if faults.is_empty() {
        work.change(|draft| *draft = copy);
        Ok(done)
    } else {
        Err(faults)
    }
}

struct Filler<'a> {
    draft: &'a mut Draft,
    plan: &'a Plan,
    lines: &'a Lines,
    words: &'a ListWords,
    codes: &'a Codes,
    done: Filled,
    faults: Vec<String>,
}

/// The money of a project.
#[derive(Default)]
struct Project<'a> {
    coded: Coded,
    unit: String,
    /// By fund.
    money: BTreeMap<&'a str, Decimal>,
    /// By functional item.
    functions: BTreeMap<&'a str, Decimal>,
}

impl<'a> Filler<'a> {
    fn run(&mut self) {
        self.money_unit();
        let Some(owned) = self.owners() else { return };
        self.names(&owned);
        let mut per_unit: BTreeSet<String> = owned.iter().map(|(unit, _)| unit.clone()).collect();
        if !per_unit.contains("") {
            // A unit that the list does not name any more has nothing approved.
            per_unit.extend(self.draft.units.iter().map(|unit| unit.id.clone()));
        }
        let targets: Vec<&Target> = self.words.targets_of(&self.draft.template.id).iter().filter(|target| self.speaks_of(target)).collect();
        let mut placed = vec![false; owned.len()];
        for target in &targets {
            let scopes: Vec<&str> = if self.draft.is_per_unit(&PaneName::called("", &target.pane).form) {
                per_unit.iter().map(String::as_str).collect()
            } else {
                vec![""]
            };
            for unit in scopes {
                let of_unit = |owner: &str| unit.is_empty() || owner == unit;
                let mut own: Vec<&Line> = Vec::new();
                for (n, (owner, line)) in owned.iter().enumerate() {
                    if of_unit(owner) && counts(target, line) {
                        placed[n] = true;
                        own.push(line);
                    }
                }
                self.column(target, unit, &own);
            }
        }
        for (_, line) in owned.iter().zip(&placed).filter(|(_, placed)| !**placed).map(|(owned, _)| owned) {
            self.faults
                .push(format!("{}：模板的各表都没有这一行（{} {}）的位置，请在模板的 lists.ron 里写明", line.place, line.function.code, line.fund));
        }
        self.done.lines = owned.len();
        if self.lines.tells.contains(&ListField::Project) {
            self.cards(&owned);
        }
    }

    /// A draft without figures takes the list's unit, so that nothing is ever rounded.
    fn money_unit(&mut self) {
        let typed = self.draft.forms.values().flatten().any(|row| !row.amounts.is_empty());
        let in_cards = self.draft.cards.iter().any(|card| !card.amounts.is_empty() || card.plan.iter().any(Option::is_some));
        if !typed && !in_cards {
            self.draft.entry_unit = self.lines.unit;
        }
    }

    /// The lines that are this draft's, each with the id of the unit that it belongs to. Units that the department does not have yet are added.
    fn owners(&mut self) -> Option<Vec<(String, &'a Line)>> {
        let lines = self.lines;
        let named: BTreeSet<&Coded> = lines.lines.iter().map(|line| &line.unit).filter(|unit| **unit != Coded::default()).collect();
        let identity = &self.draft.identity;
        let is_own = |unit: &Coded| if unit.code.is_empty() { unit.name == identity.unit_name } else { unit.code == identity.unit_code };
        if self.draft.template.kind == Kind::Department {
            let per_unit = self.draft.template.forms.iter().any(|form| form.per_unit);
            let single = named.len() < 2 && self.draft.units.is_empty();
            if !per_unit || single {
                return Some(lines.lines.iter().map(|line| (String::new(), line)).collect());
            }
            let mut out = Vec::new();
            for line in &lines.lines {
                if line.unit == Coded::default() {
                    self.faults.push(format!("{}：没有写明单位", line.place));
                    continue;
                }
                out.push((self.unit(&line.unit), line));
            }
            return Some(out);
        }
        if named.is_empty() {
            return Some(lines.lines.iter().map(|line| (String::new(), line)).collect());
        }
        if !named.iter().any(|unit| is_own(unit)) {
            let shown: Vec<String> = named.iter().map(|unit| format!("{} {}", unit.code, unit.name).trim().to_owned()).collect();
            let own = format!("{} {}", identity.unit_code, identity.unit_name);
            self.faults.push(format!("清单里没有本单位（{own}），只有：{}。请改正单位代码，或换清单", shown.join("、")));
            return None;
        }
        let own: Vec<(String, &Line)> = lines.lines.iter().filter(|line| is_own(&line.unit)).map(|line| (String::new(), line)).collect();
        if own.len() < lines.lines.len() {
            self.done.remarks.push(format!("清单里另有{}行属于其他单位或没有写明单位，没有用", lines.lines.len() - own.len()));
        }
        Some(own)
    }

    /// The id of a unit of the department.
    fn unit(&mut self, unit: &Coded) -> String {
        let same = |known: &&Unit| if unit.code.is_empty() { known.name == unit.name } else { known.code == unit.code };
        if let Some(known) = self.draft.units.iter().find(same) {
            return known.id.clone();
        }
        let id = fresh('u');
        self.done.remarks.push(format!("清单里有公开稿原来没有的单位：{} {}", unit.code, unit.name));
        self.draft.units.push(Unit { id: id.clone(), code: unit.code.clone(), name: unit.name.clone() });
        id
    }

    /// Names that the list gives otherwise than the code lists do.
    fn names(&mut self, owned: &[(String, &Line)]) {
        let lists: BTreeSet<(String, bool)> = self.coded_lists();
        for (list, economic) in lists {
            for (_, line) in owned {
                let coded = if economic { &line.economic } else { &line.function };
                if !coded.name.is_empty() && self.draft.name_of(self.codes, &list, &coded.code) != coded.name {
                    self.draft.names.entry(list.clone()).or_default().insert(coded.code.clone(), coded.name.clone());
                }
            }
        }
    }

    /// The code lists of the panes that lines go to, and whether that is by economic item.
    fn coded_lists(&self) -> BTreeSet<(String, bool)> {
        let mut out = BTreeSet::new();
        for target in self.words.targets_of(&self.draft.template.id) {
            let pane = self.draft.template.forms.iter().find_map(|form| form.panes.iter().find(|pane| pane.name(form) == target.pane));
            if let (Some(RowKind::Coded(coded)), RowBy::Function | RowBy::Economic) = (pane.map(|pane| &pane.rows), &target.row) {
                out.insert((coded.list.clone(), target.row == RowBy::Economic));
            }
        }
        out
    }

    /// Whether the template has such a column to type into, and the list says enough to fill it.
    fn speaks_of(&self, target: &Target) -> bool {
        let Some(pane) = self.plan.pane(&target.pane).map(|at| &self.plan.panes[at]) else { return false };
        let Some(column) = pane.column(&target.column) else { return false };
        let class = match (&pane.rows, &target.row) {
            (RowsPlan::Coded { .. }, RowBy::Row(_)) | (RowsPlan::Listed(_), _) => None,
            (RowsPlan::Coded { .. }, _) => Some(LEAF),
            (RowsPlan::Fixed(rows), RowBy::Row(id)) => rows.iter().position(|row| row.id == *id),
            (RowsPlan::Fixed(_), _) => None,
        };
        let open = class.is_some_and(|class| pane.is_open(class, column) && pane.fill(class, column).is_none());
        let funds = self.lines.funds.as_ref().is_none_or(|known| target.funds.is_empty() || target.funds.iter().any(|fund| known.contains(fund)));
        let economic = self.lines.tells.contains(&ListField::Economic) || (target.row != RowBy::Economic && target.economic.is_empty());
        let gov_economic = self.lines.tells.contains(&ListField::GovEconomic) || target.row != RowBy::GovEconomic;
        open && funds && economic && gov_economic && (self.lines.tells.contains(&ListField::Carried) || target.carried != Some(true))
    }

    /// Puts the money of lines into a column, in the place of what stood there.
    fn column(&mut self, target: &Target, unit: &str, lines: &[&Line]) {
        let pane = PaneName::called(unit, &target.pane);
        let length = self.plan.pane(&target.pane).and_then(|at| match &self.plan.panes[at].rows {
            RowsPlan::Coded { widths, .. } => widths.last().copied(),
            _ => None,
        });
        let mut sums: BTreeMap<&str, Decimal> = BTreeMap::new();
        for line in lines {
            let key = match &target.row {
                RowBy::Function => line.function.code.as_str(),
                RowBy::Economic => line.economic.code.as_str(),
                RowBy::GovEconomic => line.gov_economic.code.as_str(),
                RowBy::Row(id) => id.as_str(),
            };
            if length.is_some_and(|length| key.len() != length) {
                let fault = format!("{}：科目“{key}”不是{}位的末级编码", line.place, length.unwrap_or_default());
                if !self.faults.contains(&fault) {
                    self.faults.push(fault);
                }
                continue;
            }
            add(sums.entry(key).or_default(), line.amount, &line.place, &mut self.faults);
        }
        let fixed = matches!(target.row, RowBy::Row(_));
        if self.done.columns.insert((pane.clone(), target.column.clone())) || fixed {
            for row in self.draft.forms.get_mut(&pane).into_iter().flatten().filter(|row| match &target.row {
                RowBy::Row(id) => row.id == RowId::of(id),
                // What was typed over a parent or a total is nothing that a list says.
                _ => length.is_some_and(|length| row.code.len() == length),
            }) {
                row.amounts.remove(&target.column);
            }
        }
        for (key, sum) in sums.into_iter().filter(|(_, sum)| !sum.is_zero()) {
            let amount = self.entered(sum);
            let id = if fixed { RowId::of(key) } else { RowId::own(&fresh('r')) };
            let rows = self.draft.forms.entry(pane.clone()).or_default();
            let at = rows.iter().position(|row| if fixed { row.id == id } else { row.code == key }).unwrap_or_else(|| {
                rows.push(Row { id: id.clone(), code: if fixed { String::new() } else { key.to_owned() }, ..Row::default() });
                rows.len() - 1
            });
            let before = rows[at].amounts.get(&target.column).map_or(Decimal::ZERO, |amount| amount.0);
            // Two places may share a column: then they add up.
            rows[at].amounts.insert(target.column.clone(), Amount(before.checked_add(amount.0).unwrap_or(amount.0)));
        }
        if let Some(rows) = self.draft.forms.get_mut(&pane) {
            rows.retain(|row| !row.is_blank());
            if rows.is_empty() {
                self.draft.forms.remove(&pane);
            }
        }
    }

    /// Money of the list in the draft's unit, exactly.
    fn entered(&self, sum: Decimal) -> Amount {
        Amount(sum).converted(self.lines.unit, self.draft.entry_unit)
    }

    /// A card for each project: those that are there keep their texts, goals and indicators.
    fn cards(&mut self, owned: &[(String, &'a Line)]) {
        let Some(form) = &self.draft.template.card else { return };
        let text: BTreeSet<String> = form.fields.iter().map(|field| field.id.clone()).collect();
        let field = |role| self.draft.template.card_field(role).map(str::to_owned);
        let (code, name, function) = (field(CardRole::Code), field(CardRole::Name), field(CardRole::Function));
        let amounts: Vec<&(String, Vec<String>)> = self.words.cards.amounts.iter().filter(|(field, _)| text.contains(field)).collect();
        let projects = self.projects(owned);
        let mut known = KnownCards::of(self.draft);
        for project in &projects {
            let at = known.find(project).unwrap_or_else(|| {
                self.draft.cards.push(Card { id: fresh('c'), unit: project.unit.clone(), ..Card::default() });
                self.draft.cards.len() - 1
            });
            if project.functions.len() > 1 {
                let shown: Vec<&str> = project.functions.keys().copied().collect();
                let note = format!("项目“{}”分列在几个功能科目（{}），绩效目标表记金额最大的一个", project.coded.name, shown.join("、"));
                self.done.remarks.push(note);
            }
            let largest = project.functions.iter().max_by_key(|(_, money)| **money).map(|(code, _)| (*code).to_owned());
            let fields =
                [(code.clone(), Some(project.coded.code.clone())), (name.clone(), Some(project.coded.name.clone())), (function.clone(), largest)];
            let (from, to) = (self.lines.unit, self.draft.entry_unit);
            let card = &mut self.draft.cards[at];
            for (field, value) in fields {
                if let (Some(field), Some(value)) = (field, value)
                    && text.contains(&field)
                    && !value.is_empty()
                {
                    card.texts.insert(field, value);
                }
            }
            for (field, funds) in &amounts {
                if !self.lines.funds.as_ref().is_none_or(|known| funds.iter().any(|fund| known.contains(fund))) {
                    continue;
                }
                let sum =
                    funds.iter().filter_map(|fund| project.money.get(fund.as_str())).try_fold(Decimal::ZERO, |sum, money| sum.checked_add(*money));
                match sum.filter(|sum| !sum.is_zero()) {
                    Some(sum) => drop(card.amounts.insert(field.clone(), Amount(sum).converted(from, to))),
                    None => drop(card.amounts.remove(field)),
                }
            }
            self.done.cards.push(card.id.clone());
            known.add(self.draft, at);
        }
        let done: BTreeSet<&String> = self.done.cards.iter().collect();
        let left = self.draft.cards.iter().filter(|card| !card.classified && !card.amounts.is_empty() && !done.contains(&card.id));
        self.done.left_cards = left.map(|card| card.id.clone()).collect();
    }

    /// The projects that have a card, in the list's order.
    fn projects(&mut self, owned: &[(String, &'a Line)]) -> Vec<Project<'a>> {
        let mut projects: Vec<Project<'a>> = Vec::new();
        let mut known: HashMap<(&str, bool, &str), usize> = HashMap::new();
        for (unit, line) in owned.iter().filter(|(_, line)| self.words.cards.kinds.contains(&line.kind)) {
            let line: &'a Line = line;
            if line.project == Coded::default() {
                self.faults.push(format!("{}：项目支出没有写明项目", line.place));
                continue;
            }
            // One that has a code is known by it, the others by their name.
            let by_code = !line.project.code.is_empty();
            let called = if by_code { &line.project.code } else { &line.project.name };
            let at = *known.entry((unit, by_code, called)).or_insert_with(|| {
                projects.push(Project { coded: line.project.clone(), unit: unit.clone(), ..Project::default() });
                projects.len() - 1
            });
            add(projects[at].money.entry(&line.fund).or_default(), line.amount, &line.place, &mut self.faults);
            add(projects[at].functions.entry(&line.function.code).or_default(), line.amount, &line.place, &mut self.faults);
        }
        projects
    }
}

/// Where the open cards of each unit are, by their code and by their name.
#[derive(Default)]
struct KnownCards {
    by_code: HashMap<(String, String), usize>,
    /// With the cards that have no code apart: a project with a code is found among them only.
    by_name: HashMap<(String, String), usize>,
    codeless: HashMap<(String, String), usize>,
}

impl KnownCards {
    fn of(draft: &Draft) -> Self {
        let mut known = Self::default();
        (0..draft.cards.len()).for_each(|at| known.add(draft, at));
        known
    }

    /// The first of several that are called the same counts.
    fn add(&mut self, draft: &Draft, at: usize) {
        let card = &draft.cards[at];
        if card.classified {
            return;
        }
        let (code, name) = (draft.card_text(card, CardRole::Code), draft.card_text(card, CardRole::Name));
        let key = |text: &str| (card.unit.clone(), text.to_owned());
        self.by_name.entry(key(name)).or_insert(at);
        if code.is_empty() {
            self.codeless.entry(key(name)).or_insert(at);
        } else {
            self.by_code.entry(key(code)).or_insert(at);
            // It may have got its code just now.
            if self.codeless.get(&key(name)) == Some(&at) {
                self.codeless.remove(&key(name));
            }
        }
    }

    /// The card of a project: by its code, else by its name where one of them has no code.
    fn find(&self, project: &Project<'_>) -> Option<usize> {
        let key = |text: &str| (project.unit.clone(), text.to_owned());
        let Coded { code, name } = &project.coded;
        if code.is_empty() {
            return self.by_name.get(&key(name)).copied();
        }
        self.by_code.get(&key(code)).or_else(|| self.codeless.get(&key(name))).copied()
    }
}

fn counts(target: &Target, line: &Line) -> bool {
    let among = |list: &[String], value: &str| list.is_empty() || list.iter().any(|item| item == value);
    among(&target.funds, &line.fund)
        && among(&target.kinds, &line.kind)
        && among(&target.economic, &line.economic.code)
        && target.carried.is_none_or(|carried| carried == line.carried)
}

fn add(sum: &mut Decimal, amount: Decimal, place: &str, faults: &mut Vec<String>) {
    match sum.checked_add(amount) {
        Some(more) => *sum = more,
        None => faults.push(format!("{place}：金额太大，加不起来")),
    }
}

/// What the money columns of a pane are called: `本年收入·事业收入`, by id.
pub(super) fn column_label(draft: &Draft, pane: &str, column: &str) -> Option<String> {
    let pane = draft.template.forms.iter().find_map(|form| form.panes.iter().find(|other| other.name(form) == pane))?;
    let column = pane.columns.iter().find(|other| other.id == column && other.kind == ColumnKind::Money)?;
    Some(draft.worded(&column.header.join("·")))
}
