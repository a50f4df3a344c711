//! A template's equations with every name looked up: what [`crate::calc`] runs.
//!
//! Compiling finds what cannot work before any figure is typed: unknown names, two equations for one cell.
//! It knows nothing of a draft; rows that depend on typed codes are resolved when totals are computed.

use rust_decimal::Decimal;

use super::card::CardFieldKind;
use super::equation::{self, Address, Columns, Expr, Rows};
use super::schema::{Check, ColumnKind, FixedRow, RowKind, Template};

/// The name under which equations see the goal cards: a row for each card, a column for each of its fields.
pub const CARDS: &str = "cards";

/// A compiled template.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Every pane of every form, in template order, then the cards if the template has any.
    pub panes: Vec<PanePlan>,
    /// What fills; [`PanePlan::fill`] says which cell by which.
    pub fills: Vec<Node>,
    /// What checks.
    pub checks: Vec<CheckPlan>,
    /// Pane and text column of every `sum(cards[function = @, …])`.
    pub filters: Vec<(usize, usize)>,
}

/// A pane with its columns and row classes.
#[derive(Clone, Debug)]
pub struct PanePlan {
    /// `form`, `form.pane` or [`CARDS`].
    pub name: String,
    /// Which form and pane of the template; `None` for the cards.
    pub place: Option<(usize, usize)>,
    /// Columns by position.
    pub columns: Vec<ColumnPlan>,
    /// Where rows come from.
    pub rows: RowsPlan,
    /// For each row class and column the equation that fills it.
    fills: Vec<Option<usize>>,
    /// For each row class and column whether it may be typed.
    open: Vec<bool>,
}

/// A column.
#[derive(Clone, Debug)]
pub struct ColumnPlan {
    /// Its id.
    pub id: String,
    /// Whether it holds figures.
    pub figure: bool,
    /// Whether these are money (else quantities).
    pub money: bool,
}

/// Where a pane's rows come from, and so which row classes it has.
#[derive(Clone, Debug)]
pub enum RowsPlan {
    /// A class for each row.
    Fixed(Vec<FixedRow>),
    /// Classes: [`TOTAL`], [`PARENT`], [`LEAF`].
    Coded {
        /// Lengths of the codes, ascending.
        widths: Vec<usize>,
        /// Panes whose rows are this pane's, too; always earlier ones in evaluation order.
        from: Vec<usize>,
    },
    /// A class for each head row, then one for all listed rows.
    Listed(Vec<FixedRow>),
}

/// Row class of the total row of a coded pane.
pub const TOTAL: usize = 0;
/// Row class of coded rows that have children.
pub const PARENT: usize = 1;
/// Row class of coded rows that have none.
pub const LEAF: usize = 2;

/// A right side with positions for names.
#[derive(Clone, Debug)]
pub enum Node {
    /// A constant.
    Number(Decimal),
    /// One cell.
    Cell(CellRef),
    /// The sum of all cells that it selects.
    Sum(CellRef),
    /// `a + b - c` of single cells, the most usual equation; true for those that are subtracted.
    Terms(Vec<(bool, CellRef)>),
    /// `-a`
    Minus(Box<Node>),
    /// `a + b`
    Add(Box<Node>, Box<Node>),
    /// `a - b`
    Subtract(Box<Node>, Box<Node>),
    /// `a * b`
    Multiply(Box<Node>, Box<Node>),
}

/// Cells of one column.
#[derive(Clone, Debug)]
pub struct CellRef {
    /// Pane by position.
    pub pane: usize,
    /// Which rows.
    pub rows: RowRef,
    /// Column by position.
    pub column: usize,
}

/// Rows seen from the cell that is being computed.
#[derive(Clone, Debug)]
pub enum RowRef {
    /// The same row of the same pane.
    This,
    /// The row of another pane with the same key.
    SameKey,
    /// Rows of fixed position.
    At(Vec<usize>),
    /// The row with this code or id, looked up among the coded rows.
    Key(String),
    /// Rows right below this one.
    Children,
    /// Rows without a parent.
    Top,
    /// Rows without children.
    Leaf,
    /// Rows the clerk listed.
    Listed,
    /// Listed rows whose text is this row's key, by the number of the filter.
    Where(usize),
}

/// A compiled check.
#[derive(Clone, Debug)]
pub struct CheckPlan {
    /// Code and wording.
    pub check: Check,
    /// Pane by position.
    pub pane: usize,
    /// Row classes it is about.
    pub classes: Vec<usize>,
    /// Column by position.
    pub column: usize,
    /// What the cell must equal.
    pub value: Node,
}

/// An equation or pane that cannot work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanFault {
    /// The form that it stands in, by position; `None` for the goal card.
    pub form: Option<usize>,
    /// The text in the template that is wrong: an equation or an id.
    pub text: String,
    /// Why, in Chinese.
    pub reason: String,
}

impl PanePlan {
    /// How many row classes there are.
    #[must_use]
    pub fn classes(&self) -> usize {
        match &self.rows {
            RowsPlan::Fixed(rows) => rows.len(),
            RowsPlan::Coded { .. } => 3,
            RowsPlan::Listed(heads) => heads.len() + 1,
        }
    }

    /// The equation that fills cells of this class and column.
    #[must_use]
    pub fn fill(&self, class: usize, column: usize) -> Option<usize> {
        self.fills[class * self.columns.len() + column]
    }

    /// Whether a clerk may type into cells of this class and column.
    #[must_use]
    pub fn is_open(&self, class: usize, column: usize) -> bool {
        self.open[class * self.columns.len() + column]
    }

    /// The position of a column.
    #[must_use]
    pub fn column(&self, id: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.id == id)
    }
}

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
        if compiler.faults.is_empty() {
            Ok(Self { panes: compiler.panes, fills: compiler.fills, checks: compiler.checks, filters: compiler.filters })
        } else {
            Err(compiler.faults)
        }
    }

    /// The position of a pane.
    #[must_use]
    pub fn pane(&self, name: &str) -> Option<usize> {
        self.panes.iter().position(|pane| pane.name == name)
    }

    /// A linked figure of running text, `income[total, year]`, with its names looked up.
    ///
    /// # Errors
    /// What is wrong with it, in Chinese.
    pub fn link(&self, text: &str) -> Result<Node, String> {
        let value = equation::parse_value(text).map_err(|error| error.to_string())?;
        compile_node(&self.panes, &mut Vec::new(), usize::MAX, None, &value)
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
            if self.reaches(position, position, self.panes.len()) {
                let name = self.panes[position].name.clone();
                self.fault(position, &name, format!("表“{name}”的行经 from 又取自它自己"));
            }
        }
    }

    fn reaches(&self, from: usize, to: usize, depth: usize) -> bool {
        let RowsPlan::Coded { from: sources, .. } = &self.panes[from].rows else { return false };
        depth > 0 && sources.iter().any(|next| *next == to || self.reaches(*next, to, depth - 1))
    }

    fn pane(&mut self, position: usize, equations: &[String], checks: &[Check]) {
        let mut parsed = Vec::new();
        for text in equations {
            match equation::parse(text) {
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
            if let Err(reason) = self.fill(position, &filled, &equation.target, &equation.value) {
                self.fault(position, text, reason);
            }
        }
        for check in checks {
            let compiled = equation::parse(&check.rule).map_err(|error| error.to_string()).and_then(|equation| {
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

    fn fill(&mut self, position: usize, filled: &[bool], target: &Address, value: &Expr) -> Result<(), String> {
        let pane = &self.panes[position];
        let classes = classes(pane, &target.rows)?;
        let columns = columns(pane, filled, &target.columns)?;
        for column in columns {
            let node = chain(compile_node(&self.panes, &mut self.filters, position, Some(column), value)?);
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
            let value = compile_node(&self.panes, &mut self.filters, position, Some(column), value)?;
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

/// A right side, for the cells of one column (`None` for a link in running text, which has no cell of its own).
fn compile_node(panes: &[PanePlan], filters: &mut Vec<(usize, usize)>, own: usize, column: Option<usize>, value: &Expr) -> Result<Node, String> {
    let mut both = |a: &Expr, b: &Expr| -> Result<(Box<Node>, Box<Node>), String> {
        Ok((Box::new(compile_node(panes, filters, own, column, a)?), Box::new(compile_node(panes, filters, own, column, b)?)))
    };
    Ok(match value {
        Expr::Number(number) => Node::Number(*number),
        Expr::Cell(address) => {
            let cell = cell_ref(panes, filters, own, column, address)?;
            if matches!(&cell.rows, RowRef::Children | RowRef::Top | RowRef::Leaf | RowRef::Listed | RowRef::Where(_))
                || matches!(&cell.rows, RowRef::At(rows) if rows.len() > 1)
            {
                return Err("选中了好几行，请用 sum(…)".into());
            }
            Node::Cell(cell)
        }
        Expr::Sum(address) => Node::Sum(cell_ref(panes, filters, own, column, address)?),
        Expr::Minus(inner) => Node::Minus(Box::new(compile_node(panes, filters, own, column, inner)?)),
        Expr::Add(a, b) => both(a, b).map(|(a, b)| Node::Add(a, b))?,
        Expr::Subtract(a, b) => both(a, b).map(|(a, b)| Node::Subtract(a, b))?,
        Expr::Multiply(a, b) => both(a, b).map(|(a, b)| Node::Multiply(a, b))?,
    })
}

/// A chain of single cells in one piece.
fn chain(node: Node) -> Node {
    fn collect(node: &Node, minus: bool, terms: &mut Vec<(bool, CellRef)>) -> bool {
        match node {
            Node::Cell(cell) => {
                terms.push((minus, cell.clone()));
                true
            }
            Node::Minus(inner) => collect(inner, !minus, terms),
            Node::Add(a, b) => collect(a, minus, terms) && collect(b, minus, terms),
            Node::Subtract(a, b) => collect(a, minus, terms) && collect(b, !minus, terms),
            Node::Number(_) | Node::Sum(_) | Node::Terms(_) | Node::Multiply(_, _) => false,
        }
    }
    let mut terms = Vec::new();
    if collect(&node, false, &mut terms) { Node::Terms(terms) } else { node }
}

fn cell_ref(panes: &[PanePlan], filters: &mut Vec<(usize, usize)>, own: usize, column: Option<usize>, address: &Address) -> Result<CellRef, String> {
    let position = match &address.pane {
        Some(name) => panes.iter().position(|pane| pane.name == *name).ok_or_else(|| format!("没有表“{name}”"))?,
        None if own < panes.len() => own,
        None => return Err("要写明是哪张表".into()),
    };
    let pane = &panes[position];
    let column = match (&address.columns, column) {
        (Columns::Same, Some(column)) => figure_column(pane, &panes[own].columns[column].id)?,
        (Columns::Named(ids), _) if ids.len() == 1 => figure_column(pane, &ids[0])?,
        _ => return Err("等号右边要写明一列，或 @".into()),
    };
    let linked = own >= panes.len();
    let rows = match (&address.rows, &pane.rows) {
        (Rows::Every | Rows::Same, _) if !linked => {
            if position == own {
                RowRef::This
            } else {
                RowRef::SameKey
            }
        }
        (Rows::Children, RowsPlan::Coded { .. }) if position == own => RowRef::Children,
        (Rows::Top, RowsPlan::Coded { .. }) => RowRef::Top,
        (Rows::Leaf, RowsPlan::Coded { .. }) => RowRef::Leaf,
        (Rows::Listed, RowsPlan::Listed(_)) => RowRef::Listed,
        (Rows::Where(id), RowsPlan::Listed(_)) if !linked => {
            let key = pane.column(id).ok_or_else(|| format!("表“{}”没有列“{id}”", pane.name))?;
            let filter = filters.iter().position(|known| *known == (position, key)).unwrap_or(filters.len());
            if filter == filters.len() {
                filters.push((position, key));
            }
            RowRef::Where(filter)
        }
        (Rows::Group(group), RowsPlan::Fixed(rows)) => RowRef::At(group_rows(rows, group)?),
        (Rows::Named(ids), RowsPlan::Fixed(rows) | RowsPlan::Listed(rows)) => {
            RowRef::At(ids.iter().map(|id| fixed_row(rows, id).ok_or_else(|| format!("表“{}”没有行“{id}”", pane.name))).collect::<Result<_, _>>()?)
        }
        (Rows::Named(ids), RowsPlan::Coded { .. }) if ids.len() == 1 => RowRef::Key(ids[0].clone()),
        _ => return Err(format!("表“{}”里不能这样选行", pane.name)),
    };
    Ok(CellRef { pane: position, rows, column })
}
