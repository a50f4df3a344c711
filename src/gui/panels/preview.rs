//! The pages beside what is being edited: of the part or of all of it, as wide as the panel or larger; a click leads to what a page prints.

use egui::{RichText, ScrollArea, Sense, Ui, vec2};

use crate::gui::command::{Action, Command};
use crate::gui::icons;
use crate::gui::preview::{Preview, hit};
use crate::gui::theme::{palette, space};
use crate::gui::widgets::{icon_button_ui, sign_button_ui};
use crate::model::Place;
use crate::session::Session;
use crate::typeset::Mark;

/// Around the pages.
const GAP: f32 = 12.0;

/// Draws the panel. `spot` is the place that is worked at.
pub fn preview_ui(ui: &mut Ui, session: &Session, preview: &mut Preview, fresh: bool, spot: Option<&Place>, actions: &mut Vec<Action>) {
    head_ui(ui, preview, fresh, actions);
    if let Some(reason) = preview.failed() {
        let colour = palette(ui).weak;
        ui.add(egui::Label::new(RichText::new(reason).color(colour)).wrap());
        return;
    }
    let Some(laid) = preview.laid() else {
        ui.label(RichText::new("正在排版…").color(palette(ui).weak));
        return;
    };
    let (sizes, width) =
        (laid.sizes.clone(), (ui.available_width() - 2.0 * GAP - ui.spacing().scroll.allocated_width()).max(80.0) * 1.25_f32.powi(preview.steps));
    #[allow(clippy::cast_possible_truncation)] // points of a page
    let heights: Vec<f32> = sizes.iter().map(|[across, down]| width * (down / across) as f32).collect();
    let mut area = ScrollArea::both().id_salt("preview").auto_shrink(false);
    // What is worked at is brought into sight once, wherever one scrolls afterwards.
    if let Some(place) = spot.filter(|place| preview.followed.as_ref() != Some(*place)) {
        if let Some(mark) = laid.marks.iter().find(|mark| is_at(mark, place, session)) {
            let above: f32 = heights.iter().take(mark.page).map(|height| height + GAP).sum();
            #[allow(clippy::cast_possible_truncation)] // points of a page
            let within = heights[mark.page] * (mark.y / sizes[mark.page][1]) as f32;
            area = area.vertical_scroll_offset((above + within - ui.available_height() * 0.3).max(0.0));
        }
        preview.followed = Some(place.clone());
    }
    area.show_viewport(ui, |ui, seen| {
        let mut top = 0.0;
        let total: f32 = heights.iter().map(|height| height + GAP).sum();
        ui.set_min_size(vec2(width + 2.0 * GAP, total));
        let origin = ui.min_rect().min;
        for (page, height) in heights.iter().enumerate() {
            let rect = egui::Rect::from_min_size(origin + vec2(GAP, top), vec2(width, *height));
            if top + height >= seen.top() - height && top <= seen.bottom() + height {
                page_ui(ui, session, preview, page, rect, sizes[page], actions);
            }
            top += height + GAP;
        }
    });
}

fn head_ui(ui: &mut Ui, preview: &mut Preview, fresh: bool, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        ui.selectable_value(&mut preview.whole, false, "这一部分");
        ui.selectable_value(&mut preview.whole, true, "全文");
        ui.add_space(space::S);
        if sign_button_ui(ui, "－", "缩小页面", true).clicked() {
            preview.steps = (preview.steps - 1).max(-4);
        }
        if ui.small_button("适合宽度").clicked() {
            preview.steps = 0;
        }
        if sign_button_ui(ui, "＋", "放大页面", true).clicked() {
            preview.steps = (preview.steps + 1).min(6);
        }
        if let Some(laid) = preview.laid() {
            let pages = laid.sizes.len();
            let said = if fresh { format!("{pages}页") } else { format!("{pages}页，正在排版…") };
            ui.label(RichText::new(said).small().color(palette(ui).weak));
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if icon_button_ui(ui, icons::X, "收起预览", true).clicked() {
                actions.push(Action::Command(Command::Preview));
            }
        });
    });
    ui.add_space(space::XS);
}

fn page_ui(ui: &mut Ui, session: &Session, preview: &mut Preview, page: usize, rect: egui::Rect, size: [f64; 2], actions: &mut Vec<Action>) {
    let colours = palette(ui);
    let scale = f64::from(rect.width() * ui.ctx().pixels_per_point()) / size[0];
    ui.painter().rect_filled(rect, 0.0, crate::gui::theme::PAGE);
    if let Some(texture) = preview.picture(page, scale) {
        let whole = egui::Rect::from_min_max(egui::pos2(0.0, 0.0), egui::pos2(1.0, 1.0));
        ui.painter().image(texture.id(), rect, whole, crate::gui::theme::UNTINTED);
    }
    ui.painter().rect_stroke(rect, 0.0, egui::Stroke::new(1.0, colours.line), egui::StrokeKind::Outside);
    let response = ui.interact(rect, ui.scope_id().with(("page", page)), Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, format!("第{}页", page + 1)));
    let Some(at) = response.interact_pointer_pos().filter(|_| response.clicked()) else { return };
    let point = |way: f32, of: f32, length: f64| f64::from(way / of) * length;
    let (x, y) = (point(at.x - rect.left(), rect.width(), size[0]), point(at.y - rect.top(), rect.height(), size[1]));
    let place = preview.laid().and_then(|laid| hit(&laid.marks, page, x, y)).and_then(|mark| place_of(mark, session));
    if let Some(place) = place {
        // What is clicked at is in sight already.
        preview.followed = Some(place.clone());
        actions.push(Action::Command(Command::GoTo(place)));
    }
}

/// What a mark stands for: the cell of its figure, else its part.
fn place_of(mark: &Mark, session: &Session) -> Option<Place> {
    let cell = mark.figure.and_then(|figure| figure.place(session.work())).filter(|place| place.is_there(session.draft()));
    cell.or_else(|| mark.place.clone())
}

/// Whether a mark is of the place that is worked at, or of the part that it is in.
fn is_at(mark: &Mark, place: &Place, session: &Session) -> bool {
    match place {
        Place::Cell { .. } => mark.figure.and_then(|figure| figure.place(session.work())).as_ref() == Some(place),
        place => {
            let own = place.owner().map(|card| Place::Card(card.to_owned()));
            mark.place.as_ref() == Some(place) || own.is_some() && mark.place == own
        }
    }
}
