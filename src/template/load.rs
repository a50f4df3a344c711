//! Templates from the program itself and from a folder of the user's, with the faults of those that don't load.
//!
//! A template is a folder: `template.ron`, `card.ron` (if it has cards) and `forms/*.ron` in file-name order.
//! A user's template with the id of a built-in one takes its place.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use include_dir::{Dir, include_dir};

use super::card::CardForm;
use super::codes::Codes;
use super::lists::{ListWords, Target};
use super::plan::{Plan, PlanFault};
use super::schema::{Form, Template};
use crate::ron_text;

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// What is wrong with a template or list, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file.
    pub file: PathBuf,
    /// From 1.
    pub line: usize,
    /// In Chinese.
    pub reason: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} 第{}行：{}", self.file.display(), self.line, self.reason)
    }
}

/// All templates and classification lists that loaded, and the faults of those that did not.
#[derive(Debug, Default)]
pub struct Library {
    /// By id.
    pub templates: Vec<Template>,
    /// Classification lists.
    pub codes: Codes,
    /// What the finance system's lists are called and where their money goes.
    pub lists: ListWords,
    /// Why others are missing.
    pub faults: Vec<Fault>,
    /// Where each template came from.
    roots: BTreeMap<String, PathBuf>,
    /// Filled when first asked for.
    variants: OnceLock<Vec<Template>>,
}

impl Library {
    /// The program's own templates and those of `folder`, if there is such a folder.
    #[must_use]
    pub fn load(folder: Option<&Path>) -> Self {
        let mut library = Self::default();
        library.add_all(&built_in_files());
        if let Some(folder) = folder.filter(|folder| folder.is_dir()) {
            library.add_folder(folder);
        }
        library.templates.sort_by(|a, b| a.id.cmp(&b.id));
        library
    }

    /// The template of that id.
    #[must_use]
    pub fn template(&self, id: &str) -> Option<&Template> {
        self.templates.iter().find(|template| template.id == id)
    }

    /// Every template with every combination of its options, resolved.
    pub fn variants(&self) -> &[Template] {
        let resolved = |template: &Template| -> Vec<Template> {
            template.combinations().into_iter().filter_map(|options| template.resolved(&options).ok()).collect()
        };
        self.variants.get_or_init(|| self.templates.iter().flat_map(resolved).collect())
    }

    /// Takes a template out again that turned out not to work, with the reason.
    pub fn reject(&mut self, id: &str, text: &str, reason: &str) {
        self.variants = OnceLock::new();
        self.templates.retain(|template| template.id != id);
        let root = self.roots.remove(id).unwrap_or_default();
        self.faults.push(Fault { file: root.join("template.ron"), line: 1, reason: format!("“{text}”：{reason}") });
    }

    fn add_folder(&mut self, folder: &Path) {
        let mut files = Files::new();
        collect(folder, folder, &mut files, &mut self.faults);
        self.add_all(&files);
    }

    /// Adds every list (`codes/*.csv`), then every template (a folder with a `template.ron`) of a set of files.
    fn add_all(&mut self, files: &Files) {
        add_lists(files, &mut self.codes, &mut self.faults);
        let roots: Vec<PathBuf> =
            files.keys().filter(|path| path.ends_with("template.ron")).filter_map(|path| path.parent().map(Path::to_path_buf)).collect();
        self.add_list_words(files, &roots);
        for root in roots {
            let own: Files = files.iter().filter(|(p, _)| p.starts_with(&root)).map(|(p, t)| (p.clone(), t.clone())).collect();
            match assemble(&root, &own, &self.codes) {
                Ok(template) => {
                    self.templates.retain(|other| other.id != template.id);
                    self.lists.own.remove(&template.id);
                    if let Some(text) = files.get(&root.join("lists.ron")) {
                        match read::<Vec<Target>>(&root.join("lists.ron"), text) {
                            Ok(targets) => drop(self.lists.own.insert(template.id.clone(), targets)),
                            Err(fault) => self.faults.push(fault),
                        }
                    }
                    self.roots.insert(template.id.clone(), root);
                    self.templates.push(template);
                }
                Err(faults) => self.faults.extend(faults),
            }
        }
    }

    /// Takes the wordings of lists: a `lists.ron` that belongs to no template.
    fn add_list_words(&mut self, files: &Files, roots: &[PathBuf]) {
        let common = |path: &PathBuf| path.ends_with("lists.ron") && !path.parent().is_some_and(|folder| roots.iter().any(|root| root == folder));
        for (path, text) in files.iter().filter(|(path, _)| common(path)) {
            match read::<ListWords>(path, text) {
                Ok(words) => self.lists = ListWords { own: std::mem::take(&mut self.lists.own), ..words },
                Err(fault) => self.faults.push(fault),
            }
        }
    }
}

/// Adds every list of a set of files: `codes/*.csv`.
fn add_lists(files: &Files, codes: &mut Codes, faults: &mut Vec<Fault>) {
    for (path, text) in files {
        let list = path.parent().is_some_and(|p| p.ends_with("codes")) && path.extension().is_some_and(|e| e == "csv");
        if list
            && let Some(name) = path.file_stem().and_then(|s| s.to_str())
            && let Err((line, reason)) = codes.add(name, text)
        {
            faults.push(Fault { file: path.clone(), line, reason });
        }
    }
}

/// Texts by path, sorted, so that forms come in file-name order.
type Files = BTreeMap<PathBuf, String>;

fn built_in_files() -> Files {
    fn collect(dir: &Dir<'_>, files: &mut Files) {
        for file in dir.files() {
            if let Some(text) = file.contents_utf8() {
                files.insert(Path::new("templates").join(file.path()), text.to_owned());
            }
        }
        dir.dirs().for_each(|dir| collect(dir, files));
    }
    let mut files = Files::new();
    collect(&BUILT_IN, &mut files);
    files
}

/// Every text below a folder; what cannot be read is a fault and the rest is read all the same.
fn collect(root: &Path, folder: &Path, files: &mut Files, faults: &mut Vec<Fault>) {
    let fault = |path: &Path, error: &std::io::Error| Fault { file: path.to_path_buf(), line: 1, reason: format!("读不了：{error}") };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => return faults.push(fault(folder, &error)),
    };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let deep = path.strip_prefix(root).map_or(0, |p| p.components().count()) > 4;
        if path.is_dir() && !deep {
            collect(root, &path, files, faults);
        } else if path.extension().is_some_and(|e| e == "ron" || e == "csv") {
            match ordinary(&path) {
                Ok(text) => drop(files.insert(path, text)),
                Err(reason) => faults.push(Fault { file: path, line: 1, reason }),
            }
        }
    }
}

/// Bytes of a file of a template; the largest code list has 60 kB.
const MAX_FILE: u64 = 16 << 20;

/// The text of an ordinary file. A pipe or device, also behind a link, would be waited for without end, and the window with it.
fn ordinary(path: &Path) -> Result<String, String> {
    let unread = |error: std::io::Error| format!("读不了：{error}");
    if !fs::metadata(path).map_err(unread)?.is_file() {
        return Err("这是设备或管道，不是普通文件，没有读入。请移走它。".into());
    }
    let mut text = String::new();
    fs::File::open(path).map_err(unread)?.take(MAX_FILE + 1).read_to_string(&mut text).map_err(unread)?;
    if text.len() as u64 > MAX_FILE {
        return Err(format!("超过{}MB，不像模板的文件，没有读入。请移走它。", MAX_FILE >> 20));
    }
    Ok(text)
}

/// Puts a template together from its files and makes sure that its equations work.
fn assemble(root: &Path, files: &Files, codes: &Codes) -> Result<Template, Vec<Fault>> {
    let mut faults = Vec::new();
    let main = root.join("template.ron");
    let mut template: Template = match read(&main, &files[&main]) {
        Ok(template) => template,
        Err(fault) => return Err(vec![fault]),
    };
    // For each form the file that it came from.
    let mut homes: Vec<&PathBuf> = template.forms.iter().map(|_| &main).collect();
    for (path, text) in files {
        if path.parent() == Some(&root.join("forms")) {
            match read::<Form>(path, text) {
                Ok(form) => {
                    template.forms.push(form);
                    homes.push(path);
                }
                Err(fault) => faults.push(fault),
            }
        } else if *path == root.join("card.ron") {
            match read::<CardForm>(path, text) {
                Ok(card) => template.card = Some(card),
                Err(fault) => faults.push(fault),
            }
        }
    }
    if faults.is_empty() {
        faults.extend(verify(&template, codes).into_iter().map(|found| {
            let home = found.form.and_then(|form| homes.get(form).copied());
            let (file, line) = place(files, home, &found.text).unwrap_or((main.clone(), 1));
            Fault { file, line, reason: format!("“{}”：{}", found.text, found.reason) }
        }));
    }
    if faults.is_empty() { Ok(template) } else { Err(faults) }
}

fn read<T: serde::de::DeserializeOwned>(path: &Path, text: &str) -> Result<T, Fault> {
    ron_text::read(text).map_err(|fault| Fault { file: path.to_path_buf(), line: fault.line, reason: fault.reason })
}

/// The template in a folder of its own, with the lists of the library, as if it were among the user's.
///
/// # Errors
/// Every fault, with file and line.
pub fn check_folder(folder: &Path, codes: &Codes) -> Result<Template, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut files = Files::new();
    collect(folder, folder, &mut files, &mut faults);
    if !faults.is_empty() {
        return Err(faults);
    }
    if !files.contains_key(&folder.join("template.ron")) {
        return Err(vec![Fault { file: folder.to_path_buf(), line: 1, reason: "文件夹里没有 template.ron".into() }]);
    }
    let mut own = codes.clone();
    add_lists(&files, &mut own, &mut faults);
    if faults.is_empty() { assemble(folder, &files, &own) } else { Err(faults) }
}

/// Everything that makes a template unusable, with any of its options.
fn verify(template: &Template, codes: &Codes) -> Vec<PlanFault> {
    let mut faults: Vec<PlanFault> = template.choice_faults().into_iter().map(|(text, reason)| PlanFault { form: None, text, reason }).collect();
    if !faults.is_empty() {
        return faults;
    }
    let mut used = BTreeSet::new();
    for options in template.combinations() {
        let resolved = match template.resolved(&options) {
            Ok(resolved) => resolved,
            Err(reason) => return vec![PlanFault { form: None, text: "choices".into(), reason }],
        };
        for mut fault in verify_resolved(&resolved, codes) {
            // An option may lack forms that stand before this one.
            let id = fault.form.and_then(|at| resolved.forms.get(at)).map(|form| &form.id);
            fault.form = id.and_then(|id| template.forms.iter().position(|form| form.id == *id));
            if !faults.contains(&fault) {
                faults.push(fault);
            }
        }
        used.extend(resolved.forms.into_iter().map(|form| form.id));
    }
    for (at, form) in template.forms.iter().enumerate().filter(|(_, form)| !used.contains(&form.id)) {
        faults.push(PlanFault { form: Some(at), text: form.id.clone(), reason: "这张表没有放进 outline".into() });
    }
    faults
}

fn verify_resolved(template: &Template, codes: &Codes) -> Vec<PlanFault> {
    let mut faults = super::outline::faults(template, codes);
    let plan = match Plan::compile(template) {
        Ok(plan) => plan,
        Err(found) => {
            faults.extend(found);
            return faults;
        }
    };
    let mut fault = |text: &str, reason: Option<String>| {
        faults.extend(reason.map(|reason| PlanFault { form: None, text: text.to_owned(), reason }));
    };
    for text in template.texts() {
        let wordings = text.offers.iter().map(|offer| &offer.text).chain([&text.default]);
        wordings.flat_map(|wording| super::links(wording)).for_each(|link| fault(link, plan.said(link).err()));
    }
    template.headline.iter().for_each(|headline| fault(&headline.figure, plan.link(&headline.figure).err()));
    faults
}

/// The first place where a text stands: in its home, else in any of the files.
fn place(files: &Files, home: Option<&PathBuf>, text: &str) -> Option<(PathBuf, usize)> {
    let home = home.and_then(|home| files.get_key_value(home));
    let find = |wanted: &str| {
        home.into_iter().chain(files).find_map(|(path, content)| {
            let at = content.find(wanted)?;
            Some((path.clone(), content[..at].matches('\n').count() + 1))
        })
    };
    // Whole, as it stands between quotes, before a place where it is part of another word.
    find(&format!("\"{text}\"")).or_else(|| find(text))
}
