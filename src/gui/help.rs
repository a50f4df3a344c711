//! All keys in one window (F1), and the tour of five steps that the first draft begins with.

use egui::{Align2, Context, Frame, Id, Key, Modifiers, Order, Rect, RichText, ScrollArea, Stroke, Ui};

use super::command::{Command, shortcut_text};
use super::theme::{self, palette, space};
use super::widgets::group_ui;

/// What is shown.
#[derive(Default)]
pub struct Help {
    /// The window of keys.
    pub keys: bool,
    /// The step of the tour, if it is being taken.
    pub step: Option<usize>,
    /// Where the parts of the window are, for the tour.
    pub parts: Parts,
}

/// Parts of the window that the tour shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Parts {
    /// What can be done.
    pub bar: Option<Rect>,
    /// The outline.
    pub outline: Option<Rect>,
    /// What is being filled in.
    pub view: Option<Rect>,
    /// The foot.
    pub status: Option<Rect>,
}

/// A step: which part, its title, what is said.
type Step = (fn(&Parts) -> Option<Rect>, &'static str, &'static str);

const STEPS: [Step; 5] = [
    (|parts| parts.outline, "目录", "左边是公开文本的目录：表格、说明文字、项目绩效目标。点哪里就填哪里；有问题的部分带记号，右键可以添加或不公开。"),
    (
        |parts| parts.view,
        "填数",
        "白底的格子录入，灰底的自动计算，同一个数只填一次。用法和 Excel 一样：方向键移动，直接打字录入，可以从 Excel 整块粘贴。",
    ),
    (|parts| parts.view, "写文字", "说明文字里输入“=”和名称，就插入随表格更新的数；“常用写法”里有与上年相比、占比的句子，只要补上原因。"),
    (|parts| parts.status, "核查", "边填边核查，问题数显示在下面，F8 逐个查看。F9 在旁边看印出来的页面。"),
    (|parts| parts.bar, "审核和导出", "填好后在“审核”里逐级通过，再点“导出”：PDF、Word、Excel、OFD、网页一次生成。忘了按键，随时按 F1。"),
];

/// Keys of the grid and of texts, which are no commands of the window.
const KEYS: [(&str, &[(&str, &str)]); 2] = [
    (
        "表格",
        &[
            ("方向键、Tab、Enter", "移到下一格"),
            ("直接输入", "录入，替换原来的数"),
            ("F2", "修改格里的内容；对自动计算的格是手工调整"),
            ("Delete", "清空选中的格"),
            ("Esc", "放弃正在录入的内容"),
            ("Ctrl+方向键", "移到有数的边上"),
            ("Shift+方向键、拖动", "选中一块"),
            ("Ctrl+A", "全选"),
            ("Ctrl+C、Ctrl+X、Ctrl+V", "复制、剪切、粘贴，与 Excel、WPS 互通"),
            ("Ctrl+D、Ctrl+R", "向下、向右填充"),
            ("Ctrl+Delete", "删除行"),
            ("Alt+↑、Alt+↓", "移动行"),
        ],
    ),
    ("文字", &[("=", "插入表格里的数：接着输入名称或拼音首字母，回车"), ("行首“# ”", "小标题"), ("** **", "两边加星号的字印成粗体")]),
];

/// Draws what is shown; true where the tour has ended.
pub fn help_ui(ctx: &Context, help: &mut Help) -> bool {
    if help.keys {
        keys_ui(ctx, &mut help.keys);
    }
    let Some(step) = help.step else { return false };
    let Some((part, title, said)) = STEPS.get(step) else {
        help.step = None;
        return true;
    };
    if let Some(rect) = part(&help.parts) {
        let painter = ctx.layer_painter(egui::LayerId::new(Order::Foreground, Id::unique("tour frame")));
        let accent = super::theme::of(ctx).accent;
        painter.rect_stroke(rect.shrink(2.0), 6.0, Stroke::new(2.0, accent), egui::StrokeKind::Inside);
    }
    let mut to = Some(step);
    egui::Area::new(Id::unique("tour")).order(Order::Foreground).anchor(Align2::RIGHT_BOTTOM, [-24.0, -56.0]).show(ctx, |ui| {
        Frame::popup(ui.style()).inner_margin(egui::Margin::same(16)).show(ui, |ui| {
            ui.set_width(340.0);
            ui.label(RichText::new(*title).font(theme::bold(theme::size::BODY + 2.0)));
            ui.label(*said);
            ui.add_space(space::S);
            ui.horizontal(|ui| {
                let weak = palette(ui).weak;
                ui.label(RichText::new(format!("第{}步，共{}步", step + 1, STEPS.len())).small().color(weak));
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    let last = step + 1 == STEPS.len();
                    if ui.button(if last { "开始使用" } else { "下一步" }).clicked() {
                        to = Some(step + 1).filter(|_| !last);
                    }
                    if step > 0 && ui.button("上一步").clicked() {
                        to = Some(step - 1);
                    }
                    if !last && ui.button("跳过").clicked() {
                        to = None;
                    }
                });
            });
        });
    });
    let ended = to.is_none();
    help.step = to;
    ended
}

fn keys_ui(ctx: &Context, shown: &mut bool) {
    let escape = ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    let frame = Frame::popup(&ctx.style_of(ctx.theme())).inner_margin(egui::Margin::same(20));
    let modal = egui::Modal::new(Id::unique("keys")).frame(frame).show(ctx, |ui| {
        ui.set_width(600.0_f32.min(ctx.content_rect().width() - 80.0));
        ui.label(RichText::new("快捷键").font(theme::bold(theme::size::TITLE)));
        ScrollArea::vertical().max_height(ctx.content_rect().height() - 220.0).auto_shrink([false, true]).show(ui, |ui| {
            group_ui(ui, "随处可用");
            let commands: Vec<(String, &str)> =
                Command::SHORTCUTS.iter().map(|(command, _)| (shortcut_text(command).unwrap_or_default(), command.label())).collect();
            let mut known: Vec<&str> = Vec::new();
            let own: Vec<(&str, &str)> = commands
                .iter()
                .filter(|(_, label)| {
                    !known.contains(label) && {
                        known.push(label);
                        true
                    }
                })
                .map(|(keys, label)| (keys.as_str(), *label))
                .collect();
            table_ui(ui, "commands", &own);
            table_ui(ui, "scale", &[("Ctrl++、Ctrl+-、Ctrl+0", "放大、缩小、恢复界面")]);
            for (group, keys) in KEYS {
                group_ui(ui, group);
                table_ui(ui, group, keys);
            }
        });
        ui.add_space(space::S);
        ui.button("关闭").clicked()
    });
    if escape || modal.inner || modal.should_close() {
        *shown = false;
    }
}

fn table_ui(ui: &mut Ui, id: &str, lines: &[(&str, &str)]) {
    egui::Grid::new(("keys", id)).num_columns(2).min_col_width(220.0).spacing([space::M, space::XS]).show(ui, |ui| {
        for (keys, said) in lines {
            ui.label(RichText::new(*keys).font(theme::bold(theme::size::BODY)));
            ui.label(*said);
            ui.end_row();
        }
    });
}
