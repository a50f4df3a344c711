//! The order of the modules and who may do what, as promised in `src/lib.rs` and ARCHITECTURE.md, read off the sources.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// A source file without its comments and its tests.
struct Source {
    /// Below `src`, with slashes.
    path: String,
    /// The module of `src/lib.rs` that it belongs to; `lib` and `main` for themselves.
    module: String,
    code: String,
    lines: usize,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut out = Vec::new();
    collect(&root, "", &mut out);
    assert!(out.len() > 30, "only {} source files found", out.len());
    out
}

fn collect(folder: &Path, prefix: &str, out: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).expect("a source folder") {
        let entry = entry.expect("an entry");
        let path = format!("{prefix}{}", entry.file_name().to_str().expect("UTF-8"));
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{path}/"), out);
        } else if let Some(name) = path.strip_suffix(".rs") {
            let text = fs::read_to_string(entry.path()).expect("a source file");
            let module = name.split('/').next().unwrap_or(name).to_owned();
            out.push(Source { module, code: code(&text), lines: text.lines().count(), path });
        }
    }
}

/// The code alone: comments left out, and the tests at the end.
fn code(text: &str) -> String {
    let text = text.split_once("#[cfg(test)]\nmod tests").map_or(text, |(before, _)| before);
    let line = |line: &str| if line.trim_start().starts_with("//") { String::new() } else { line.split(" // ").next().unwrap_or(line).to_owned() };
    text.lines().map(|text| line(text) + "\n").collect()
}

/// The modules in the order in which `src/lib.rs` lists them.
fn modules(sources: &[Source]) -> Vec<String> {
    let lib = sources.iter().find(|source| source.path == "lib.rs").expect("src/lib.rs");
    let modules: Vec<String> =
        lib.code.lines().filter_map(|line| Some(line.trim().strip_prefix("pub mod ")?.strip_suffix(';')?.to_owned())).collect();
    assert!(modules.len() >= 12, "{modules:?}");
    modules
}

/// The table under a heading of ARCHITECTURE.md: what stands in backticks at the beginning of its rows.
fn table_of(heading: &str) -> Vec<String> {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let section = page.split("\n## ").find(|section| section.starts_with(heading)).unwrap_or_else(|| panic!("no section {heading}"));
    section.lines().filter_map(|line| Some(line.strip_prefix("| `")?.split_once('`')?.0.to_owned())).collect()
}

/// Where a word stands by itself.
fn words<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let part_of_word = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word).map(|(at, _)| at).filter(move |at| {
        let (before, after) = (code[..*at].chars().next_back(), code[at + word.len()..].chars().next());
        !before.is_some_and(part_of_word) && !after.is_some_and(part_of_word)
    })
}

/// `path:line` of every word that stands in a file where it may not.
fn strays(sources: &[Source], forbidden: &[&str], allowed: impl Fn(&Source) -> bool) -> Vec<String> {
    let mut out = Vec::new();
    for source in sources.iter().filter(|source| !allowed(source)) {
        for word in forbidden {
            out.extend(words(&source.code, word).map(|at| format!("{}:{}: {word}", source.path, source.code[..at].matches('\n').count() + 1)));
        }
    }
    out
}

/// The first names after every `crate::`, those of a group `crate::{a, b::c}` one by one.
fn uses(code: &str) -> Vec<String> {
    named_after(code, "crate")
}

/// The first names after every `root::`, however often that is repeated (`super::super::`).
fn named_after(code: &str, root: &str) -> Vec<String> {
    let first = |text: &str| text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let step = format!("{root}::");
    let mut out = Vec::new();
    for at in words(code, root) {
        let Some(mut rest) = code[at..].strip_prefix(&step) else { continue };
        while let Some(further) = rest.strip_prefix(&step) {
            rest = further;
        }
        let Some(group) = rest.strip_prefix('{') else {
            out.push(first(rest));
            continue;
        };
        let mut depth = 0;
        let mut item = String::new();
        for c in group.chars() {
            match c {
                '}' if depth == 0 => break,
                ',' if depth == 0 => out.push(first(&std::mem::take(&mut item))),
                _ => item.push(c),
            }
            depth += i32::from(c == '{') - i32::from(c == '}');
        }
        out.push(first(&item));
    }
    out
}

/// The files of a module, each with those of them that it uses, by name or by what the module's door gives on of them.
fn files_of(sources: &[Source], module: &str) -> BTreeMap<String, BTreeSet<String>> {
    let folder = format!("{module}/");
    let name = |source: &Source| source.path.strip_prefix(&folder).map(|path| path.trim_end_matches(".rs").to_owned());
    let files: BTreeMap<String, &Source> = sources.iter().filter_map(|source| Some((name(source)?, source))).collect();
    let mut homes: BTreeMap<String, String> = files.keys().map(|file| (file.clone(), file.clone())).collect();
    for line in files["mod"].code.split(';') {
        let Some((file, items)) = line.trim().strip_prefix("pub use ").and_then(|line| line.split_once("::")) else { continue };
        homes.extend(items.trim_matches(['{', '}']).split(',').map(|item| (item.trim().to_owned(), file.to_owned())));
    }
    let used = |file: &str, source: &Source| -> BTreeSet<String> {
        let named = named_after(&source.code.replace(&format!("crate::{module}::"), "super::"), "super");
        named.iter().filter_map(|name| homes.get(name)).filter(|home| *home != file).cloned().collect()
    };
    files.iter().filter(|(file, _)| *file != "mod").map(|(file, source)| (file.clone(), used(file, source))).collect()
}

#[test]
fn no_file_of_the_lower_modules_comes_back_to_itself() {
    let sources = sources();
    for module in ["template", "model", "calc"] {
        let mut left = files_of(&sources, module);
        assert!(left.len() > 7 && left.values().any(|used| used.len() > 3), "{module}: {left:?}");
        // Those that use nothing of what is left go, until nothing is left, or only circles.
        loop {
            let names: BTreeSet<String> = left.keys().cloned().collect();
            let before = left.len();
            left.retain(|_, used| used.iter().any(|used| names.contains(used)));
            if left.len() == before {
                break;
            }
        }
        assert!(left.is_empty(), "{module}: these files use one another in circles, or what does: {left:#?}");
    }
}

#[test]
fn each_module_uses_only_those_listed_before_it() {
    let sources = sources();
    let modules = modules(&sources);
    let place = |name: &str| modules.iter().position(|module| module == name);
    let mut wrong = Vec::new();
    let mut seen = 0;
    for source in sources.iter().filter(|source| source.module != "lib" && source.module != "main") {
        let Some(own) = place(&source.module) else {
            wrong.push(format!("{} belongs to no module of src/lib.rs", source.path));
            continue;
        };
        for used in uses(&source.code) {
            let Some(at) = place(&used) else { continue };
            seen += 1;
            if at > own {
                wrong.push(format!("{} uses {used}, which comes later", source.path));
            }
        }
    }
    assert!(seen > 50, "only {seen} uses found");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_page_on_the_architecture_tells_of_each_module_in_its_place() {
    let mut modules = modules(&sources());
    modules.push("main".to_owned());
    assert_eq!(table_of("Modules\n"), modules);
}

#[test]
fn groups_of_names_are_read_one_by_one() {
    let code = "use crate::{typeset, write::{text, json}, rules};\nuse crate::model::Draft;\npub(crate) fn f() -> crate::calc::Totals {}\n";
    assert_eq!(uses(code), ["typeset", "write", "rules", "model", "calc"]);
}

#[test]
fn only_the_window_names_egui() {
    let found =
        strays(&sources(), &["egui", "eframe", "egui_extras", "egui_table", "rfd"], |source| source.module == "gui" || source.module == "main");
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn only_typesetting_names_typst() {
    let found = strays(&sources(), &["typst", "typst_layout", "typst_pdf", "comemo"], |source| source.module == "typeset");
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn files_are_touched_only_where_it_is_said() {
    let may = |source: &Source| {
        ["store", "read", "write", "main", "gui"].contains(&source.module.as_str())
            || ["template/load.rs", "fonts/found.rs"].contains(&source.path.as_str())
    };
    let found = strays(&sources(), &["std::fs", "fs", "File", "OpenOptions"], may);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn no_file_is_longer_than_800_lines() {
    let long: Vec<String> = sources().iter().filter(|source| source.lines > 800).map(|source| format!("{}: {}", source.path, source.lines)).collect();
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn no_template_is_known_by_its_name() {
    let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let ids: Vec<String> = fs::read_dir(templates)
        .expect("templates")
        .map(|entry| entry.expect("an entry"))
        .filter(|entry| entry.path().join("template.ron").is_file())
        .map(|entry| entry.file_name().to_str().expect("UTF-8").to_owned())
        .collect();
    assert!(ids.iter().any(|id| id.starts_with("hebei-")), "{ids:?}");
    let named = |source: &Source| source.code.contains("hebei-") || ids.iter().any(|id| source.code.contains(id.as_str()));
    let found: Vec<String> = sources().iter().filter(|source| named(source)).map(|source| source.path.clone()).collect();
    assert!(found.is_empty(), "{found:#?}");
}

/// What a province or a year has of its own is data. The range of years that can be typed (2000 to 2100) is none of them.
#[test]
fn no_province_and_no_year_is_known() {
    let years: Vec<String> = (2015..=2035).map(|year| year.to_string()).collect();
    let mut words: Vec<&str> = years.iter().map(String::as_str).collect();
    words.extend(["hebei", "Hebei", "河北", "河北省"]);
    // The name of a standard has the year in which it was issued.
    let found = strays(&sources(), &words, |source| source.path == "typeset/ofd/mod.rs");
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn money_is_never_a_float() {
    let core = ["amount", "calc", "model", "template", "rules", "document", "write"];
    // Lengths on a page are none, and a sheet knows no other numbers: its writer says where they become ones.
    let pages = ["write/fit.rs", "write/docx/", "write/html/", "write/xlsx/"];
    let may = |source: &Source| !core.contains(&source.module.as_str()) || pages.iter().any(|path| source.path.starts_with(path));
    let found = strays(&sources(), &["f32", "f64"], may);
    assert!(found.is_empty(), "{found:#?}");
}
