//! Numbers that headings and items begin with: 一、 （二） 3. 第四部分.

/// A text that begins with a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Numbered<'a> {
    /// The number with its signs, the figure as `{一}` or `{1}`: `（{一}）`, `第{一}部分 `.
    pub pattern: String,
    /// The figure.
    pub n: usize,
    /// What follows.
    pub rest: &'a str,
}

/// The number at the beginning of a text. A figure by itself (`3.5`, `2024年`) is none: it needs a sign behind it.
pub(super) fn numbered(text: &str) -> Option<Numbered<'_>> {
    let text = text.trim_start();
    if let Some(found) = chapter(text) {
        return Some(found);
    }
    let (open, inner) = match text.chars().next()? {
        c @ ('（' | '(') => (Some(c), &text[c.len_utf8()..]),
        _ => (None, text),
    };
    let (n, slot, after) = figure(inner)?;
    let mut rest = after;
    let mut signs = String::new();
    if let Some(c) = rest.chars().next().filter(|c| matches!(c, '）' | ')')) {
        signs.push(c);
        rest = &rest[c.len_utf8()..];
    } else if open.is_some() {
        return None;
    }
    if let Some(c) = rest.chars().next().filter(|c| matches!(c, '、' | '．' | '.' | '，' | '是')) {
        // 1.5万元 is a figure, and so is 一是 only where Chinese ones are used.
        let fraction = c == '.' && rest[1..].starts_with(|c: char| c.is_ascii_digit()) && !is_year(&rest[1..]);
        let counts = c != '是' || slot == "{一}" && open.is_none();
        if fraction || !counts {
            return None;
        }
        signs.push(c);
        rest = &rest[c.len_utf8()..];
    }
    if signs.is_empty() {
        return None;
    }
    let blanks = rest.len() - rest.trim_start().len();
    signs.push_str(&rest[..blanks]);
    let pattern = format!("{}{slot}{signs}", open.map(String::from).unwrap_or_default());
    Some(Numbered { pattern, n, rest: &rest[blanks..] })
}

/// `39.2023 拘留所经费`: a year behind a number's point.
fn is_year(text: &str) -> bool {
    text.len() > 4
        && text.starts_with("20")
        && text.bytes().take(4).all(|b| b.is_ascii_digit())
        && !text[4..].starts_with(|c: char| c.is_ascii_digit() || c == '.')
}

/// 第一部分, 第2章.
fn chapter(text: &str) -> Option<Numbered<'_>> {
    let (n, slot, after) = figure(text.strip_prefix('第')?)?;
    let word = ["部分", "章", "节", "篇"].into_iter().find(|word| after.starts_with(word))?;
    let rest = &after[word.len()..];
    let blanks = rest.len() - rest.trim_start_matches([' ', '\u{3000}', '：', ':', '、']).len();
    let pattern = format!("第{slot}{word}{}", &rest[..blanks]);
    Some(Numbered { pattern, n, rest: &rest[blanks..] })
}

/// A figure of up to three digits or Chinese below a hundred, its slot, and what follows.
fn figure(text: &str) -> Option<(usize, &'static str, &str)> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if digits > 0 {
        return (digits <= 3).then(|| Some((text[..digits].parse().ok()?, "{1}", &text[digits..])))?;
    }
    let end = text.len() - text.trim_start_matches(|c: char| "一二三四五六七八九十".contains(c)).len();
    // As long as 二十三.
    if end == 0 || end > 9 {
        return None;
    }
    let n = (1..100).find(|n| crate::template::outline::chinese(*n) == text[..end])?;
    Some((n, "{一}", &text[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_patterns() {
        let parts = |text: &'static str| numbered(text).map(|found| (found.pattern, found.n, found.rest));
        let wanted = |pattern: &str, n, rest| Some((pattern.to_owned(), n, rest));
        assert_eq!(parts("一、总体"), wanted("{一}、", 1, "总体"));
        assert_eq!(parts("（十二）分项"), wanted("（{一}）", 12, "分项"));
        assert_eq!(parts("(一）、混用"), wanted("({一}）、", 1, "混用"));
        assert_eq!(parts("第四部分 三公"), wanted("第{一}部分 ", 4, "三公"));
        assert_eq!(parts("17. 执法"), wanted("{1}. ", 17, "执法"));
        assert_eq!(parts("39.2023 拘留"), wanted("{1}.", 39, "2023 拘留"));
        assert_eq!(parts("二是坚持"), wanted("{一}是", 2, "坚持"));
        for text in ["1.5万元", "2024年", "一般公共", "100%", "十分", "（略）", "3月底"] {
            assert_eq!(parts(text), None, "{text}");
        }
    }
}
