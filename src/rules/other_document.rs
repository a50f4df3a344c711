//! N118: words of another document: 决算 of the own year in a budget, 本部门 in a unit's.

use super::shared::{Case, Found, reworded};
use crate::model::Place;
use crate::template::Kind;

/// More of them say that the document is of that kind.
const FEW: usize = 2;

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let mut out = settled_accounts(case);
    if case.work.draft().template.kind == Kind::Unit {
        out.extend(department(case));
    }
    out
}

/// 2024年支出决算 in a budget of 2024.
fn settled_accounts(case: &Case<'_>) -> Vec<Found> {
    let draft = case.work.draft();
    let Some(year) = draft.identity.year else { return Vec::new() };
    let wrong = format!("{year}年");
    let mut out = Vec::new();
    for (text, paragraph) in case.paragraphs() {
        let said = paragraph.text.match_indices(&wrong).find_map(|(at, _)| {
            let rest = &paragraph.text[at + wrong.len()..];
            let clause = rest.split(['，', '。', '；', '：', '、']).next().unwrap_or(rest);
            let titled = paragraph.text[..at].matches('《').count() > paragraph.text[..at].matches('》').count();
            let short = clause.find("决算").filter(|found| clause[..*found].chars().count() <= 8 && !clause.contains("预算"))?;
            (!titled).then(|| format!("{wrong}{}决算", &clause[..short]))
        });
        if let Some(said) = said {
            let id = if let Place::Text(id) = paragraph.place() { id.as_str() } else { "" };
            let fix = reworded(id, draft.text(id), &said, &said.replace("决算", "预算"));
            out.push(paragraph.found(format!("写的是“{said}”，而本文件是{year}年的预算")).in_text(*text).mended_by(fix));
        }
    }
    if out.len() > FEW { Vec::new() } else { out }
}

/// A unit speaks of itself as 部门: told once.
fn department(case: &Case<'_>) -> Option<Found> {
    let draft = case.work.draft();
    let of_duties = |place: &Place| super::secret_words::is_of_duties(draft, place);
    let mut places = case.paragraphs().iter().filter_map(|(text, paragraph)| {
        let word = ["本部门", "我部门"].iter().find(|word| paragraph.text.contains(**word))?;
        (!of_duties(paragraph.place())).then_some((*text, paragraph, *word))
    });
    let (text, paragraph, word) = places.next()?;
    let more = places.count();
    let more = if more > 0 { format!("，另有{more}段也是") } else { String::new() };
    let id = if let Place::Text(id) = paragraph.place() { id.as_str() } else { "" };
    let fix = reworded(id, draft.text(id), word, &word.replace("部门", "单位"));
    Some(paragraph.found(format!("本文件是单位预算，这里却写“{word}”{more}")).in_text(text).mended_by(fix))
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, with_text};

    fn said(text: &str) -> Vec<String> {
        found(&with_text(text), "N118").into_iter().map(|(_, message)| message).collect()
    }

    #[test]
    fn words_of_a_department_and_of_settled_accounts_are_told() {
        assert_eq!(said("2024年支出决算2860.12万元。"), ["写的是“2024年支出决算”，而本文件是2024年的预算"]);
        assert_eq!(said("本部门收入预算2860.12万元。"), ["本文件是单位预算，这里却写“本部门”"]);
    }

    #[test]
    fn the_years_before_and_titles_may_speak_of_them() {
        for text in ["2023年支出决算80万元。", "按《2024年部门决算编制办法》执行。", "2024年预算比2023年决算增加2万元。"]
        {
            assert_eq!(said(text), [""; 0], "{text}");
        }
    }
}
