//! Comparing wordings: what two headings, labels or titles have in common.

/// A wording without blanks and quotes, with full-width signs as their narrow ones: two that print alike are equal.
pub(super) fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '"' | '\'' | '“' | '”' | '‘' | '’' | '\u{200b}' | '\u{feff}'))
        .map(|c| match c {
            '（' => '(',
            '）' => ')',
            '：' => ':',
            '，' => ',',
            '；' => ';',
            '％' => '%',
            '０'..='９' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            _ => c,
        })
        .collect()
}

/// What a wording means: without number, signs, and the difference of 部门 and 单位.
pub(super) fn key(text: &str) -> String {
    let text = super::number::numbered(text).map_or(text, |found| found.rest);
    let plain: String = plain(text).chars().filter(|c| c.is_alphanumeric()).collect();
    plain.replace("部门", "单位")
}

/// How much two keys have in common, 0 to 100: pairs of neighbouring characters (Dice).
pub(super) fn likeness(a: &str, b: &str) -> u32 {
    if a == b {
        return if a.is_empty() { 0 } else { 100 };
    }
    let pairs = |text: &str| {
        let chars: Vec<char> = text.chars().collect();
        let mut pairs: Vec<(char, char)> = chars.array_windows().map(|[a, b]| (*a, *b)).collect();
        pairs.sort_unstable();
        pairs
    };
    let (a, b) = (pairs(a), pairs(b));
    if a.is_empty() || b.is_empty() {
        return 0;
    }
    let (mut i, mut j, mut common) = (0, 0, 0_usize);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, common) = (i + 1, j + 1, common + 1),
        }
    }
    u32::try_from(200 * common / (a.len() + b.len())).unwrap_or(0)
}

/// Blanks between two Chinese characters, and breaks inside a cell beside one, are traces of the page, not text.
pub(super) fn joined(text: &str) -> String {
    let chars: Vec<char> = text.trim().chars().collect();
    let wide = |c: Option<&char>| c.is_some_and(|c| is_wide(*c));
    let mut out = String::with_capacity(text.len());
    for (n, c) in chars.iter().enumerate() {
        let before = chars[..n].iter().rev().find(|c| !c.is_whitespace());
        let after = chars[n..].iter().find(|c| !c.is_whitespace());
        if c.is_whitespace() && (wide(before) && wide(after) || *c == '\n' && (wide(before) || wide(after))) {
            continue;
        }
        out.push(*c);
    }
    out
}

/// Chinese characters and their signs.
pub(super) fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '“' | '”' | '‘' | '’')
}

/// Whether a text is a figure, as a clerk writes one.
pub(super) fn is_figure(text: &str) -> bool {
    let digits = text.trim().trim_start_matches(['-', '−', '－']).trim_end_matches(['%', '％']);
    digits.starts_with(|c: char| c.is_ascii_digit()) && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wordings_that_mean_the_same_are_alike() {
        assert_eq!(key("第四部分 部门预算安排的总体情况"), key("二、单位预算安排的 总体情况"));
        assert_eq!(key("1.部门职责："), "单位职责");
        let like = |a: &str, b: &str| likeness(&key(a), &key(b));
        assert!(like("国有资产信息情况", "七、国有资产信息") > 70);
        assert!(like("财政拨款“三公”经费预算情况", "财政拨款三公经费预算情况及增减变化原因") > 70);
        assert!(like("部门职责", "部门职责及机构设置情况") < 60);
    }

    #[test]
    fn blanks_of_the_page_are_no_text() {
        assert_eq!(joined("社区戒毒康 复中心\n数量 13 个"), "社区戒毒康复中心数量 13 个");
        assert_eq!(joined("PDT 集群"), "PDT 集群");
    }
}
