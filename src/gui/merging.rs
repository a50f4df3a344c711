//! Somebody else has saved the draft that is open: what they have changed, and bringing both together.
//!
//! What differs is found by `compare`; this shows it in the questions of `asked` and carries the answers out.

use egui::{RichText, ScrollArea, Ui};

use super::app::App;
use super::asked::{Ask, Reply};
use super::command::Command;
use super::dialogs::{Dialog, buttons_ui, heading_ui};
use super::theme::{palette, space};
use crate::compare::{self, Conflict, Merged, Side, merge};
use crate::model::Draft;
use crate::store::{self, Base};
use crate::workings::Workings;

/// Two people's changes, until somebody says whose count where they differ.
pub(super) struct Merging {
    merged: Merged,
    theirs: Base,
    then: Option<Box<Command>>,
}

/// What differs, a line for each place.
pub(super) fn lines(old: &Draft, new: &Draft) -> Vec<String> {
    let changes = compare::compare(old, new);
    // Nobody reads braces; a template that cannot be worked out is shown as it stands.
    let worked_out = Workings::of(old.clone()).ok().zip(Workings::of(new.clone()).ok());
    compare::lines(&worked_out.map_or(changes.clone(), |(old, new)| compare::readable(changes, &old, &new)), &[])
}

impl App {
    /// Somebody has saved the file since it was read: what they have changed, and what is to be done.
    pub(super) fn ask_changed(&mut self, then: Option<Command>) {
        let Some(session) = &self.session else { return };
        let theirs = session.file().and_then(|file| store::open(file).ok());
        let base = session.base().and_then(|base| base.draft().ok());
        let lines = theirs.as_ref().map_or_else(Vec::new, |theirs| lines(base.as_ref().unwrap_or(session.draft()), theirs));
        let mergeable = base.is_some() && theirs.is_some();
        self.dialog = Some(Dialog::File(Ask::Changed { then: then.map(Box::new), lines, mergeable }));
    }

    /// Brings both together; where both have changed the same, it is asked whose counts.
    pub(super) fn merge(&mut self, then: Option<Box<Command>>) {
        let Some(session) = &self.session else { return };
        let Some(file) = session.file() else { return };
        let base = session.base().map_or(Err("不知道两份共同的来源".to_owned()), Base::draft);
        let theirs = store::open_based(file).map_err(|error| error.to_string());
        match base.and_then(|base| Ok((base, theirs?))) {
            Ok((base, (draft, theirs))) => {
                let merging = Merging { merged: merge(&base, session.draft(), &draft), theirs, then };
                if merging.merged.conflicts.is_empty() {
                    self.take_merged(merging);
                } else {
                    self.dialog = Some(Dialog::File(Ask::Merge(merging.merged.conflicts.clone())));
                    self.merging = Some(merging);
                }
            }
            Err(reason) => self.trouble("合并不了", reason),
        }
    }

    /// Whose counts is settled.
    pub(super) fn merge_as(&mut self, conflicts: Vec<Conflict>) {
        if let Some(mut merging) = self.merging.take() {
            merging.merged.conflicts = conflicts;
            self.take_merged(merging);
        }
    }

    fn take_merged(&mut self, merging: Merging) {
        let Some(session) = &mut self.session else { return };
        let misfits = merging.merged.draft().misfits();
        if !misfits.is_empty() {
            return self.trouble("合并不了", format!("合在一起以后{}，没有改动。请先在自己的稿里处理，再合并。", misfits.join("；")));
        }
        let taken = merging.merged.taken();
        let edit = merging.merged.edit(session.draft());
        if taken > 0 && !session.edit(edit, "合并他人的修改", None, &self.library.codes) {
            return self.trouble("合并不了", "两份的结构差别太大，没有改动。请另存为别的文件，再逐处对照。".into());
        }
        session.rebase(merging.theirs);
        self.views.clear();
        self.said = format!("已合并他人的{taken}处修改，可以撤销；请核对后保存");
        // What was to be done after saving waits until the merged draft was looked at.
        drop(merging.then);
    }
}

/// Draws the places that both have changed; what the user answers.
pub(super) fn merge_ui(ui: &mut Ui, conflicts: &mut [Conflict]) -> Option<Reply> {
    heading_ui(ui, "合并：两人都改了的地方");
    ui.label(format!("其余的修改两边都保留。下面{}处两人改得不一样，请逐处选用谁的。", conflicts.len()));
    ui.add_space(space::S);
    let weak = palette(ui).weak;
    ScrollArea::vertical().max_height(240.0).auto_shrink([false, true]).show(ui, |ui| {
        for (n, conflict) in conflicts.iter_mut().enumerate() {
            ui.label(RichText::new(format!("{}　原来：{}", conflict.said, shown(&conflict.base))).color(weak).small());
            for (side, word, text) in [(Side::Mine, "我的", &conflict.mine), (Side::Theirs, "他的", &conflict.theirs)] {
                let response = ui.radio_value(&mut conflict.side, side, format!("{word}：{}", shown(text)));
                response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::RadioButton, true, format!("第{}处用{word}", n + 1)));
            }
            ui.add_space(space::S);
        }
    });
    Some(match buttons_ui(ui, &["合并", "取消"])? {
        0 => Reply::MergeAs(conflicts.to_vec()),
        _ => Reply::Cancel,
    })
}

fn shown(text: &str) -> String {
    if text.is_empty() { "（空）".into() } else { text.replace('\n', "／") }
}
