//! Charts beside what they show: bars of a form, the curve of a card's plan. Every figure also stands as text, for those who do not see colours.

use egui::{Align2, Id, RichText, ScrollArea, Sense, Ui, vec2};
use egui_plot::{Bar, BarChart, GridMark, Line, Plot, PlotPoint, PlotPoints, Points, Text};
use rust_decimal::Decimal;

use crate::charts::Chart;
use crate::gui::theme::{self, palette, space};

/// How high a bar is with the room around it.
const LINE: f32 = 30.0;

/// Characters of a label that have room beside a bar.
const LABEL: usize = 14;

/// One of the charts of a form, and its figures beside it.
pub(super) fn charts_ui(ui: &mut Ui, charts: &[Chart], chosen: &mut usize) {
    *chosen = (*chosen).min(charts.len().saturating_sub(1));
    ui.horizontal_wrapped(|ui| {
        for (n, chart) in charts.iter().enumerate() {
            if ui.selectable_label(n == *chosen, &chart.title).clicked() {
                *chosen = n;
            }
        }
    });
    let Some(chart) = charts.get(*chosen) else {
        let weak = palette(ui).weak;
        ui.label(RichText::new("这张表现在没有可以画成图的数。").color(weak));
        return;
    };
    ScrollArea::vertical().id_salt("chart").auto_shrink(false).show(ui, |ui| {
        ui.horizontal_top(|ui| {
            let width = (ui.available_width() * 0.6).max(240.0);
            bars_ui(ui, chart, width);
            ui.vertical(|ui| figures_ui(ui, chart));
        });
    });
}

fn short(label: &str) -> String {
    if label.chars().count() <= LABEL { label.to_owned() } else { label.chars().take(LABEL - 1).chain(['…']).collect() }
}

fn bars_ui(ui: &mut Ui, chart: &Chart, width: f32) {
    let colours = palette(ui);
    let count = chart.bars.len();
    let Ok(last) = i32::try_from(count.saturating_sub(1)) else { return };
    // The first bar stands uppermost.
    let place = |n: usize| f64::from(last - i32::try_from(n).unwrap_or(last));
    let mut stacked: Vec<BarChart> = Vec::new();
    for (at, name) in chart.series.iter().enumerate() {
        let bars = chart.bars.iter().enumerate().map(|(n, bar)| {
            Bar::new(place(n), f64::from(chart.permille(bar.parts[at].unwrap_or_default())))
                .width(0.62)
                .fill(colours.series[at % colours.series.len()])
        });
        let series = BarChart::new(name, bars.collect()).horizontal().color(colours.series[at % colours.series.len()]).allow_hover(false);
        let below: Vec<&BarChart> = stacked.iter().collect();
        let series = series.stack_on(&below);
        stacked.push(series);
    }
    let labels: Vec<String> = chart.bars.iter().map(|bar| short(&bar.label)).collect();
    let label = move |mark: GridMark, _: &std::ops::RangeInclusive<f64>| {
        #[allow(clippy::cast_possible_truncation)] // a bar's number
        let n = usize::try_from(last - mark.value.round() as i32).unwrap_or(usize::MAX);
        labels.get(n).cloned().unwrap_or_default()
    };
    let ends: Vec<Text> = chart
        .bars
        .iter()
        .enumerate()
        .map(|(n, bar)| {
            let end = f64::from(chart.permille(bar.whole()).max(0)) + 12.0;
            let said = RichText::new(bar.whole().to_string()).font(egui::FontId::proportional(theme::size::SMALL));
            Text::new("figure", PlotPoint::new(end, place(n)), said).color(colours.ink).anchor(Align2::LEFT_CENTER).allow_hover(false)
        })
        .collect();
    #[allow(clippy::cast_precision_loss)] // bars on a screen
    let height = count as f32 * LINE + 16.0;
    let marks = move |_| (0..=last).map(|n| GridMark { value: f64::from(n), step_size: 1.0 }).collect();
    let negative = chart.bars.iter().any(|bar| bar.whole().is_sign_negative());
    let plot = still(Plot::new(("chart", &chart.title)))
        .width(width)
        .height(height)
        .show_axes([false, true])
        .show_grid(false)
        .y_axis_formatter(label)
        .y_axis_min_width(120.0)
        .y_grid_spacer(marks)
        .include_x(if negative { -1000.0 } else { 0.0 })
        .include_x(1250.0)
        .include_y(-0.6)
        .include_y(f64::from(last) + 0.6);
    let shown = plot.show(ui, |plot| {
        for series in stacked {
            plot.bar_chart(series);
        }
        for end in ends {
            plot.text(end);
        }
    });
    let said = chart.said();
    shown.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, format!("图 {said}")));
}

/// A chart is looked at, not handled.
fn still(plot: Plot<'_>) -> Plot<'_> {
    plot.allow_zoom(false)
        .allow_drag(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_axis_zoom_drag(false)
        .allow_double_click_reset(false)
        .sense(Sense::hover())
        .show_x(false)
        .show_y(false)
        .show_background(false)
}

fn figures_ui(ui: &mut Ui, chart: &Chart) {
    let colours = palette(ui);
    if chart.series.len() > 1 {
        ui.horizontal_wrapped(|ui| {
            for (at, name) in chart.series.iter().enumerate() {
                let (rect, _) = ui.allocate_exact_size(vec2(12.0, 12.0), Sense::hover());
                ui.painter().rect_filled(rect, 2.0, colours.series[at % colours.series.len()]);
                ui.label(RichText::new(name).small());
                ui.add_space(space::S);
            }
        });
    }
    egui::Grid::new("chart figures").num_columns(3).spacing([space::M, space::XS]).show(ui, |ui| {
        for bar in &chart.bars {
            ui.label(&bar.label);
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| ui.label(format!("{}{}", bar.whole(), chart.unit)));
            let share = chart.share(bar).map(|share| format!("{share}%")).unwrap_or_default();
            ui.label(RichText::new(share).color(colours.weak));
            ui.end_row();
            if chart.series.len() > 1 {
                ui.label("");
                let parts = chart.parts_said(bar).join("　");
                ui.label(RichText::new(parts).small().color(colours.weak));
                ui.end_row();
            }
        }
    });
}

/// The curve of a card's plan; `name` is the card's.
pub(super) fn curve_ui(ui: &mut Ui, name: &str, curve: &[(String, Decimal, i32)], unit: &str) {
    if curve.len() < 2 {
        let weak = palette(ui).weak;
        ui.label(RichText::new("填了两期以上才有图。").color(weak));
        return;
    }
    let colours = palette(ui);
    let at = |n: usize| f64::from(u32::try_from(n).unwrap_or_default());
    let points: Vec<[f64; 2]> = curve.iter().enumerate().map(|(n, (_, _, part))| [at(n), f64::from(*part)]).collect();
    // A plan in percent says its share itself.
    let share = |part: i32| if unit == "%" { String::new() } else { format!("（{}%）", Decimal::new(i64::from(part), 1)) };
    let said: Vec<String> = curve.iter().map(|(date, amount, part)| format!("{date} {amount}{unit}{}", share(*part))).collect();
    let labels: Vec<String> = curve.iter().map(|(date, ..)| date.clone()).collect();
    let count = u32::try_from(curve.len()).unwrap_or_default();
    let marks = move |_| (0..count).map(|n| GridMark { value: f64::from(n), step_size: 1.0 }).collect();
    let label = move |mark: GridMark, _: &std::ops::RangeInclusive<f64>| {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a date's number
        labels.get(mark.value.round() as usize).cloned().unwrap_or_default()
    };
    let plot = still(Plot::new(Id::unique(("plan curve", name))))
        .width(ui.available_width().min(640.0))
        .height(150.0)
        .show_axes([true, false])
        .show_grid([true, false])
        .x_axis_formatter(label)
        .x_grid_spacer(marks)
        .include_x(-0.3)
        .include_x(f64::from(count) - 0.7)
        .include_y(0.0)
        .include_y(1200.0);
    let shown = plot.show(ui, |plot| {
        plot.line(Line::new("plan", PlotPoints::from(points.clone())).color(colours.series[0]).width(2.0).allow_hover(false));
        plot.points(Points::new("plan", PlotPoints::from(points.clone())).color(colours.series[0]).radius(4.0).allow_hover(false));
        for (point, (_, amount, _)) in points.iter().zip(curve) {
            let text = RichText::new(format!("{amount}{unit}")).font(egui::FontId::proportional(theme::size::SMALL));
            let place = PlotPoint::new(point[0], point[1] + 40.0);
            plot.text(Text::new("figure", place, text).color(colours.ink).anchor(Align2::CENTER_BOTTOM).allow_hover(false));
        }
    });
    let said = said.join("、");
    shown.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, format!("图 {name} 支出进度：{said}")));
    ui.label(RichText::new(said.as_str()).small().color(colours.weak));
}
