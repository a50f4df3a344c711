//! The equations of a template, as syntax.
//!
//! `[*, total] = [@, basic] + [@, project]` fills cells, `==` only checks them. An address is
//! `pane[row, column]`, the pane left out for one's own. What the selectors select is decided in [`super::plan`].

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

/// Where and why an equation cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Characters before the fault.
    pub at: usize,
    /// In Chinese.
    pub reason: String,
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "第{}个字符处：{}", self.at + 1, self.reason)
    }
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

/// Reads one equation.
///
/// # Errors
/// Says at which character it stops making sense.
pub fn parse(text: &str) -> Result<Equation, SyntaxError> {
    let mut parser = Parser { tokens: tokens(text)?, next: 0, end: text.chars().count() };
    let target = parser.address()?;
    if target.pane.is_some() {
        return Err(SyntaxError { at: 0, reason: "等号左边只能写本表的单元格".into() });
    }
    let fills = match parser.take() {
        Some(Token::Equals) => true,
        Some(Token::Check) => false,
        _ => return Err(parser.fault("此处应为 = 或 ==")),
    };
    let value = parser.expression()?;
    if parser.peek().is_some() {
        parser.next += 1;
        return Err(parser.fault("此处之后的内容多余"));
    }
    Ok(Equation { target, fills, value })
}

/// Reads a right side alone, as a linked figure in running text: `income[total, year]`.
///
/// # Errors
/// Says at which character it stops making sense.
pub fn parse_value(text: &str) -> Result<Expr, SyntaxError> {
    let mut parser = Parser { tokens: tokens(text)?, next: 0, end: text.chars().count() };
    let value = parser.expression()?;
    if parser.peek().is_some() {
        parser.next += 1;
        return Err(parser.fault("此处之后的内容多余"));
    }
    Ok(value)
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    Number(String),
    Symbol(char),
    Equals,
    Check,
}

fn tokens(text: &str) -> Result<Vec<(usize, Token)>, SyntaxError> {
    let chars: Vec<char> = text.chars().collect();
    let mut out = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let start = at;
        let c = chars[at];
        let token = match c {
            _ if c.is_whitespace() => {
                at += 1;
                continue;
            }
            '=' if chars.get(at + 1) == Some(&'=') => {
                at += 2;
                Token::Check
            }
            '=' => {
                at += 1;
                Token::Equals
            }
            '[' | ']' | '(' | ')' | ',' | '+' | '-' | '*' | '@' | '#' | '|' | '.' => {
                at += 1;
                Token::Symbol(c)
            }
            _ if c.is_ascii_digit() => {
                while chars.get(at).is_some_and(|c| c.is_ascii_digit() || (*c == '.' && chars.get(at + 1).is_some_and(char::is_ascii_digit))) {
                    at += 1;
                }
                Token::Number(chars[start..at].iter().collect())
            }
            _ if c.is_alphabetic() || c == '_' => {
                while chars.get(at).is_some_and(|c| c.is_alphanumeric() || *c == '_') {
                    at += 1;
                }
                Token::Word(chars[start..at].iter().collect())
            }
            _ => return Err(SyntaxError { at, reason: format!("不认识的字符“{c}”") }),
        };
        out.push((start, token));
    }
    Ok(out)
}

struct Parser {
    tokens: Vec<(usize, Token)>,
    next: usize,
    end: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|(_, token)| token)
    }

    fn take(&mut self) -> Option<Token> {
        let token = self.peek().cloned();
        self.next += 1;
        token
    }

    fn accept(&mut self, symbol: char) -> bool {
        let found = self.peek() == Some(&Token::Symbol(symbol));
        self.next += usize::from(found);
        found
    }

    fn expect(&mut self, symbol: char) -> Result<(), SyntaxError> {
        match self.take() {
            Some(Token::Symbol(found)) if found == symbol => Ok(()),
            _ => Err(self.fault(&format!("此处应为“{symbol}”"))),
        }
    }

    /// A fault at the token taken last.
    fn fault(&self, reason: &str) -> SyntaxError {
        let at = self.tokens.get(self.next.saturating_sub(1)).map_or(self.end, |(at, _)| *at);
        SyntaxError { at, reason: reason.into() }
    }

    fn expression(&mut self) -> Result<Expr, SyntaxError> {
        let mut left = self.product()?;
        loop {
            if self.accept('+') {
                left = Expr::Add(Box::new(left), Box::new(self.product()?));
            } else if self.accept('-') {
                left = Expr::Subtract(Box::new(left), Box::new(self.product()?));
            } else {
                return Ok(left);
            }
        }
    }

    fn product(&mut self) -> Result<Expr, SyntaxError> {
        let mut left = self.factor()?;
        while self.accept('*') {
            left = Expr::Multiply(Box::new(left), Box::new(self.factor()?));
        }
        Ok(left)
    }

    fn factor(&mut self) -> Result<Expr, SyntaxError> {
        if self.accept('-') {
            return Ok(Expr::Minus(Box::new(self.factor()?)));
        }
        if self.accept('(') {
            let inner = self.expression()?;
            self.expect(')')?;
            return Ok(inner);
        }
        match self.peek() {
            Some(Token::Number(digits)) => {
                let value = digits.parse();
                self.next += 1;
                value.map(Expr::Number).map_err(|_| self.fault("不是一个数"))
            }
            Some(Token::Word(word)) if word == "sum" => {
                self.next += 1;
                self.expect('(')?;
                let address = self.address()?;
                self.expect(')')?;
                Ok(Expr::Sum(address))
            }
            Some(Token::Word(_) | Token::Symbol('[')) => Ok(Expr::Cell(self.address()?)),
            _ => {
                self.next += 1;
                Err(self.fault("此处应为数、单元格或 sum(…)"))
            }
        }
    }

    fn address(&mut self) -> Result<Address, SyntaxError> {
        let mut pane = None;
        if let Some(Token::Word(form)) = self.peek().cloned() {
            self.next += 1;
            let mut name = form;
            if self.accept('.') {
                name.push('.');
                name.push_str(&self.word("栏的代号")?);
            }
            pane = Some(name);
        }
        self.expect('[')?;
        let rows = self.rows()?;
        self.expect(',')?;
        let columns = self.columns()?;
        self.expect(']')?;
        Ok(Address { pane, rows, columns })
    }

    fn word(&mut self, what: &str) -> Result<String, SyntaxError> {
        match self.take() {
            Some(Token::Word(word) | Token::Number(word)) => Ok(word),
            _ => Err(self.fault(&format!("此处应为{what}"))),
        }
    }

    fn alternatives(&mut self, what: &str) -> Result<Vec<String>, SyntaxError> {
        let mut words = vec![self.word(what)?];
        while self.accept('|') {
            words.push(self.word(what)?);
        }
        Ok(words)
    }

    fn rows(&mut self) -> Result<Rows, SyntaxError> {
        if self.accept('*') {
            return Ok(Rows::Every);
        }
        if self.accept('@') {
            return Ok(Rows::Same);
        }
        if self.accept('#') {
            return Ok(Rows::Group(self.word("行组的代号")?));
        }
        let mut words = self.alternatives("行的代号、编码或 * @ #")?;
        if self.peek() == Some(&Token::Equals) {
            self.next += 1;
            self.expect('@')?;
            return Ok(Rows::Where(words.swap_remove(0)));
        }
        Ok(match words[0].as_str() {
            _ if words.len() > 1 => Rows::Named(words),
            "parent" => Rows::Parent,
            "leaf" => Rows::Leaf,
            "children" => Rows::Children,
            "top" => Rows::Top,
            "rows" => Rows::Listed,
            _ => Rows::Named(words),
        })
    }

    fn columns(&mut self) -> Result<Columns, SyntaxError> {
        if self.accept('@') {
            return Ok(Columns::Same);
        }
        let words = self.alternatives("列的代号或 @")?;
        Ok(if words == ["typed"] { Columns::Typed } else { Columns::Named(words) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_fills_checks_and_filters() {
        let equation = parse("[parent, typed] = sum([children, @])").unwrap();
        assert!(equation.fills);
        assert_eq!(equation.target.rows, Rows::Parent);
        assert_eq!(equation.target.columns, Columns::Typed);
        let check = parse("[leaf, project] == sum(cards[function = @, budget])").unwrap();
        assert!(!check.fills);
        let Expr::Sum(address) = check.value else { panic!("not a sum") };
        assert_eq!(address.pane.as_deref(), Some("cards"));
        assert_eq!(address.rows, Rows::Where("function".into()));
        let product = parse("[*, amount] = [@, quantity] * [@, price] - 2.50").unwrap();
        assert!(matches!(product.value, Expr::Subtract(_, _)));
        assert_eq!(parse("[a, b] = fiscal.out[left, general|fund]").unwrap().value, parse_value("fiscal.out[left,general|fund]").unwrap());
    }

    #[test]
    fn is_written_as_it_is_read() {
        for text in [
            "[parent, typed] = sum([children, @])",
            "[leaf, project] == sum(cards[function = @, budget])",
            "[a|b, total] = general[@, x] + fund[#lines, x] - ([@, y] + 2.50) - -([*, z])",
            "[*, a] = ([@, q]) * ([@, p])",
        ] {
            let equation = parse(text).unwrap();
            assert_eq!(parse(&equation.to_string()).unwrap(), equation, "{equation}");
        }
    }

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

    #[test]
    fn says_where_it_stops_making_sense() {
        for (text, at) in [("[a, b] = [c d]", 12), ("[a, b]", 6), ("[a, b] = 1 +", 12), ("x[a, b] = 1", 0), ("[a, b] = 1 2", 11), ("[a, b] = ￥", 9)]
        {
            assert_eq!(parse(text).unwrap_err().at, at, "{text}");
        }
    }
}
