//! What was said of the drafts: remarks, steps of the way to publishing, days of approval. Nothing of it is printed, but two copies of one
//! draft that come together keep what was said in both.

use super::cards::standing;
use super::change::{Found, Sheet};
use super::list::lines;
use crate::model::{Days, Edit, Keyed, ListEdit, Place, Remark, Said, Step};

/// Remarks, steps and days.
pub(super) fn review(sheet: &mut Sheet<'_>) {
    sheet.part("审核", "意见和办理");
    let (old, new) = (sheet.old, sheet.new);
    let remark = |remark: &Remark| {
        let rest = remark.answers.iter().map(|said| words("答复：", said)).chain(remark.settled.iter().map(|said| words("办结：", said)));
        std::iter::once(words("", &remark.said)).chain(rest).collect::<Vec<_>>().join("\n")
    };
    list(sheet, &old.remarks, &new.remarks, |one| (one.place.clone(), format!("意见 {}", one.about)), remark, Edit::Remarks);
    let step = |step: &Step| {
        let verdict = if step.sent_back { "退回修改" } else { "通过" };
        // What is kept of the draft is not said, but a copy without it is another one.
        let kept = if step.kept.is_empty() { "" } else { "（留存当时内容）" };
        format!("{}{kept}", words(verdict, &step.said))
    };
    list(sheet, &old.steps, &new.steps, |one| (Place::Identity, format!("办理 {}", one.stage.label())), step, Edit::Steps);
    let own = || old.days.clone();
    let days = [
        ("财政批复日期", &old.days.approved, &new.days.approved, Days { approved: new.days.approved.clone(), ..own() }),
        ("部门批复日期", &old.days.passed_on, &new.days.passed_on, Days { passed_on: new.days.passed_on.clone(), ..own() }),
        ("公开日期", &old.days.published, &new.days.published, Days { published: new.days.published.clone(), ..own() }),
    ];
    for (label, before, after, days) in days {
        if before != after {
            sheet.push(Found::changed(Place::Identity, label.to_owned(), before, after, Edit::Days(days)));
        }
    }
}

fn words(before: &str, said: &Said) -> String {
    [before, &said.text, &said.by, &said.on].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("　")
}

/// Members that come, go, move or say something else.
fn list<T: Keyed<Id = String> + Clone + PartialEq>(
    sheet: &mut Sheet<'_>,
    old: &[T],
    new: &[T],
    place: impl Fn(&T) -> (Place, String),
    shown: impl Fn(&T) -> String,
    edit: impl Fn(ListEdit<T>) -> Edit,
) {
    let all = lines(old, new);
    let first = sheet.numbers(all.len());
    for (n, line) in all.iter().enumerate() {
        let Some((_, one)) = line.old.or(line.new) else { continue };
        let (place, said) = place(one);
        standing(sheet, line, first + all.len() - 1 - n, &place, &said, &edit, &shown);
        if let (Some((_, before)), Some((_, after))) = (line.old, line.new)
            && before != after
        {
            sheet.push(Found::changed(place, said, shown(before), shown(after), edit(ListEdit::Replace(Box::new(after.clone())))));
        }
    }
}
