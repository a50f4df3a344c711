//! Compiles a template's equations: looks every name up, once.
//!
//! It finds what cannot work before any figure is typed: unknown names, two equations for one cell, rows that come from themselves.
//! Whether the figures run in a circle is tried by [`crate::calc::circles`].

use super::card::CardFieldKind;
use super::check::Check;
use super::equation::{Address, Columns, Expr, Rows};
use super::parse::{parse, parse_value};
use super::plan::{CARDS, CellRef, CheckPlan, ColumnPlan, LEAF, Node, PARENT, PanePlan, Plan, PlanFault, RowRef, RowsPlan, TOTAL};
use super::schema::{ColumnKind, FixedRow, RowKind, Template};

impl Plan {
    /// Looks up every name of a template's equations.
    ///
    /// # Errors
    /// All faults found, not only the first.
    pub fn compile(template: &Template) -> Result<Self, Vec<PlanFault>> {
        let mut compiler = Compiler { panes: panes(template), fills: Vec::new(), checks: Vec::new(), filters: Vec::new(), faults: Vec::new() };
        compiler.resolve_from(template);
        for (position, (equations, checks)) in sources(template).into_iter().enumerate() {
            compiler.pane(position, equations, checks);
        }
        let Compiler { panes, fills, checks, filters, faults } = compiler;
        if faults.is_empty() { Ok(Self { order: order(&panes), panes, fills, checks, filters }) } else { Err(faults) }
    }

    /// A linked figure of running text, `income[total, year]`, with its names looked up.
    ///
    /// # Errors
    /// What is wrong with it, in Chinese.
    pub fn link(&self, text: &str) -> Result<Node, String> {
        let value = parse_value(text).map_err(|error| error.to_string())?;
        RightSide { panes: &self.panes, filters: &mut Vec::new(), of: None }.node(&value)
    }
}

fn panes(template: &Template) -> Vec<PanePlan> {
    let mut panes = Vec::new();
    for (form_at, form) in template.forms.iter().enumerate() {
        for (pane_at, pane) in form.panes.iter().enumerate() {
            let rows = match &pane.rows {
                RowKind::Fixed(rows) => RowsPlan::Fixed(rows.clone()),
                RowKind::Listed { heads } => RowsPlan::Listed(heads.clone()),
                RowKind::Coded(coded) => {
                    let mut widths: Vec<usize> = coded.widths.iter().map(|w| usize::from(*w)).collect();
                    widths.sort_unstable();
                    RowsPlan::Coded { widths, from: Vec::new() }
                }
            };
            let columns = pane
                .columns
                .iter()
                .map(|c| ColumnPlan { id: c.id.clone(), figure: c.kind.is_figure(), money: c.kind == ColumnKind::Money })
                .collect();
            let only: Vec<Option<Vec<String>>> = pane.columns.iter().map(|c| c.only.clone()).collect();
            panes.push(pane_plan(pane.name(form), Some((form_at, pane_at)), columns, rows, &only));
        }
    }
    if let Some(card) = &template.card {
        let columns: Vec<ColumnPlan> =
            card.fields.iter().map(|f| ColumnPlan { id: f.id.clone(), figure: f.kind == CardFieldKind::Money, money: true }).collect();
        let only = vec![None; columns.len()];
        panes.push(pane_plan(CARDS.into(), None, columns, RowsPlan::Listed(Vec::new()), &only));
    }
    panes
}

fn pane_plan(name: String, place: Option<(usize, usize)>, columns: Vec<ColumnPlan>, rows: RowsPlan, only: &[Option<Vec<String>>]) -> PanePlan {
    let mut pane = PanePlan { name, place, columns, rows, fills: Vec::new(), open: Vec::new() };
    pane.fills = vec![None; pane.classes() * pane.columns.len()];
    for class in 0..pane.classes() {
        for (column, only) in only.iter().enumerate() {
            let allowed = match (&pane.rows, only) {
                (RowsPlan::Coded { .. }, _) => class == LEAF,
                (RowsPlan::Listed(heads), _) => class == heads.len(),
                (RowsPlan::Fixed(rows), Some(ids)) => ids.contains(&rows[class].id),
                (RowsPlan::Fixed(_), None) => true,
            };
            pane.open.push(allowed && pane.columns[column].figure);
        }
    }
    pane
}

/// Equations and checks of every pane, in the order of [`panes`].
fn sources(template: &Template) -> Vec<(&[String], &[Check])> {
    let forms = template.forms.iter().flat_map(|form| &form.panes).map(|p| (p.equations.as_slice(), p.checks.as_slice()));
    forms.chain(template.card.iter().map(|card| (card.equations.as_slice(), card.checks.as_slice()))).collect()
}

struct Compiler {
    panes: Vec<PanePlan>,
    fills: Vec<Node>,
    checks: Vec<CheckPlan>,
    filters: Vec<(usize, usize)>,
    faults: Vec<PlanFault>,
}

impl Compiler {
    /// A fault in the pane at that position.
    fn fault(&mut self, pane: usize, text: &str, reason: impl Into<String>) {
        let form = self.panes[pane].place.map(|(form, _)| form);
        self.faults.push(PlanFault { form, text: text.into(), reason: reason.into() });
    }

    /// Looks up `from`, and refuses names that are not there and circles.
    fn resolve_from(&mut self, template: &Template) {
        for position in 0..self.panes.len() {
            let name = self.panes[position].name.clone();
            if self.panes[..position].iter().any(|pane| pane.name == name) {
                self.fault(position, &name, format!("表“{name}”出现了两次"));
            }
            let ids: Vec<String> = self.panes[position].columns.iter().map(|c| c.id.clone()).collect();
            for (n, id) in ids.iter().enumerate() {
                if id.contains('-') || ids[..n].contains(id) {
                    self.fault(position, id, format!("表“{name}”的列代号“{id}”重复或含有减号"));
                }
            }
            let Some((form, pane)) = self.panes[position].place else { continue };
            let RowKind::Coded(coded) = &template.forms[form].panes[pane].rows else { continue };
            let mut sources = Vec::new();
            for source in &coded.from {
                match self.panes.iter().position(|p| p.name == *source && matches!(p.rows, RowsPlan::Coded { .. })) {
                    Some(at) => sources.push(at),
                    None => self.fault(position, source, format!("from 中的“{source}”不是按编码列行的表")),
                }
            }
            if let RowsPlan::Coded { from, .. } = &mut self.panes[position].rows {
                *from = sources;
            }
        }
        for position in 0..self.panes.len() {
            if comes_from_itself(&self.panes, position) {
                let name = self.panes[position].name.clone();
                self.fault(position, &name, format!("表“{name}”的行经 from 又取自它自己"));
            }
        }
    }

    fn pane(&mut self, position: usize, equations: &[String], checks: &[Check]) {
        let mut parsed = Vec::new();
        for text in equations {
            match parse(text) {
                Ok(equation) if equation.fills => parsed.push((text, equation)),
                Ok(_) => self.fault(position, text, "== 只核对不填数，请放到 checks 里"),
                Err(error) => self.fault(position, text, error.to_string()),
            }
        }
        // `typed` is what remains, so the columns that are filled in every row are looked for first.
        let mut filled = vec![false; self.panes[position].columns.len()];
        for (_, equation) in &parsed {
            if let (Rows::Every, Columns::Named(ids)) = (&equation.target.rows, &equation.target.columns) {
                for id in ids {
                    if let Some(column) = self.panes[position].column(id) {
                        filled[column] = true;
                    }
                }
            }
        }
        for (text, equation) in parsed {
            if let Err(reason) = self.fill_cells(position, &filled, &equation.target, &equation.value) {
                self.fault(position, text, reason);
            }
        }
        for check in checks {
            let compiled = parse(&check.rule).map_err(|error| error.to_string()).and_then(|equation| {
                if equation.fills {
                    return Err("核对关系要用 ==".to_owned());
                }
                self.check(position, &filled, check, &equation.target, &equation.value)
            });
            if let Err(reason) = compiled {
                self.fault(position, &check.rule, reason);
            }
        }
    }

    fn fill_cells(&mut self, position: usize, filled: &[bool], target: &Address, value: &Expr) -> Result<(), String> {
        let pane = &self.panes[position];
        let classes = classes(pane, &target.rows)?;
        let columns = columns(pane, filled, &target.columns)?;
        for column in columns {
            let node = RightSide { panes: &self.panes, filters: &mut self.filters, of: Some((position, column)) }.node(value)?;
            let at = self.fills.len();
            self.fills.push(node);
            let pane = &mut self.panes[position];
            let width = pane.columns.len();
            for class in &classes {
                let slot = &mut pane.fills[class * width + column];
                if slot.replace(at).is_some() {
                    return Err(format!("列“{}”有单元格被两个等式填数", pane.columns[column].id));
                }
            }
        }
        Ok(())
    }

    fn check(&mut self, position: usize, filled: &[bool], check: &Check, target: &Address, value: &Expr) -> Result<(), String> {
        let pane = &self.panes[position];
        let classes = classes(pane, &target.rows)?;
        for column in columns(pane, filled, &target.columns)? {
            let value = RightSide { panes: &self.panes, filters: &mut self.filters, of: Some((position, column)) }.node(value)?;
            self.checks.push(CheckPlan { check: check.clone(), pane: position, classes: classes.clone(), column, value });
        }
        Ok(())
    }
}

/// The row classes that the left side of an equation names.
fn classes(pane: &PanePlan, rows: &Rows) -> Result<Vec<usize>, String> {
    let fixed = |rows: &[FixedRow], ids: &[String]| -> Result<Vec<usize>, String> {
        ids.iter().map(|id| fixed_row(rows, id).ok_or_else(|| format!("没有行“{id}”"))).collect()
    };
    match (&pane.rows, rows) {
        (_, Rows::Every) => Ok((0..pane.classes()).collect()),
        (RowsPlan::Coded { .. }, Rows::Parent) => Ok(vec![PARENT]),
        (RowsPlan::Coded { .. }, Rows::Leaf) => Ok(vec![LEAF]),
        (RowsPlan::Coded { .. }, Rows::Named(ids)) if ids == &["total"] => Ok(vec![TOTAL]),
        (RowsPlan::Listed(heads), Rows::Listed) => Ok(vec![heads.len()]),
        (RowsPlan::Fixed(rows) | RowsPlan::Listed(rows), Rows::Named(ids)) => fixed(rows, ids),
        (RowsPlan::Fixed(rows), Rows::Group(group)) => group_rows(rows, group),
        _ => Err("等号左边的行在这种表里没有意义".into()),
    }
}

fn fixed_row(rows: &[FixedRow], id: &str) -> Option<usize> {
    rows.iter().position(|row| row.id == id).or_else(|| rows.iter().position(|row| !row.code.is_empty() && row.code == id))
}

fn group_rows(rows: &[FixedRow], group: &str) -> Result<Vec<usize>, String> {
    let found: Vec<usize> = rows.iter().enumerate().filter(|(_, row)| row.group == group).map(|(n, _)| n).collect();
    if found.is_empty() { Err(format!("没有行组“#{group}”")) } else { Ok(found) }
}

fn columns(pane: &PanePlan, filled: &[bool], columns: &Columns) -> Result<Vec<usize>, String> {
    match columns {
        Columns::Same => Err("等号左边的列不能写 @".into()),
        Columns::Typed => Ok((0..pane.columns.len()).filter(|c| pane.columns[*c].money && !filled[*c]).collect()),
        Columns::Named(ids) => ids.iter().map(|id| figure_column(pane, id)).collect(),
    }
}

fn figure_column(pane: &PanePlan, id: &str) -> Result<usize, String> {
    let column = pane.column(id).ok_or_else(|| format!("表“{}”没有列“{id}”", pane.name))?;
    if pane.columns[column].figure { Ok(column) } else { Err(format!("列“{id}”不是数字列")) }
}

/// The panes that a pane's rows come from.
fn sources_of(pane: &PanePlan) -> &[usize] {
    if let RowsPlan::Coded { from, .. } = &pane.rows { from } else { &[] }
}

fn comes_from_itself(panes: &[PanePlan], position: usize) -> bool {
    let mut seen = vec![false; panes.len()];
    let mut waiting = sources_of(&panes[position]).to_vec();
    while let Some(next) = waiting.pop() {
        if !std::mem::replace(&mut seen[next], true) {
            waiting.extend(sources_of(&panes[next]));
        }
    }
    seen[position]
}

/// The panes, each after those that its rows come from; none comes from itself.
fn order(panes: &[PanePlan]) -> Vec<usize> {
    let mut order = Vec::with_capacity(panes.len());
    let mut placed = vec![false; panes.len()];
    while order.len() < panes.len() {
        for at in 0..panes.len() {
            if !placed[at] && sources_of(&panes[at]).iter().all(|source| placed[*source]) {
                placed[at] = true;
                order.push(at);
            }
        }
    }
    order
}

/// The right side of an equation on its way to a [`Node`].
struct RightSide<'a> {
    panes: &'a [PanePlan],
    filters: &'a mut Vec<(usize, usize)>,
    /// Pane and column of the cells that it is for; a link in running text is for none.
    of: Option<(usize, usize)>,
}

impl RightSide<'_> {
    fn node(&mut self, value: &Expr) -> Result<Node, String> {
        Ok(match value {
            Expr::Number(number) => Node::Number(*number),
            Expr::Cell(address) => Node::Cell(self.single(address)?),
            Expr::Sum(address) => Node::Sum(self.cells(address)?),
            Expr::Multiply(..) => {
                let mut factors = Vec::new();
                self.factors(value, &mut factors)?;
                Node::Product(factors)
            }
            Expr::Minus(_) | Expr::Add(..) | Expr::Subtract(..) => {
                let mut terms = Vec::new();
                self.terms(value, false, &mut terms)?;
                chain(terms)
            }
        })
    }

    /// The terms of a chain, whatever brackets stand around them; `minus` where all of it is subtracted.
    fn terms(&mut self, value: &Expr, minus: bool, terms: &mut Vec<(bool, Node)>) -> Result<(), String> {
        match value {
            Expr::Minus(inner) => self.terms(inner, !minus, terms),
            Expr::Add(a, b) => {
                self.terms(a, minus, terms)?;
                self.terms(b, minus, terms)
            }
            Expr::Subtract(a, b) => {
                self.terms(a, minus, terms)?;
                self.terms(b, !minus, terms)
            }
            Expr::Number(_) | Expr::Cell(_) | Expr::Sum(_) | Expr::Multiply(..) => {
                terms.push((minus, self.node(value)?));
                Ok(())
            }
        }
    }

    fn factors(&mut self, value: &Expr, factors: &mut Vec<Node>) -> Result<(), String> {
        if let Expr::Multiply(a, b) = value {
            self.factors(a, factors)?;
            factors.push(self.node(b)?);
        } else {
            factors.push(self.node(value)?);
        }
        Ok(())
    }

    /// A cell that stands alone, outside `sum`.
    fn single(&mut self, address: &Address) -> Result<CellRef, String> {
        let cell = self.cells(address)?;
        let several = match &cell.rows {
            RowRef::Children | RowRef::Top | RowRef::Leaf | RowRef::Listed | RowRef::Where(_) => true,
            RowRef::At(rows) => rows.len() > 1,
            RowRef::This | RowRef::SameKey | RowRef::Key(_) => false,
        };
        if several { Err("选中了好几行，请用 sum(…)".into()) } else { Ok(cell) }
    }

    fn cells(&mut self, address: &Address) -> Result<CellRef, String> {
        let own = self.of.map(|(pane, _)| pane);
        let position = match &address.pane {
            Some(name) => self.panes.iter().position(|pane| pane.name == *name).ok_or_else(|| format!("没有表“{name}”"))?,
            None => own.ok_or("要写明是哪张表")?,
        };
        let pane = &self.panes[position];
        let column = match (&address.columns, self.of) {
            (Columns::Same, Some((own, column))) => figure_column(pane, &self.panes[own].columns[column].id)?,
            (Columns::Named(ids), _) if ids.len() == 1 => figure_column(pane, &ids[0])?,
            _ => return Err("等号右边要写明一列，或 @".into()),
        };
        let rows = match (&address.rows, &pane.rows) {
            (Rows::Every | Rows::Same, _) if own == Some(position) => RowRef::This,
            (Rows::Every | Rows::Same, _) if own.is_some() => RowRef::SameKey,
            (Rows::Children, RowsPlan::Coded { .. }) if own == Some(position) => RowRef::Children,
            (Rows::Top, RowsPlan::Coded { .. }) => RowRef::Top,
            (Rows::Leaf, RowsPlan::Coded { .. }) => RowRef::Leaf,
            (Rows::Listed, RowsPlan::Listed(_)) => RowRef::Listed,
            (Rows::Where(id), RowsPlan::Listed(_)) if own.is_some() => {
                let key = pane.column(id).ok_or_else(|| format!("表“{}”没有列“{id}”", pane.name))?;
                RowRef::Where(self.filter(position, key))
            }
            (Rows::Group(group), RowsPlan::Fixed(rows)) => RowRef::At(group_rows(rows, group)?),
            (Rows::Named(ids), RowsPlan::Fixed(rows) | RowsPlan::Listed(rows)) => {
                let row = |id: &String| fixed_row(rows, id).ok_or_else(|| format!("表“{}”没有行“{id}”", pane.name));
                RowRef::At(ids.iter().map(row).collect::<Result<_, _>>()?)
            }
            (Rows::Named(ids), RowsPlan::Coded { .. }) if ids.len() == 1 => RowRef::Key(ids[0].clone()),
            _ => return Err(format!("表“{}”里不能这样选行", pane.name)),
        };
        Ok(CellRef { pane: position, rows, column })
    }

    /// The number of the filter by that column; a new one where none is yet.
    fn filter(&mut self, pane: usize, column: usize) -> usize {
        let known = self.filters.iter().position(|filter| *filter == (pane, column));
        known.unwrap_or_else(|| {
            self.filters.push((pane, column));
            self.filters.len() - 1
        })
    }
}

/// A chain; of single cells in one piece.
fn chain(terms: Vec<(bool, Node)>) -> Node {
    let cell = |(minus, node): &(bool, Node)| if let Node::Cell(cell) = node { Some((*minus, cell.clone())) } else { None };
    terms.iter().map(cell).collect::<Option<_>>().map_or(Node::Chain(terms), Node::Terms)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::Library;

    fn plan() -> Plan {
        let library = Library::load(None);
        let template = library.template("hebei-unit-2024").expect("built in").resolved(&[]).expect("its first options");
        Plan::compile(&template).expect("a sound template")
    }

    #[test]
    fn a_chain_is_flat_however_it_is_bracketed() {
        let plan = plan();
        let cells = plan.link("income[total, year] - (income[total, carried] - -(income[total, year]))").unwrap();
        let Node::Terms(terms) = cells else { panic!("not a chain of cells: {cells:?}") };
        assert_eq!(terms.iter().map(|(minus, _)| *minus).collect::<Vec<_>>(), [false, true, true]);
        let mixed = plan.link("income[total, year] - (2 + sum(income[top, year])) * 3 * 4").unwrap();
        let Node::Chain(terms) = mixed else { panic!("not a chain: {mixed:?}") };
        assert!(matches!(&terms[1], (true, Node::Product(factors)) if factors.len() == 3), "{terms:?}");
    }

    #[test]
    fn the_plan_knows_what_a_cell_rests_on() {
        let plan = plan();
        let at = |pane: &str, column: &str| {
            let pane = plan.pane(pane).expect("a pane");
            (pane, plan.panes[pane].column(column).expect("a column"))
        };
        let (outlay, total) = at("outlay", "total");
        let read: Vec<(usize, usize)> = plan.inputs(outlay, LEAF, total).iter().map(|cell| (cell.pane, cell.column)).collect();
        assert!(read.contains(&at("outlay", "basic")) && !read.contains(&at("general", "basic")), "{read:?}");
        let all = plan.rests_on(outlay, LEAF, total);
        assert!(all.contains(&at("general", "basic")) && all.contains(&at("outlay", "other_basic")));
        assert!(!all.contains(&at("income", "carried")));
        assert!(plan.rests_on(outlay, LEAF, at("outlay", "other_basic").1).is_empty(), "typed, so it rests on nothing");
    }

    #[test]
    fn rows_may_come_from_one_another_in_any_order_but_not_in_a_circle() {
        let plan = plan();
        let place = |name: &str| plan.order.iter().position(|at| plan.panes[*at].name == name).expect("a pane");
        assert!(place("general") < place("outlay"), "the rows of form 3 come from form 5, which stands behind it");
        assert!(plan.panes.iter().enumerate().all(|(at, _)| plan.order.contains(&at)));
    }
}
