//! The window as a clerk uses it: cells by their names, keys, undo. No screen needed.

use std::path::PathBuf;

use egui::{Event, Key, Modifiers, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::{By, NodeT as _, Queryable as _};
use gongkai::gui::{App, Command, Recent, install};
use gongkai::model::{Draft, Place};
use gongkai::session::Paths;
use gongkai::store;
use gongkai::template::Library;

use super::UNIT;

/// The application in a test harness.
pub type Window = Harness<'static, App>;

/// The window with a draft, or on its start page.
pub fn window(file: Option<PathBuf>) -> Window {
    window_with(Library::load(None), file)
}

/// The window with other templates.
pub fn window_with(library: Library, file: Option<PathBuf>) -> Window {
    shown(App::new(library, file, Recent::default()))
}

/// The window with a folder for what is not beside a draft.
pub fn window_keeping(file: Option<PathBuf>, data: PathBuf) -> Window {
    shown(App::new(Library::load(None), file, Recent::default()).keeping(Paths::in_folder(data)))
}

fn shown(app: App) -> Window {
    let mut setup = false;
    let mut window = Harness::builder().with_size([1360.0, 860.0]).with_max_steps(40).build_ui_state(
        move |ui, app: &mut App| {
            if !setup {
                install(ui.ctx());
                setup = true;
            }
            app.ui(ui);
        },
        app,
    );
    window.run_steps(6);
    window
}

/// The sample of a unit in a folder of its own, open in a window.
pub fn sample_window() -> (tempfile::TempDir, PathBuf, Window) {
    sample_of(UNIT)
}

/// A sample in a folder of its own, open in a window.
pub fn sample_of(name: &str) -> (tempfile::TempDir, PathBuf, Window) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("示例.ron");
    store::save(&store::sample(name).unwrap(), &file).unwrap();
    let window = window(Some(file.clone()));
    (folder, file, window)
}

/// Sends a command.
pub fn command(window: &mut Window, command: Command) {
    let ctx = window.ctx.clone();
    window.state_mut().command(&ctx, command);
    window.run_steps(6);
}

/// Sends a command that reads or writes files, and waits for its answer.
pub fn command_and_wait(window: &mut Window, asked: Command) {
    command(window, asked);
    wait(window);
}

/// Waits for files that are being read or written.
pub fn wait(window: &mut Window) {
    let begun = std::time::Instant::now();
    while window.state().is_busy() {
        assert!(begun.elapsed().as_secs() < 120, "still busy");
        std::thread::sleep(std::time::Duration::from_millis(5));
        window.run_steps(1);
    }
    window.run_steps(6);
}

/// Clicks a part in the outline.
pub fn part(window: &mut Window, label: &str) {
    window.get_by_role_and_label(Role::TreeItem, label).click();
    window.run_steps(4);
}

/// Shows a part that the outline has out of sight.
pub fn go(window: &mut Window, place: Place) {
    let ctx = window.ctx.clone();
    window.state_mut().command(&ctx, Command::GoTo(place));
    window.run_steps(4);
}

/// Clicks a cell.
pub fn click(window: &mut Window, cell: &str) {
    window.get_by_role_and_label(Role::Cell, cell).click();
    window.run_steps(4);
}

/// What a cell shows.
pub fn value(window: &Window, cell: &str) -> String {
    window.get_by_role_and_label(Role::Cell, cell).value().unwrap_or_default()
}

/// Types a text into what has the keyboard.
pub fn type_text(window: &mut Window, text: &str) {
    window.event(Event::Text(text.to_owned()));
    window.run_steps(3);
}

/// Presses a key.
pub fn press(window: &mut Window, key: Key) {
    window.key_press(key);
    window.run_steps(4);
}

/// Presses a key with modifiers.
pub fn shortcut(window: &mut Window, modifiers: Modifiers, key: Key) {
    window.key_press_modifiers(modifiers, key);
    window.run_steps(4);
}

/// A figure at the foot of the window.
pub fn headline(window: &Window, label: &str) -> String {
    window.get_by_role_and_label(Role::Status, &format!("{label}合计数")).value().unwrap_or_default()
}

/// The open draft.
pub fn draft(window: &Window) -> Draft {
    window.state().session().unwrap().draft().clone()
}

/// Clicks a button.
pub fn button(window: &mut Window, label: &str) {
    window.get_by_role_and_label(Role::Button, label).click();
    window.run_steps(6);
}

/// What has the keyboard is called so.
pub fn focused(window: &Window) -> String {
    let node = window.query_all(By::new()).find(egui_kittest::Node::is_focused);
    node.and_then(|node| node.accesskit_node().label()).unwrap_or_default()
}

/// Opens the menu of what else can be done with something, and takes a line of it.
pub fn more(window: &mut Window, of: &str, entry: &str) {
    button(window, &format!("{of} 的操作"));
    button(window, entry);
}

/// Puts the keyboard into a field of one or several lines and types behind what is there.
pub fn fill(window: &mut Window, field: &str, text: &str) {
    let role = if window.query_by_role_and_label(Role::TextInput, field).is_some() { Role::TextInput } else { Role::MultilineTextInput };
    window.get_by_role_and_label(role, field).focus();
    window.run_steps(3);
    window.key_press_modifiers(Modifiers::COMMAND, Key::End);
    window.run_steps(2);
    type_text(window, text);
}

/// Saves, and gives the file's draft, which is the open one.
#[track_caller]
pub fn saved(window: &mut Window, file: &std::path::Path) -> Draft {
    shortcut(window, Modifiers::COMMAND, Key::S);
    let saved = store::open(file).unwrap();
    assert!(saved == draft(window), "the file holds what is shown");
    saved
}

/// Undoes so many steps.
pub fn undo(window: &mut Window, steps: usize) {
    for _ in 0..steps {
        shortcut(window, Modifiers::COMMAND, Key::Z);
    }
}
