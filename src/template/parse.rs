//! Reads equations, checks and linked figures. Says where a text stops making sense; names are looked up by [`super::compile`].
//!
//! Whatever reads, writes or computes an equation goes down into it as deep as it is nested, and a draft, with its template and
//! its links, may come from anywhere: so both the nesting and the length are bounded here, once.

use std::fmt;

use super::equation::{Address, Columns, Equation, Expr, Rows};

/// How deep brackets may stand in one another.
const MAX_NESTING: usize = 16;

/// How many numbers, cells and sums an equation may have.
const MAX_TERMS: usize = 256;

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
/// Reads one equation.
///
/// # Errors
/// Says at which character it stops making sense.
pub fn parse(text: &str) -> Result<Equation, SyntaxError> {
    let mut parser = Parser::new(text)?;
    let target = parser.address()?;
    if target.pane.is_some() {
        return Err(SyntaxError { at: 0, reason: "等号左边只能写本表的单元格".into() });
    }
    let fills = match parser.take() {
        Some(Token::Equals) => true,
        Some(Token::Check) => false,
        _ => return Err(parser.fault("此处应为 = 或 ==")),
    };
    Ok(Equation { target, fills, value: parser.rest()? })
}

/// Reads a right side alone, as a linked figure in running text: `income[total, year]`.
///
/// # Errors
/// Says at which character it stops making sense.
pub fn parse_value(text: &str) -> Result<Expr, SyntaxError> {
    Parser::new(text)?.rest()
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
    /// Brackets that are open.
    nesting: usize,
    /// Numbers, cells and sums read so far.
    terms: usize,
}

impl Parser {
    fn new(text: &str) -> Result<Self, SyntaxError> {
        Ok(Self { tokens: tokens(text)?, next: 0, end: text.chars().count(), nesting: 0, terms: 0 })
    }

    /// A right side with nothing behind it.
    fn rest(&mut self) -> Result<Expr, SyntaxError> {
        let value = self.expression()?;
        if self.peek().is_some() {
            self.next += 1;
            return Err(self.fault("此处之后的内容多余"));
        }
        Ok(value)
    }

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
        let mut minus = false;
        while self.accept('-') {
            minus = !minus;
        }
        let factor = if self.accept('(') { self.brackets()? } else { self.term()? };
        Ok(if minus { Expr::Minus(Box::new(factor)) } else { factor })
    }

    /// What stands in brackets, up to and with the closing one.
    fn brackets(&mut self) -> Result<Expr, SyntaxError> {
        self.nesting += 1;
        if self.nesting > MAX_NESTING {
            return Err(self.fault(&format!("括号套得太深，最多{MAX_NESTING}层，请拆成几个算式")));
        }
        let inner = self.expression()?;
        self.expect(')')?;
        self.nesting -= 1;
        Ok(inner)
    }

    fn term(&mut self) -> Result<Expr, SyntaxError> {
        self.terms += 1;
        if self.terms > MAX_TERMS {
            self.next += 1;
            return Err(self.fault(&format!("算式太长，最多{MAX_TERMS}项，请拆成几个算式")));
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
            "[a|b, total] = general[@, x] + fund[#lines, x] - ([@, y] + 2.50) - -([*, z]) * 3",
            "[*, a] = ([@, q]) * ([@, p])",
        ] {
            let equation = parse(text).unwrap();
            assert_eq!(parse(&equation.to_string()).unwrap(), equation, "{equation}");
        }
    }

    #[test]
    fn says_where_it_stops_making_sense() {
        for (text, at) in [("[a, b] = [c d]", 12), ("[a, b]", 6), ("[a, b] = 1 +", 12), ("x[a, b] = 1", 0), ("[a, b] = 1 2", 11), ("[a, b] = ￥", 9)]
        {
            assert_eq!(parse(text).unwrap_err().at, at, "{text}");
        }
    }

    #[test]
    fn what_is_nested_or_long_beyond_measure_is_refused_and_not_followed_down() {
        let cell = "income[total, year]";
        let nested = |depth: usize| format!("{}{cell}{}", "(".repeat(depth), ")".repeat(depth));
        assert!(parse_value(&nested(MAX_NESTING)).is_ok());
        for deep in [nested(MAX_NESTING + 1), nested(100_000), "(".repeat(100_000), "-(".repeat(100_000)] {
            let error = parse_value(&deep).unwrap_err();
            assert!(error.reason.contains("括号套得太深"), "{error}");
        }
        let chain = |terms: usize, sign: &str| vec![cell; terms].join(sign);
        for sign in [" + ", " - ", " * "] {
            assert!(parse_value(&chain(MAX_TERMS, sign)).is_ok());
            let error = parse_value(&chain(100_000, sign)).unwrap_err();
            assert!(error.reason.contains("算式太长"), "{error}");
        }
        assert_eq!(parse_value(&format!("{}7", "-".repeat(100_001))).unwrap(), parse_value("-7").unwrap());
    }

    #[test]
    fn a_chain_of_factors_is_not_nested_deeper_by_writing_it() {
        let product = format!("[*, a] = {}", vec!["[@, b]"; MAX_TERMS].join(" * "));
        let equation = parse(&product).unwrap();
        assert_eq!(parse(&equation.to_string()).unwrap(), equation);
    }
}
