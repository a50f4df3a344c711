//! For `tests/faults.sh` and `tests/kills.sh`, which end a program at every moment: edits and saves of a draft, and what the next start would find of
//! it. Both speak of the figure of one cell, 2040220 项目支出.
//!
//! - `ends script DRAFT` edits and saves, and says on standard error what has been done for sure: `saved N`, `synced N`, `ended N`.
//! - `ends left DRAFT` says `file N`, what the file holds, and `left N`, what it holds with what was not saved. A file that cannot be opened fails.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use gongkai::amount::Amount;
use gongkai::model::{Draft, Edit, RowEdit};
use gongkai::session::{Paths, Session};
use gongkai::store;
use gongkai::store::journal::found;
use gongkai::template::Library;
use gongkai::template::codes::Codes;

/// How long is waited for the disk.
const WAIT: Duration = Duration::from_secs(20);

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let codes = Library::load(None).codes;
    let done = match arguments.as_slice() {
        [what, file] if what == "script" => script(Path::new(file), &codes),
        [what, file] if what == "left" => left(Path::new(file), &codes),
        _ => Err("ends script|left DRAFT".to_owned()),
    };
    done.map_or_else(
        |reason| {
            eprintln!("{reason}");
            ExitCode::FAILURE
        },
        |()| ExitCode::SUCCESS,
    )
}

/// The figure that the scripts type, whole; 0 while there is none.
fn figure(draft: &Draft) -> String {
    let typed = draft.rows(&"general".into()).iter().find(|row| row.code == "2040220").and_then(|row| row.amounts.get("project"));
    typed.map_or_else(|| "0".to_owned(), |amount| amount.0.trunc().to_string())
}

fn left(file: &Path, codes: &Codes) -> Result<(), String> {
    let draft = store::open(file).map_err(|error| error.to_string())?;
    println!("file {}", figure(&draft));
    let folder = Paths::of_user().journals();
    let mut last = None;
    for found in &found::of_file(file, folder.as_deref()) {
        let (session, _) = Session::restored(found, None, codes)?;
        last = Some(figure(session.draft()));
    }
    // Without a journal everything is in the file.
    println!("left {}", last.unwrap_or_else(|| figure(&draft)));
    Ok(())
}

fn script(file: &Path, codes: &Codes) -> Result<(), String> {
    // An open that is made to fail ends it before anything is done.
    let Ok((draft, base)) = store::open_based(file) else { return Ok(()) };
    let lock = if let store::lock::Taken::Ours(lock) = store::lock::take(file) { Some(lock) } else { None };
    let mut session = Session::new(draft, Some(file.to_path_buf()), codes).map_err(|_| "the template does not work")?;
    session.keep(base, lock, &Paths::of_user());
    // What cannot be said is not said; nothing rests on it.
    let say = |what: &str, n: u32| drop(std::io::stderr().write_all(format!("{what} {n}\n").as_bytes()));
    let row = session.draft().rows(&"general".into()).iter().find(|row| row.code == "2040220").ok_or("no row 2040220")?.id.clone();
    for n in 101..=112_u32 {
        let edit = RowEdit::Amount { column: "project".into(), value: Some(Amount(n.into())) };
        if !session.edit(Edit::Row { pane: "general".into(), row: row.clone(), edit }, "录入", None, codes) {
            return Err(format!("{n} was not taken"));
        }
        if n % 4 == 0 {
            if session.save(file, false).is_ok() {
                say("saved", n);
            }
        } else if n % 4 == 3 && session.sync_journal(WAIT) {
            say("synced", n);
        }
    }
    say("ended", 112);
    Ok(())
}
