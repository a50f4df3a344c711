//! What an import came to, beside the draft: doubts first; a click shows the place, another settles the doubt.

use std::collections::BTreeSet;

use egui::{RichText, ScrollArea, Ui};

use crate::gui::command::{Action, Command};
use crate::gui::import::Reading;
use crate::gui::theme::{palette, space};
use crate::report::{Fate, Report};

/// An import whose draft is open.
#[derive(Clone, Debug)]
pub struct Imported {
    /// What became of every block.
    pub report: Report,
    /// The entries that the user has looked at.
    pub settled: BTreeSet<usize>,
    /// Show what was understood, too.
    pub all: bool,
    /// The files, where something hidden in them was left out.
    pub hidden: Option<Reading>,
}

impl Imported {
    /// A report, nothing settled yet.
    #[must_use]
    pub fn new(report: Report) -> Self {
        Self { report, settled: BTreeSet::new(), all: false, hidden: None }
    }

    /// Doubts that are not settled.
    #[must_use]
    pub fn doubts(&self) -> usize {
        let open = |(n, entry): (usize, &crate::report::Entry)| entry.fate == Fate::Doubtful && !self.settled.contains(&n);
        self.report.entries.iter().enumerate().filter(|entry| open(*entry)).count()
    }
}

/// Draws the report.
pub fn report_ui(ui: &mut Ui, imported: &mut Imported, actions: &mut Vec<Action>) {
    let colours = palette(ui);
    let report = &imported.report;
    ui.horizontal(|ui| {
        let count = |fate| report.count(fate);
        let text = format!(
            "已识别{}处，保留为补充内容{}处，请核对{}处，未导入{}处",
            count(Fate::Understood),
            count(Fate::KeptFree),
            count(Fate::Doubtful),
            count(Fate::LeftOut)
        );
        ui.label(RichText::new(text).color(colours.weak));
        ui.checkbox(&mut imported.all, "也列出已识别的");
        if let Some(reading) = &imported.hidden
            && ui.button("连同隐藏的内容重新导入").on_hover_text("文件里隐藏的工作表、行、列或文字没有导入").clicked()
        {
            actions.push(Action::Command(Command::ImportHidden(Box::new(reading.clone()))));
        }
    });
    // Doubts, then what was kept beside the template, what was left out, and last what was understood.
    let mut order: Vec<usize> = (0..report.entries.len()).filter(|n| imported.all || report.entries[*n].fate != Fate::Understood).collect();
    let rank = |fate| match fate {
        Fate::Doubtful => 0,
        Fate::KeptFree => 1,
        Fate::LeftOut => 2,
        Fate::Understood => 3,
    };
    order.sort_by_key(|n| (imported.settled.contains(n), rank(report.entries[*n].fate)));
    if order.is_empty() {
        ui.label("没有需要核对的地方。");
    }
    let height = 26.0;
    ScrollArea::vertical().auto_shrink(false).show_rows(ui, height, order.len(), |ui, rows| {
        for n in &order[rows] {
            entry_ui(ui, imported, *n, height, actions);
        }
    });
}

fn entry_ui(ui: &mut Ui, imported: &Imported, n: usize, height: f32, actions: &mut Vec<Action>) {
    let colours = palette(ui);
    let entry = &imported.report.entries[n];
    let settled = imported.settled.contains(&n);
    ui.horizontal(|ui| {
        ui.set_height(height - space::S);
        let colour = match entry.fate {
            Fate::Doubtful if !settled => colours.warning,
            _ => colours.weak,
        };
        ui.label(RichText::new(if settled { "已核对" } else { entry.fate.label() }).color(colour));
        if entry.fate == Fate::Doubtful && !settled {
            let fix = entry.fix.as_ref().map(|fix| (fix.label(), true));
            for (label, change) in [("已核对", false)].into_iter().chain(fix) {
                if ui.small_button(label).clicked() {
                    actions.push(Action::Command(Command::Settle(n, change)));
                }
            }
        }
        // What stood there beside what became of it.
        let passage = if entry.passage.is_empty() { String::new() } else { format!("　原文：{}", entry.passage) };
        let text = format!("{}　{}{passage}", entry.at, entry.message);
        let line = ui.add(egui::Button::new(text.clone()).frame(false).truncate()).on_hover_text(text);
        if let Some(place) = &entry.place
            && line.on_hover_text("转到这一处").clicked()
        {
            actions.push(Action::Command(Command::GoTo(place.clone())));
        }
    });
}
