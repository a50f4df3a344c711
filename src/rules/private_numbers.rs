//! M103: numbers of private persons: identity cards, mobile telephones, bank accounts, number plates.

use super::words::around;

pub(super) fn check(text: &str) -> Vec<String> {
    let message = |(number, what): (&str, &str)| format!("“{}”里的“{number}”像是{what}，不得公开个人信息", around(text, number, 8, 8));
    private(text).into_iter().map(message).collect()
}

/// Every such number of a text once.
fn private(text: &str) -> Vec<(&str, &'static str)> {
    let mut out: Vec<(&str, &'static str)> = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at + 11 <= bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let long = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let end = at + long;
        let before = |from: usize| from > 0 && (bytes[from - 1].is_ascii_alphanumeric() || matches!(bytes[from - 1], b'.' | b'-'));
        let goes_on = |to: usize| bytes.get(to).is_some_and(u8::is_ascii_alphanumeric);
        let behind = |to: usize| goes_on(to) || bytes.get(to) == Some(&b'.') && goes_on(to + 1);
        let apart = |from: usize, to: usize| !before(from) && !behind(to);
        let card = if long == 17 && matches!(bytes.get(end), Some(b'X' | b'x')) { end + 1 } else { end };
        if card - at == 18 && apart(at, card) && is_identity(&bytes[at..card]) {
            out.push((&text[at..card], "身份证号"));
        }
        let of_bank = || ["账号", "卡号", "账户", "开户"].iter().any(|word| lately(text, at).contains(word));
        if (16..=19).contains(&long) && apart(at, end) && card == end && !is_identity(&bytes[at..end.min(at + 18)]) && of_bank() {
            out.push((&text[at..end], "银行账号"));
        }
        if long == 11 && bytes[at] == b'1' && (b'3'..=b'9').contains(&bytes[at + 1]) && apart(at, end) {
            out.push((&text[at..end], "手机号"));
        }
        at = end;
    }
    out.extend(plates(text).map(|plate| (plate, "车牌号")));
    out.sort_unstable();
    out.dedup();
    out
}

/// A few characters before a number.
fn lately(text: &str, at: usize) -> &str {
    let start = text[..at].char_indices().rev().take(12).last().map_or(at, |(start, _)| start);
    &text[start..at]
}

/// 冀A12345: a province, a letter, five or six letters and digits.
fn plates(text: &str) -> impl Iterator<Item = &str> {
    const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
    text.char_indices().filter(|(_, c)| PROVINCES.contains(*c)).filter_map(|(at, c)| {
        let rest = &text[at + c.len_utf8()..];
        let bare = rest.strip_prefix(|c: char| c.is_ascii_uppercase())?.trim_start_matches(['·', '•', '-']);
        let long = bare.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let digits = bare.bytes().take(long).filter(u8::is_ascii_digit).count();
        let end = text.len() - bare.len() + long;
        ((5..=6).contains(&long) && digits >= 3).then(|| &text[at..end])
    })
}

/// A date that can be, and the check digit.
fn is_identity(digits: &[u8]) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: &[u8; 11] = b"10X98765432";
    let number = |range: std::ops::Range<usize>| digits[range].iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
    let (year, month, day) = (number(6..10), number(10..12), number(12..14));
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    (1900..=2100).contains(&year)
        && (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && CHECKS[sum as usize % 11] == digits[17].to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, with_text};

    fn said(text: &str) -> Vec<String> {
        found(&with_text(text), "M103").into_iter().map(|(_, message)| message).collect()
    }

    #[test]
    fn a_mobile_telephone_and_an_identity_card_are_told() {
        assert_eq!(said("联系人手机13900001234。"), ["“联系人手机13900001234。”里的“13900001234”像是手机号，不得公开个人信息"]);
        assert_eq!(said("身份证11010519491231002X号").len(), 1);
        assert_eq!(said("汇入账号6222020200112233445。").len(), 1);
        assert_eq!(said("更新冀A12345警车一辆。"), ["“更新冀A12345警车一辆。”里的“冀A12345”像是车牌号，不得公开个人信息"]);
        assert_eq!(said("手机13900001234，或13800001234.").len(), 2, "each of them has to be looked at");
    }

    #[test]
    fn codes_amounts_and_telephones_of_offices_are_none() {
        for text in [
            "13101824P00001010001T",
            "0311-87654321",
            "110105194912310021",
            "0.024201789444444444",
            "1390000123456",
            "12345",
            "合同编号6222020200112233445",
            "京A级",
            "新AQI指数",
        ] {
            assert_eq!(said(text), [""; 0], "{text}");
        }
    }
}
