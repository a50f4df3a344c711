//! The field of a running text with linked figures: headings and bold as they print, figures on a ground of their own, `=` and a name for a
//! new one.

use std::ops::Range;
use std::sync::Arc;

use egui::text::{CCursor, CCursorRange, LayoutJob};
use egui::{Context, Event, Galley, Id, Key, Modifiers, RichText, TextBuffer, TextEdit, TextFormat, Ui};

use super::chips::{Chip, Chips, Copied, Kind};
use super::cite::{Citable, found};
use crate::document::printed_link;
use crate::gui::theme::{self, Palette, palette};
use crate::session::Session;

/// What is edited.
pub struct Field<'a> {
    /// The field's.
    pub id: Id,
    /// Its name, unique in the window.
    pub name: &'a str,
    /// The text, as it is in the draft.
    pub value: &'a str,
    /// What is said where there is none.
    pub hint: &'a str,
    /// Lines that it shows at least.
    pub rows: usize,
}

/// What is remembered of the field that was worked at last.
#[derive(Clone, Default)]
struct Known {
    /// The line of the caret.
    line: usize,
    /// Which of the figures offered behind `=` is chosen.
    at: usize,
    /// Nothing is offered for the `=` there: it was declined.
    declined: Option<usize>,
}

/// The line of a text in which the caret of its field stands.
pub fn caret_line(ctx: &Context, id: Id) -> usize {
    ctx.data(|data| data.get_temp::<Known>(id)).unwrap_or_default().line
}

/// Draws the field; the new text where it was changed.
pub fn field_ui(ui: &mut Ui, field: &Field<'_>, session: &Session) -> Option<String> {
    let (ctx, id) = (ui.ctx().clone(), field.id);
    let mut chips = Chips::new(field.value, session.work(), copied(&ctx));
    let mut known = ctx.data(|data| data.get_temp::<Known>(id)).unwrap_or_default();
    let before = TextEdit::load_state(&ctx, id).and_then(|state| state.cursor.char_range());
    let focused = ui.memory(|memory| memory.has_focus(id));
    if focused && let Some(range) = before {
        keep_copied(ui, &chips, range);
    }
    let asked = before.filter(|range| focused && range.is_empty()).and_then(|range| asked(chips.seen(), range.primary.index.0));
    let offers = asked.as_ref().filter(|asked| known.declined != Some(asked.start)).map_or_else(Vec::new, |asked| {
        let words: String = chips.seen().chars().skip(asked.start + 1).take(asked.len() - 1).collect();
        found(session, &words)
    });
    let mut chosen = if offers.is_empty() { None } else { choice(ui, &mut known, offers.len(), asked.as_ref()) };

    let pieces = chips.pieces();
    let colours = palette(ui);
    let mut layouter = |ui: &Ui, text: &dyn TextBuffer, width: f32| -> Arc<Galley> {
        let job = job(text.as_str(), &pieces.borrow(), width, colours);
        ui.fonts_mut(|fonts| fonts.layout_job(job))
    };
    let edit = TextEdit::multiline(&mut chips).id(id).desired_rows(field.rows).desired_width(f32::INFINITY).hint_text(field.hint.to_owned());
    let mut output = edit.margin(egui::Margin::symmetric(8, 6)).layouter(&mut layouter).show(ui);
    ctx.accesskit_node_builder(id, |node| node.set_label(field.name));
    let mut changed = output.response.changed();

    if let Some(range) = output.cursor_range {
        let whole = snapped(range, before, &chips);
        if whole != range {
            output.state.cursor.set_char_range(Some(whole));
            output.state.clone().store(&ctx, id);
        }
        known.line = chips.seen().chars().take(whole.primary.index.0).filter(|c| *c == '\n').count();
        if let Some(asked) = asked.as_ref().filter(|_| !offers.is_empty() && !changed) {
            let caret = output.galley.pos_from_cursor(range.primary).translate(output.galley_pos.to_vec2());
            let clicked = offers_ui(&ctx, id, caret, &offers, known.at, session);
            chosen = chosen.or(clicked);
            if let Some(offer) = chosen.and_then(|n| offers.get(n)) {
                let start = chips.raw_of(asked.clone()).start;
                let link = format!("{{{}}}", offer.link);
                chips.put(asked.clone(), &link);
                let caret = CCursor::new(chips.seen_at(start + link.len()));
                output.state.cursor.set_char_range(Some(CCursorRange::one(caret)));
                output.state.store(&ctx, id);
                ui.memory_mut(|memory| memory.request_focus(id));
                (changed, known.at) = (true, 0);
            }
        }
    }
    if asked.is_none() {
        known.declined = None;
    }
    ctx.data_mut(|data| data.insert_temp(id, known));
    changed.then(|| chips.raw().to_owned())
}

/// Where somebody is naming a figure: the nearest `=` of the line before the caret, and what was typed behind it.
fn asked(seen: &str, caret: usize) -> Option<Range<usize>> {
    let before: Vec<char> = seen.chars().take(caret).collect();
    let start = before.iter().rposition(|c| matches!(c, '=' | '＝'))?;
    // A sign of the sentence ends the name; a name is short.
    let name = &before[start + 1..];
    let ends = |c: &char| matches!(c, '\n' | '，' | '。' | '；' | '、' | '：' | '（' | '）' | '%');
    (name.len() <= 20 && !name.iter().any(ends)).then_some(start..caret)
}

/// The keys of the list that is offered: they are not the field's.
fn choice(ui: &Ui, known: &mut Known, count: usize, asked: Option<&Range<usize>>) -> Option<usize> {
    known.at = known.at.min(count - 1);
    ui.input_mut(|input| {
        if input.consume_key(Modifiers::NONE, Key::ArrowDown) {
            known.at = (known.at + 1) % count;
        }
        if input.consume_key(Modifiers::NONE, Key::ArrowUp) {
            known.at = (known.at + count - 1) % count;
        }
        if input.consume_key(Modifiers::NONE, Key::Escape) {
            known.declined = asked.map(|asked| asked.start);
        }
        (input.consume_key(Modifiers::NONE, Key::Enter) || input.consume_key(Modifiers::NONE, Key::Tab)).then_some(known.at)
    })
}

/// The list below the caret; the one that is clicked.
fn offers_ui(ctx: &Context, id: Id, caret: egui::Rect, offers: &[Citable], at: usize, session: &Session) -> Option<usize> {
    let mut clicked = None;
    let area =
        egui::Area::new(id.with("offers")).order(egui::Order::Foreground).fixed_pos(caret.left_bottom() + egui::vec2(0.0, 4.0)).constrain(true);
    area.show(ctx, |ui| {
        egui::Frame::popup(ui.style()).show(ui, |ui| {
            ui.set_width(420.0);
            for (n, offer) in offers.iter().enumerate() {
                let figure = printed_link(&offer.link, session.work()).unwrap_or_default();
                let button =
                    egui::Button::selectable(n == at, offer.label.as_str()).truncate().min_size(egui::vec2(ui.available_width(), theme::ROW));
                if ui.add(button.shortcut_text(RichText::new(figure).color(palette(ui).weak))).clicked() {
                    clicked = Some(n);
                }
            }
            let colour = palette(ui).weak;
            ui.label(RichText::new("回车插入这个数，以后随表格更新；Esc 不插入").small().color(colour));
        });
    });
    clicked
}

/// A caret does not stand within a piece: it goes on the way that it was going, or to the nearer end.
fn snapped(now: CCursorRange, before: Option<CCursorRange>, chips: &Chips<'_>) -> CCursorRange {
    let snap = |at: CCursor, was: Option<CCursor>| -> CCursor {
        let Some(chip) = chips.around(at.index.0) else { return at };
        let (start, end) = (chip.seen.start, chip.seen.end);
        let to = match was.map(|was| was.index.0) {
            Some(was) if was <= start && at.index.0 == was + 1 => end,
            Some(was) if was >= end && at.index.0 + 1 == was => start,
            _ if at.index.0 - start < end - at.index.0 => start,
            _ => end,
        };
        CCursor { index: egui::text::CharIndex(to), ..at }
    };
    CCursorRange {
        primary: snap(now.primary, before.map(|range| range.primary)),
        secondary: snap(now.secondary, before.map(|range| range.secondary)),
        ..now
    }
}

fn copied(ctx: &Context) -> Option<Copied> {
    ctx.data(|data| data.get_temp::<Copied>(Id::unique("copied with links")))
}

/// What is copied or cut now is pasted with its links later.
fn keep_copied(ui: &Ui, chips: &Chips<'_>, range: CCursorRange) {
    let copies = ui.input(|input| input.events.iter().any(|event| matches!(event, Event::Copy | Event::Cut)));
    if copies && !range.is_empty() {
        let [from, to] = range.sorted_cursors();
        let seen: String = chips.seen().chars().skip(from.index.0).take(to.index.0 - from.index.0).collect();
        let raw = chips.raw()[chips.raw_of(from.index.0..to.index.0)].to_owned();
        ui.data_mut(|data| data.insert_temp(Id::unique("copied with links"), (seen, raw)));
    }
}

/// The text as it is drawn.
fn job(seen: &str, chips: &[Chip], width: f32, colours: &Palette) -> LayoutJob {
    let mut job = LayoutJob { wrap: egui::text::TextWrapping { max_width: width, ..Default::default() }, ..Default::default() };
    let mut from = 0;
    for line in seen.split_inclusive('\n') {
        line_job(&mut job, from, line, chips, colours);
        from += line.len();
    }
    if seen.is_empty() || seen.ends_with('\n') {
        // The line that is typed next is as high as the others.
        job.append("", 0.0, plain(colours));
    }
    job
}

fn plain(colours: &Palette) -> TextFormat {
    TextFormat { font_id: theme::body(), color: colours.ink, valign: egui::Align::Center, line_height: Some(theme::LINE), ..Default::default() }
}

/// A line: the marks of headings and bold are there, small and pale, since they are typed.
fn line_job(job: &mut LayoutJob, from: usize, line: &str, chips: &[Chip], colours: &Palette) {
    let marks = line.chars().take_while(|c| *c == '#').count();
    let heading = (1..=3).contains(&marks) && line[marks..].starts_with(' ');
    let stars: Vec<usize> = line.match_indices("**").map(|(at, _)| at).collect();
    let stars = &stars[..stars.len() / 2 * 2];
    let is_mark = |at: usize| heading && at <= marks || stars.iter().any(|star| *star <= at && at < star + 2);
    let is_bold = |at: usize| heading || stars.chunks(2).any(|pair| pair[0] <= at && at < pair[1]);
    let piece = |at: usize| chips.iter().find(|chip| chip.bytes.contains(&(from + at))).map(|chip| (chip.kind, chip.bytes.start));
    let mut done = 0;
    let looks = |at: usize| (is_mark(at), is_bold(at), piece(at));
    let ends: Vec<usize> = line.char_indices().map(|(at, _)| at).chain([line.len()]).collect();
    for pair in ends.windows(2) {
        if pair[1] < line.len() && looks(pair[1]) == looks(done) {
            continue;
        }
        let (mark, bold, chip) = looks(done);
        let mut format = plain(colours);
        if bold {
            format.font_id = theme::bold(theme::size::BODY);
        }
        if mark {
            (format.font_id, format.color) = (egui::FontId::proportional(theme::size::SMALL), colours.line);
        }
        match chip.map(|(kind, _)| kind) {
            Some(Kind::Figure) => (format.background, format.color) = (colours.selected, colours.accent),
            Some(Kind::Broken) => (format.background, format.color) = (colours.adjusted, colours.error),
            Some(Kind::Number | Kind::Word) => format.background = colours.computed,
            None => {}
        }
        job.append(&line[done..pair[1]], 0.0, format);
        done = pair[1];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_asked_for_behind_an_equals_sign_of_the_same_sentence() {
        assert_eq!(asked("共=支出", 4), Some(1..4));
        assert_eq!(asked("共=", 2), Some(1..2));
        assert_eq!(asked("甲=乙，共", 5), None);
        assert_eq!(asked("甲=\n共", 4), None);
    }
}
