//! Nothing is lost in the window: what was not saved is offered, one window has a draft, somebody else's saving is noticed, earlier versions
//! come back.

use std::path::Path;
use std::time::Duration;

use crate::common::desk::Desk;
use crate::common::sample;
use crate::common::window::{Window, button, click, command, draft, fill, part, press, saved, shortcut, type_text, value, window_keeping};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use gongkai::gui::Command;
use gongkai::store::{self, journal};

const FORM: &str = "5 一般公共预算支出表";
const CELL: &str = "5 一般公共预算支出表 2040220 项目支出";

fn desk() -> Desk {
    Desk::new().with("稿.ron", &sample())
}

fn opened(desk: &Desk) -> Window {
    window_keeping(Some(desk.path("稿.ron")), desk.path("data"))
}

/// Types a figure into the cell.
fn type_figure(window: &mut Window, figure: &str) {
    part(window, FORM);
    click(window, CELL);
    type_text(window, figure);
    press(window, Key::Enter);
}

/// The program ends before anything is saved, as by a power cut a second later.
fn cut_off(window: Window) {
    assert!(window.state().session().expect("a draft").sync_journal(Duration::from_secs(20)));
    drop(window);
}

/// Whether a text is on the screen, or begins one that is.
#[track_caller]
fn sees(window: &Window, text: &str) {
    assert!(window.query_all_by(|node| node.label().or(node.value()).is_some_and(|shown| shown.contains(text))).next().is_some(), "no “{text}”");
}

fn has_dialog(window: &Window, title: &str) -> bool {
    window.query_by_label(title).is_some()
}

#[test]
fn what_was_not_saved_is_offered_at_the_next_start() {
    let desk = desk();
    let mut window = opened(&desk);
    type_figure(&mut window, "71");
    let left = draft(&window);
    cut_off(window);
    let mut window = opened(&desk);
    assert!(has_dialog(&window, "有没保存的内容"));
    sees(&window, "70.00 → 71.00");
    assert!(window.state().session().is_none(), "nothing is taken silently");
    button(&mut window, "恢复");
    assert!(draft(&window) == left);
    assert!(!window.state().session().expect("a draft").is_saved());
    part(&mut window, FORM);
    assert_eq!(value(&window, CELL), "71.00");
    shortcut(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(value(&window, CELL), "70.00", "what was restored can be taken back");
    shortcut(&mut window, Modifiers::COMMAND, Key::Y);
    assert!(saved(&mut window, &desk.path("稿.ron")) == left);
    drop(window);
    let window = opened(&desk);
    assert!(!has_dialog(&window, "有没保存的内容") && draft(&window) == left);
}

#[test]
fn what_is_not_wanted_is_gone_from_the_draft_and_stays_a_version() {
    let desk = desk();
    let mut window = opened(&desk);
    type_figure(&mut window, "71");
    let left = draft(&window);
    cut_off(window);
    let mut window = opened(&desk);
    button(&mut window, "放弃");
    assert!(draft(&window) == sample() && window.state().session().expect("a draft").is_saved());
    assert!(!journal::beside(&desk.path("稿.ron")).exists());
    command(&mut window, Command::Versions);
    button(&mut window, "与现在比较 第1版");
    assert_eq!(window.state().said(), "共有1处不同，列在下面");
    command(&mut window, Command::Versions);
    button(&mut window, "换回 第1版");
    assert!(draft(&window) == left);
    shortcut(&mut window, Modifiers::COMMAND, Key::Z);
    assert!(draft(&window) == sample());
}

#[test]
fn whoever_does_not_answer_is_asked_again() {
    let desk = desk();
    let mut window = opened(&desk);
    type_figure(&mut window, "71");
    cut_off(window);
    let mut window = opened(&desk);
    button(&mut window, "暂不打开");
    assert!(window.state().session().is_none());
    command(&mut window, Command::OpenFile(desk.path("稿.ron")));
    assert!(has_dialog(&window, "有没保存的内容"));
}

#[test]
fn closing_without_saving_leaves_nothing() {
    let desk = desk();
    let mut window = opened(&desk);
    type_figure(&mut window, "71");
    command(&mut window, Command::Close);
    button(&mut window, "不保存");
    assert!(window.state().session().is_none());
    assert_eq!(desk.names().into_iter().filter(|name| name != "data").collect::<Vec<_>>(), ["稿.ron"]);
}

#[test]
fn of_two_windows_the_second_reads_until_it_takes_over() {
    let desk = desk();
    let file = desk.path("稿.ron");
    let mut first = opened(&desk);
    let mut second = opened(&desk);
    assert!(has_dialog(&second, "别人正打开着这份公开稿"));
    sees(&second, "（本机）于不到1分钟前打开");
    button(&mut second, "只读打开");
    let before = draft(&second);
    type_figure(&mut second, "72");
    assert!(second.state().said().contains("不能改"), "{}", second.state().said());
    press(&mut second, Key::Escape);
    assert!(draft(&second) == before);

    command(&mut second, Command::OpenFile(file.clone()));
    button(&mut second, "接管编辑…");
    sees(&second, "还没保存的内容只能另存");
    button(&mut second, "接管");
    type_figure(&mut second, "73");
    let taken = saved(&mut second, &file);

    type_figure(&mut first, "74");
    shortcut(&mut first, Modifiers::COMMAND, Key::S);
    assert!(has_dialog(&first, "这份公开稿已被接管"));
    assert!(store::open(&file).expect("opened") == taken, "nothing was written over");
    button(&mut first, "取消");
    assert_eq!(value(&first, CELL), "74.00", "nothing is lost in the window either");
}

#[test]
fn a_window_that_is_closed_gives_the_draft_back() {
    let desk = desk();
    drop(opened(&desk));
    let mut window = opened(&desk);
    assert!(draft(&window) == sample());
    // Its own window is in nobody's way.
    command(&mut window, Command::OpenFile(desk.path("稿.ron")));
    assert!(window.state().session().expect("a draft").read_only().is_none());
}

/// A colleague's program knows of no lock.
fn somebody_saves(file: &Path) -> gongkai::model::Draft {
    let mut theirs = sample();
    theirs.identity.unit_name = "同事改的单位".into();
    store::save(&theirs, file).expect("saved");
    theirs
}

#[test]
fn a_file_that_somebody_else_has_saved_is_asked_about_before_it_is_written_over() {
    let desk = desk();
    let file = desk.path("稿.ron");
    let mut window = opened(&desk);
    type_figure(&mut window, "71");
    let mine = draft(&window);
    let theirs = somebody_saves(&file);
    shortcut(&mut window, Modifiers::COMMAND, Key::S);
    assert!(has_dialog(&window, "他人已修改这个文件"));
    assert!(store::open(&file).expect("opened") == theirs);
    button(&mut window, "用我的");
    assert!(store::open(&file).expect("opened") == mine);
    let versions = window.state().session().expect("a draft").versions();
    assert!(versions[1].read().expect("read").draft().expect("a draft") == theirs, "theirs is not lost");

    // And the other way round.
    let theirs = somebody_saves(&file);
    type_figure(&mut window, "75");
    let mine = draft(&window);
    shortcut(&mut window, Modifiers::COMMAND, Key::S);
    button(&mut window, "用他的");
    assert!(draft(&window) == theirs);
    let versions = window.state().session().expect("a draft").versions();
    assert!(versions[0].read().expect("read").draft().expect("a draft") == mine, "mine is not lost");
}

#[test]
fn closing_goes_on_after_the_question_about_somebody_elses_changes() {
    let desk = desk();
    let mut window = opened(&desk);
    type_figure(&mut window, "71");
    let mine = draft(&window);
    somebody_saves(&desk.path("稿.ron"));
    command(&mut window, Command::Close);
    button(&mut window, "先保存");
    button(&mut window, "用我的");
    assert!(window.state().session().is_none());
    assert!(store::open(&desk.path("稿.ron")).expect("opened") == mine);
}

#[test]
fn a_new_draft_that_was_never_saved_is_on_the_start_page() {
    let desk = Desk::new();
    let mut window = window_keeping(None, desk.path("data"));
    command(&mut window, Command::New);
    fill(&mut window, "新建 单位名称", "某单位");
    button(&mut window, "建立");
    fill(&mut window, "单位代码", "103001");
    let left = draft(&window);
    assert_eq!(left.identity.unit_code, "103001");
    cut_off(window);
    let mut window = window_keeping(None, desk.path("data"));
    sees(&window, "没有保存的公开稿");
    let path = desk.path("data/unsaved").join(desk.names_in("data/unsaved").pop_first().expect("a journal"));
    command(&mut window, Command::Restore(path));
    assert!(draft(&window) == left && !window.state().session().expect("a draft").is_saved());
    command(&mut window, Command::Close);
    button(&mut window, "不保存");
    assert!(desk.names_in("data/unsaved").is_empty());
}

#[test]
fn a_command_says_that_there_is_work_beside_a_draft_and_does_not_write_under_a_window() {
    let desk = desk();
    let mut window = opened(&desk);
    type_figure(&mut window, "71");
    assert!(window.state().session().expect("a draft").sync_journal(Duration::from_secs(20)));
    desk.run("check 稿.ron").ends(0).says("另有没保存的改动");
    desk.run("export 稿.ron -o 稿.txt").ends(0).says("另有没保存的改动");
    desk.run("check 稿.ron --json").ends(0).records();
    let desk = desk.with_file("清单.txt", "功能科目\t金额\n2040201\t1\n");
    desk.run("list 清单.txt --into 稿.ron").ends(2).says("还没有关闭，没有写入");
    desk.run("import 清单.txt -o 稿.ron --replace").ends(2).says("还没有关闭，没有写入");
    cut_off(window);
    desk.run("check 稿.ron").ends(0).says("另有没保存的改动");
    assert!(store::open(&desk.path("稿.ron")).expect("opened") == sample());
}

#[test]
fn what_two_people_have_changed_is_brought_together() {
    let desk = desk();
    let file = desk.path("稿.ron");
    let mut window = opened(&desk);
    type_figure(&mut window, "71");
    let theirs = somebody_saves(&file);
    shortcut(&mut window, Modifiers::COMMAND, Key::S);
    sees(&window, "同事改的单位");
    button(&mut window, "合并");
    assert!(!has_dialog(&window, "合并：两人都改了的地方"));
    assert_eq!(draft(&window).identity.unit_name, "同事改的单位");
    let both = saved(&mut window, &file);
    assert_eq!(value(&window, CELL), "71.00");
    assert_eq!(both.identity, theirs.identity);

    // The same place: somebody has to choose, and the other's stays known.
    type_figure(&mut window, "72");
    let mut theirs = both.clone();
    crate::common::type_into(&mut theirs, "general", "2040220", "project", "73.00");
    store::save(&theirs, &file).expect("saved");
    shortcut(&mut window, Modifiers::COMMAND, Key::S);
    button(&mut window, "合并");
    assert!(has_dialog(&window, "合并：两人都改了的地方"));
    window.get_by_label("第1处用他的").click();
    window.run_steps(4);
    button(&mut window, "合并");
    assert_eq!(value(&window, CELL), "73.00");
    shortcut(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(value(&window, CELL), "72.00", "it can be taken back");
    saved(&mut window, &file);
}
