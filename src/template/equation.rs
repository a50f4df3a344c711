//! The equations of a template, as trees.
//!
//! `[*, total] = [@, basic] + [@, project]` fills cells, `==` only checks them. An address is
//! `pane[row, column]`, the pane left out for one's own. Read by [`super::parse`]; what the selectors select is decided in
//! [`super::compile`].

use std::fmt;

use rust_decimal::Decimal;

/// `target = value` or `target == value`.
#[derive(Clone, Debug, PartialEq)]
pub struct Equation {
    /// The cells on the left; always of the pane that holds the equation.
    pub target: Address,
    /// False for `==`: nothing is filled, both sides are compared.
    pub fills: bool,
    /// The right side.
    pub value: Expr,
}

/// The right side of an equation.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// A constant.
    Number(Decimal),
    /// One cell; blank where the row is not there.
    Cell(Address),
    /// `sum([children, @])`: every cell that the address selects.
    Sum(Address),
    /// `-a`
    Minus(Box<Expr>),
    /// `a + b`
    Add(Box<Expr>, Box<Expr>),
    /// `a - b`
    Subtract(Box<Expr>, Box<Expr>),
    /// `a * b`
    Multiply(Box<Expr>, Box<Expr>),
}

/// `pane[rows, columns]`
#[derive(Clone, Debug, PartialEq)]
pub struct Address {
    /// `form` or `form.pane`; `None` is the equation's own pane.
    pub pane: Option<String>,
    /// Which rows.
    pub rows: Rows,
    /// Which columns.
    pub columns: Columns,
}

/// The row part of an address.
#[derive(Clone, Debug, PartialEq)]
pub enum Rows {
    /// `*`: every row (on the left), the same row (on the right).
    Every,
    /// `@`: the row with the same code or id.
    Same,
    /// `parent`: rows of a coded form that have children.
    Parent,
    /// `leaf`: rows of a coded form that have none.
    Leaf,
    /// `children`: the rows right below this one.
    Children,
    /// `top`: the rows that 合计 adds, i.e. those without a parent.
    Top,
    /// `rows`: the rows that the clerk listed, without totals.
    Listed,
    /// `#lines`: the fixed rows of a group.
    Group(String),
    /// Row ids or codes: `total`, `a|b`.
    Named(Vec<String>),
    /// `function = @`: the rows whose text in that column is this row's code.
    Where(String),
}

/// The column part of an address.
#[derive(Clone, Debug, PartialEq)]
pub enum Columns {
    /// `@`: the same column.
    Same,
    /// `typed`: money columns that no equation fills for every row.
    Typed,
    /// Column ids: `total`, `a|b`.
    Named(Vec<String>),
}

impl fmt::Display for Equation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.target, if self.fills { "=" } else { "==" }, self.value)
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Cell(address) => write!(f, "{address}"),
            Self::Sum(address) => write!(f, "sum({address})"),
            Self::Minus(inner) => write!(f, "-({inner})"),
            Self::Add(a, b) => write!(f, "{a} + {b}"),
            Self::Subtract(a, b) if matches!(**b, Self::Add(..) | Self::Subtract(..)) => write!(f, "{a} - ({b})"),
            Self::Subtract(a, b) => write!(f, "{a} - {b}"),
            // A chain of factors stays flat, or each writing would nest it deeper.
            Self::Multiply(a, b) if matches!(**a, Self::Multiply(..)) => write!(f, "{a} * ({b})"),
            Self::Multiply(a, b) => write!(f, "({a}) * ({b})"),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = match &self.rows {
            Rows::Every => "*".to_owned(),
            Rows::Same => "@".to_owned(),
            Rows::Parent => "parent".to_owned(),
            Rows::Leaf => "leaf".to_owned(),
            Rows::Children => "children".to_owned(),
            Rows::Top => "top".to_owned(),
            Rows::Listed => "rows".to_owned(),
            Rows::Group(group) => format!("#{group}"),
            Rows::Named(ids) => ids.join("|"),
            Rows::Where(id) => format!("{id} = @"),
        };
        let columns = match &self.columns {
            Columns::Same => "@".to_owned(),
            Columns::Typed => "typed".to_owned(),
            Columns::Named(ids) => ids.join("|"),
        };
        write!(f, "{}[{rows}, {columns}]", self.pane.as_deref().unwrap_or(""))
    }
}

impl Equation {
    /// The equation without what is `gone`, as (pane, row or column): the terms that speak of it count as blank. `None` where
    /// nothing is left to be filled, or to fill it with. `own` is the equation's pane.
    #[must_use]
    pub fn without(&self, own: &str, gone: &dyn Fn(&str, &str) -> bool) -> Option<Self> {
        Some(Self { target: self.target.without(own, gone)?, fills: self.fills, value: self.value.without(own, gone)? })
    }
}

impl Expr {
    fn without(&self, own: &str, gone: &dyn Fn(&str, &str) -> bool) -> Option<Self> {
        let inner = |part: &Self| part.without(own, gone);
        match self {
            Self::Number(_) => Some(self.clone()),
            Self::Cell(address) => address.without(own, gone).map(Self::Cell),
            Self::Sum(address) => address.without(own, gone).map(Self::Sum),
            Self::Minus(part) => inner(part).map(|part| Self::Minus(Box::new(part))),
            Self::Add(a, b) => match (inner(a), inner(b)) {
                (Some(a), Some(b)) => Some(Self::Add(Box::new(a), Box::new(b))),
                (a, b) => a.or(b),
            },
            Self::Subtract(a, b) => match (inner(a), inner(b)) {
                (Some(a), Some(b)) => Some(Self::Subtract(Box::new(a), Box::new(b))),
                (Some(a), None) => Some(a),
                (None, b) => b.map(|b| Self::Minus(Box::new(b))),
            },
            Self::Multiply(a, b) => Some(Self::Multiply(Box::new(inner(a)?), Box::new(inner(b)?))),
        }
    }
}

impl Address {
    fn without(&self, own: &str, gone: &dyn Fn(&str, &str) -> bool) -> Option<Self> {
        let pane = self.pane.as_deref().unwrap_or(own);
        let left = |ids: &[String]| -> Option<Vec<String>> {
            let kept: Vec<String> = ids.iter().filter(|id| !gone(pane, id)).cloned().collect();
            (!kept.is_empty()).then_some(kept)
        };
        let rows = match &self.rows {
            Rows::Named(ids) => Rows::Named(left(ids)?),
            Rows::Where(id) if gone(pane, id) => return None,
            other => other.clone(),
        };
        let columns = match &self.columns {
            Columns::Named(ids) => Columns::Named(left(ids)?),
            other => other.clone(),
        };
        Some(Self { pane: self.pane.clone(), rows, columns })
    }
}

#[cfg(test)]
mod tests {
    use crate::template::parse::parse;

    #[test]
    fn does_without_what_is_gone() {
        let gone = |pane: &str, name: &str| (pane, name) == ("own", "c") || pane == "far";
        let left = |text: &str| parse(text).unwrap().without("own", &gone).map(|equation| equation.to_string());
        assert_eq!(left("[*, t] = [@, a] + [@, c] - far[@, b]").as_deref(), Some("[*, t] = [@, a]"));
        assert_eq!(left("[*, t] = [@, c] - [@, a]").as_deref(), Some("[*, t] = -([@, a])"));
        assert_eq!(left("[*, c|d] = [@, a]").as_deref(), Some("[*, d] = [@, a]"));
        assert_eq!(left("[*, c] = [@, a]"), None);
        assert_eq!(left("[*, t] = [@, a] * [@, c]"), None);
    }
}
