//! Templates and classification lists: the built-in ones are sound, and a faulty one of the user's is reported where
//! it is wrong while the others load.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::common::{TEMPLATE, amount, copy_folder, empty, findings, repository, table, template, type_into, with_options};
use gongkai::calc::circles;
use gongkai::model::{Card, Draft, Place};
use gongkai::rules::{Severity, Status};
use gongkai::template::codes::Known;
use gongkai::template::plan::Plan;
use gongkai::template::{Fault, Library, Template};
use tempfile::TempDir;

/// A user's template folder with a copy of the built-in template, `mine`.
fn copy() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    copy_folder(&repository("templates").join(TEMPLATE), &folder.path().join("mine"));
    folder
}

/// Changes the first `from` of a file into `to` and says in which line it stood.
fn change(folder: &Path, file: &str, from: &str, to: &str) -> usize {
    let file = folder.join(file);
    let text = fs::read_to_string(&file).expect("a file of the template");
    let at = text.find(from).unwrap_or_else(|| panic!("no {from} in {}", file.display()));
    fs::write(&file, text.replacen(from, to, 1)).expect("written");
    text[..at].matches('\n').count() + 1
}

/// The faults of a user's folder; the built-in templates are all there nonetheless.
fn faults(folder: &TempDir) -> Vec<Fault> {
    let library = Library::load(Some(folder.path()));
    assert!(library.templates == Library::load(None).templates, "the built-in templates load as ever");
    library.faults
}

#[track_caller]
fn assert_only_fault(folder: &TempDir, file: &str, line: usize, reason: &str) {
    let found = faults(folder);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].file, folder.path().join(file));
    assert_eq!(found[0].line, line, "{}", found[0]);
    assert!(found[0].reason.contains(reason), "{}", found[0]);
}

fn compiled(template: &Template) -> Plan {
    Plan::compile(template).expect("a sound template")
}

/// The built-in template with one more equation in a form of one pane.
fn with_equation(form: &str, equation: &str) -> Template {
    let mut template = Library::load(None).template(TEMPLATE).expect("built in").clone();
    let form = template.forms.iter_mut().find(|other| other.id == form).expect("a form");
    form.panes[0].equations.push(equation.to_owned());
    template
}

#[test]
fn the_built_in_templates_are_sound() {
    let library = Library::load(None);
    assert!(library.faults.is_empty(), "{:?}", library.faults);
    assert!(library.template(TEMPLATE).is_some());
    for template in &library.templates {
        let found = circles(template, &compiled(template));
        assert!(found.is_empty(), "{}: {found:?}", template.id);
    }
}

#[test]
fn the_codes_of_a_templates_checks_are_its_own() {
    for template in &Library::load(None).templates {
        let of_forms = template.forms.iter().flat_map(|form| &form.panes).flat_map(|pane| &pane.checks);
        let codes: Vec<&str> = of_forms.chain(template.card.iter().flat_map(|card| &card.checks)).map(|check| check.code.as_str()).collect();
        let unique: BTreeSet<&str> = codes.iter().copied().collect();
        assert_eq!(unique.len(), codes.len(), "{}: a code stands twice in {codes:?}", template.id);
        assert!(!codes.is_empty() || template.forms.is_empty(), "{}: nothing is checked", template.id);
        let taken: Vec<&str> = codes.into_iter().filter(|code| code.starts_with(['A', 'K', 'L'])).collect();
        assert!(taken.is_empty(), "{}: codes of the program's own rules: {taken:?}", template.id);
    }
}

#[test]
fn a_word_that_is_not_known_is_reported_with_file_and_line() {
    let folder = copy();
    let line = change(folder.path(), "mine/forms/5-general.ron", "kind: Money", "kind: Monay");
    assert_only_fault(&folder, "mine/forms/5-general.ron", line, "不认识的取值“Monay”");
}

#[test]
fn a_missing_comma_is_reported_with_file_and_line() {
    let folder = copy();
    let line = change(folder.path(), "mine/forms/5-general.ron", "contents: Listed,", "contents: Listed");
    let found = faults(&folder);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].file, folder.path().join("mine/forms/5-general.ron"));
    // Where the comma should be, or before the word that stands there instead.
    assert!((line..=line + 1).contains(&found[0].line), "{}", found[0]);
    assert!(found[0].reason.contains("逗号"), "{}", found[0]);
}

#[test]
fn an_unknown_column_is_reported_with_its_equation() {
    let folder = copy();
    let wrong = "[*, total] = [@, basic] + [@, projekt]";
    let line = change(folder.path(), "mine/forms/5-general.ron", "[*, total] = [@, basic] + [@, project]", wrong);
    assert_only_fault(&folder, "mine/forms/5-general.ron", line, "没有列“projekt”");
    assert!(faults(&folder)[0].reason.contains(wrong));
}

#[test]
fn two_equations_for_one_cell_are_reported() {
    let folder = copy();
    let first = "\"[*, total] = [@, basic] + [@, project]\",";
    let line = change(folder.path(), "mine/forms/5-general.ron", first, &format!("{first}\n        \"[leaf, total] = [@, basic]\","));
    assert_only_fault(&folder, "mine/forms/5-general.ron", line + 1, "列“total”有单元格被两个等式填数");
}

#[test]
fn an_equation_that_stands_in_several_forms_is_reported_where_it_fails() {
    let folder = copy();
    let column = "        (id: \"project\", header: [\"项目支出\"], kind: Money, width: 14),\n";
    change(folder.path(), "mine/forms/7-fund.ron", column, "");
    let equation = "“[*, total] = [@, basic] + [@, project]”";
    let files: Vec<_> = faults(&folder).into_iter().filter(|fault| fault.reason.starts_with(equation)).map(|fault| fault.file).collect();
    assert_eq!(files, [folder.path().join("mine/forms/7-fund.ron")], "form 5 has the same equation, and there it is right");
}

#[test]
fn an_outline_that_names_no_form_is_reported() {
    let folder = copy();
    let line = change(folder.path(), "mine/template.ron", "Form(\"fund\")", "Form(\"found\")");
    let found = faults(&folder);
    let fault = found.iter().find(|fault| fault.reason.contains("“found”")).unwrap_or_else(|| panic!("{found:?}"));
    assert_eq!((fault.file.clone(), fault.line), (folder.path().join("mine/template.ron"), line));
}

#[test]
fn a_circle_is_found_and_never_hangs() {
    let template = with_equation("general", "[leaf, basic] = [@, total] - [@, project]");
    let plan = compiled(&template);
    let found = circles(&template, &plan);
    assert!(!found.is_empty() && found.iter().all(|cell| cell.starts_with("general[…, ")), "{found:?}");

    let mut draft = Draft::new(template, "103001", "某单位", 2024);
    type_into(&mut draft, "general", "2040220", "project", "70.00");
    let codes: Vec<String> = findings(&draft).into_iter().map(|finding| finding.code).collect();
    assert!(codes.iter().any(|code| code == "A103"), "{codes:?}");
}

#[test]
fn a_circle_among_listed_rows_is_found() {
    let template = with_equation("procurement", "[rows, price] = [@, total]");
    let found = circles(&template, &compiled(&template));
    assert!(found.iter().any(|cell| cell.starts_with("procurement[…, ")), "price and total need each other: {found:?}");
}

#[test]
fn a_users_template_takes_the_place_of_the_built_in_one() {
    let folder = copy();
    let title = Library::load(None).template(TEMPLATE).expect("built in").title.clone();
    change(folder.path(), "mine/template.ron", &title, "本市2024年单位预算公开");
    let library = Library::load(Some(folder.path()));
    assert!(library.faults.is_empty(), "{:?}", library.faults);
    assert_eq!(library.templates.len(), Library::load(None).templates.len());
    assert_eq!(library.template(TEMPLATE).expect("still there").title, "本市2024年单位预算公开");
}

#[test]
fn a_users_template_with_another_id_stands_beside() {
    let folder = copy();
    change(folder.path(), "mine/template.ron", TEMPLATE, "city_2025");
    let library = Library::load(Some(folder.path()));
    assert!(library.faults.is_empty(), "{:?}", library.faults);
    assert!(library.template(TEMPLATE).is_some());
    assert_eq!(library.template("city_2025").expect("loaded").forms.len(), 12);
}

#[test]
fn a_missing_folder_is_no_fault() {
    let folder = tempfile::tempdir().expect("a folder");
    let library = Library::load(Some(&folder.path().join("none")));
    assert!(library.faults.is_empty() && library.template(TEMPLATE).is_some());
}

#[test]
fn a_row_of_a_users_list_that_cannot_be_read_is_reported() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("codes")).expect("a folder");
    let list = "code,name,from,until,status\n201,一般公共服务支出,,,current\n202,外交支出,今年,,current\n";
    fs::write(folder.path().join("codes/functions.csv"), list).expect("written");
    let library = Library::load(Some(folder.path()));
    assert_eq!(library.faults.len(), 1, "{:?}", library.faults);
    assert_eq!((library.faults[0].file.clone(), library.faults[0].line), (folder.path().join("codes/functions.csv"), 3));
    assert_eq!(library.codes.name("functions", "2040220", 2024), Some("执法办案"), "the built-in list stays");
}

#[test]
fn a_code_has_the_name_of_its_year() {
    let codes = Library::load(None).codes;
    for (year, name) in [(2012, "医疗卫生"), (2016, "医疗卫生与计划生育支出"), (2019, "卫生健康支出"), (2024, "卫生健康支出")]
    {
        assert_eq!(codes.look_up("functions", "210", year), Known::Current(name), "210 in {year}");
    }
    assert_eq!(codes.look_up("functions", "2013804", 2023), Known::Current("市场主体管理"));
    assert_eq!(codes.look_up("functions", "2013804", 2024), Known::Current("经营主体管理"));
    assert_eq!(codes.look_up("economic", "30231", 2024), Known::Current("公务用车运行维护费"));
    assert_eq!(codes.look_up("procurement", "A02010499", 2024), Known::Current("其他终端设备"));
    // Abolished after 2019, and said to be so.
    assert_eq!(codes.look_up("functions", "2080504", 2019), Known::Current("未归口管理的行政单位离退休"));
    assert_eq!(codes.look_up("functions", "2080504", 2024), Known::Former("未归口管理的行政单位离退休"));
    assert_eq!(codes.look_up("functions", "2049998", 2024), Known::Unknown);
    assert_eq!(codes.name("functions", "2049998", 2024), None);
}

/// The order of `templates/codes/README.md`, “Lookup by year”.
#[test]
fn a_name_whose_years_are_known_goes_before_one_without() {
    let codes = Library::load(None).codes;
    assert_eq!(codes.name("economic", "30307", 2016), Some("医疗费"), "known until 2017");
    assert_eq!(codes.name("economic", "30307", 2018), Some("医疗费补助"));
    assert_eq!(codes.look_up("functions", "2109901", 2024), Known::Former("其他卫生健康支出"), "of two former names the later one");
}

#[test]
fn an_unknown_code_is_allowed_and_marked() {
    let mut draft = empty();
    type_into(&mut draft, "general", "2049998", "project", "1.00");
    draft.names.entry("functions".into()).or_default().insert("2049998".into(), "本地科目".into());

    let printed = table(&draft, "general");
    assert_eq!(printed.at("2049998", "功能分类科目 科目名称"), "本地科目");
    assert_eq!(printed.at("合计", "项目支出"), "1.00", "its figure counts");

    let found: Vec<_> = findings(&draft).into_iter().filter(|finding| finding.code == "K101").collect();
    assert_eq!(found.len(), 1, "said once, where it was typed: {found:?}");
    assert_eq!(found[0].severity, Severity::Warning);
    assert!(found[0].message.contains("2024") && found[0].message.contains("2049998"), "{}", found[0].message);
    assert!(
        matches!(&found[0].place, Place::Cell { pane, row, .. } if pane.to_string() == "general" && row.as_str() == "2049998"),
        "{:?}",
        found[0].place
    );
}

#[test]
fn a_former_code_is_a_hint() {
    let mut draft = empty();
    type_into(&mut draft, "general", "2080504", "basic", "1.00");
    let found: Vec<_> = findings(&draft).into_iter().filter(|finding| finding.code.starts_with('K')).collect();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].code.as_str(), found[0].severity), ("K102", Severity::Hint));
    assert!(found[0].message.contains("未归口管理的行政单位离退休"), "{}", found[0].message);
}

/// An option has its own outline and fields; what belongs to another one is gone, words stand where it says.
#[test]
fn an_option_is_no_copy_of_the_template() {
    let plain = with_options("hebei-department-2021", &[]);
    assert_eq!(plain.template.chosen, ["parts", "plain"]);
    let money = with_options("hebei-department-2021", &["sections", "money"]);
    assert_eq!(money.template.chosen, ["sections", "money"]);
    let fields = |draft: &Draft| draft.template.card.as_ref().expect("cards").fields.len();
    assert_eq!((fields(&plain), fields(&money)), (1, 7));
    assert!(plain.template.indicators("overall_indicators").is_none() && money.template.indicators("overall_indicators").is_some());
    assert!(money.template.form("function_terms").is_none(), "a form that the option does not print");
    let error = template("hebei-department-2021").resolved(&["none".into()]).expect_err("no such option");
    assert!(error.contains("none"), "{error}");
    // A check of the option: project expenditure against the cards.
    let mut draft = money;
    type_into(&mut draft, "general", "2040202", "project", "10");
    let mut card = Card { id: "c1".into(), ..Card::default() };
    card.texts.insert("function".into(), "2040202".into());
    card.amounts.insert("fiscal".into(), amount("9"));
    draft.cards.push(card);
    assert!(findings(&draft).iter().any(|finding| finding.code == "T301" && finding.status == Status::Broken));
}

/// A pipe or device among the templates would be waited for without end, and the window would never open.
#[test]
#[cfg(unix)]
fn what_is_no_ordinary_file_among_the_templates_is_told_and_not_waited_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let own = folder.path().join("甲县");
    std::fs::create_dir(&own).expect("a folder");
    assert!(std::process::Command::new("mkfifo").arg(own.join("template.ron")).status().expect("mkfifo").success());
    std::os::unix::fs::symlink("/dev/zero", own.join("card.ron")).expect("a link");
    let library = Library::load(Some(folder.path()));
    assert_eq!(library.faults.iter().filter(|fault| fault.reason.contains("不是普通文件")).count(), 2, "{:?}", library.faults);
    assert!(!library.templates.is_empty(), "the program's own are there");
}
