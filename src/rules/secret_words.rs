//! M101: what may be a state secret or shows secret means: marks of secrecy, masks, 涉密 beside what is printed, means of investigation.
//!
//! Whether it is one, people decide (保密审查); the rule shows every place. Duties name such means by law, and what says that something is
//! left out has to stay: both are let pass.

use std::sync::LazyLock;

use super::words::{Words, around};
use crate::model::{Draft, Place};

/// Secret means, by words that stand for nothing else in documents that were read.
const MEANS: &[&str] = &[
    "技侦",
    "技术侦察",
    "技术侦查",
    "特情",
    "耳目",
    "秘密力量",
    "电子围栏",
    "上网定位",
    "侦控",
    "密拍",
    "监听",
    "窃听",
    "布控",
    "国保支队",
    "国保大队",
    "国保重点",
];

/// Where these words mean something else.
const HARMLESS: &[&str] = &["耳目一新"];

/// What says rightly that something is not printed, or that it is no secret.
const WITHHELD: &[&str] = &[
    "文件涉密，按",
    "涉密信息管理",
    "已剔除涉密",
    "涉密项目按",
    "此项目涉密",
    "涉密事项",
    "涉密部分",
    "涉密内容",
    "涉密采购",
    "涉密人员",
    "涉密载体",
    "非涉密",
];

/// Marks of secrecy.
const MARKS: &[&str] = &["秘密★", "机密★", "绝密★", "密级：", "密级:", "内部资料", "注意保存"];

pub(super) fn check(text: &str) -> Vec<String> {
    static WORDS: LazyLock<Words> = LazyLock::new(|| Words::of(&[MEANS, MARKS, &["涉密", "SM", "JY", "**"]]));
    let words = if WORDS.are_in(text) { suspected(text) } else { Vec::new() };
    let message = |word| format!("“{}”里有“{word}”，可能涉及国家秘密或者敏感手段，公开前须经保密审查", around(text, word, 8, 8));
    words.into_iter().map(message).collect()
}

/// Every word of a text for which it has to be looked at: whoever has looked at one has not looked at the others.
fn suspected(text: &str) -> Vec<&'static str> {
    let mut rest = text.to_owned();
    // What is withheld rightly goes first, the longer before what it holds.
    for word in HARMLESS.iter().chain(WITHHELD) {
        rest = rest.replace(word, "、");
    }
    let mut out: Vec<&'static str> = MEANS.iter().chain(MARKS).filter(|word| rest.contains(**word)).copied().collect();
    if rest.contains("涉密") {
        out.push("涉密");
    }
    out.extend(["SM", "JY"].into_iter().filter(|letters| stands_alone(text, letters)));
    if is_masked(text) {
        out.push("**");
    }
    out
}

/// Letters with no other letter or digit beside them, before Chinese characters: SM机房, not SM4.
fn stands_alone(text: &str, letters: &str) -> bool {
    text.match_indices(letters).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let behind = text[at + letters.len()..].chars().next();
        !before.is_some_and(|c| c.is_ascii_alphanumeric()) && behind.is_some_and(|c| !c.is_ascii() && c.is_alphabetic())
    })
}

/// Stars beside a Chinese character that are no pair around a word.
fn is_masked(text: &str) -> bool {
    let count = text.matches("**").count();
    let touches = text.match_indices("**").any(|(at, _)| {
        let chinese = |c: Option<char>| c.is_some_and(|c| !c.is_ascii() && c.is_alphabetic());
        chinese(text[..at].chars().next_back()) || chinese(text[at + 2..].chars().next())
    });
    count % 2 == 1 && touches
}

/// Running texts and trees of duties, and the glossary: they name by law what is done.
pub(super) fn is_of_duties(draft: &Draft, place: &Place) -> bool {
    match place {
        Place::Text(id) => draft.text_part(id).is_some_and(|part| part.label.contains("职责") || part.label.contains("机构")),
        Place::Item { .. } | Place::Term(_) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, sample};

    fn with(text: &str) -> Vec<String> {
        let mut draft = sample();
        draft.cards[0].texts.insert("purpose".into(), text.into());
        found(&draft, "M101").into_iter().map(|(_, message)| message).collect()
    }

    #[test]
    fn secret_means_and_marks_are_told() {
        assert_eq!(with("支付技侦手段经费"), ["“支付技侦手段经费”里有“技侦”，可能涉及国家秘密或者敏感手段，公开前须经保密审查"]);
        for text in ["进行**视频会议系统建设", "建设SM机房", "公安涉密网络建设", "秘密★5年", "购买移动终端上网定位设备"]
        {
            assert_eq!(with(text).len(), 1, "{text}");
        }
    }

    #[test]
    fn what_says_that_something_is_left_out_and_other_words_are_let_pass() {
        for text in ["用于非涉密的信息网络", "已剔除涉密部分", "涉密采购按有关规定执行", "国密SM4算法", "令人耳目一新", "**加粗**的字", "商业秘密"]
        {
            assert_eq!(with(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn duties_name_such_means_by_law() {
        let mut draft = sample();
        draft.texts.insert("duties_list".into(), "组织实施技术侦察手段建设。".into());
        assert_eq!(found(&draft, "M101"), []);
    }
}
