//! The command line. Without a command it opens the window.

#[path = "main/diff.rs"]
mod diff;
#[path = "main/export.rs"]
mod exporting;
#[path = "main/list.rs"]
mod list;
#[path = "main/out.rs"]
mod out;
#[path = "main/review.rs"]
mod review;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use gongkai::characters::clean;
use gongkai::model::{Card, Draft, Indicator, Places, YEARS};
use gongkai::read::Scope;
use gongkai::report::Fate;
use gongkai::template::Library;
use gongkai::workings::Workings;
use gongkai::{export, fonts, read, recognise, rules, store};
use lexopt::prelude::*;
use out::{say, tell};

const HELP: &str = "\
公开（gongkai）：部门预算公开的编制、核对和导出

  gongkai                                  打开窗口
  gongkai 公开稿.ron                       打开一份公开稿；Word、Excel、文本文件则导入
  gongkai demo                             生成示例公开稿及其文本和 PDF，并打开窗口
  gongkai templates [模板]                 列出模板；写明模板时，列出它的可选版式
  gongkai templates --check 文件夹 [-o 文件.后缀]   检查自备模板，印出（或导出）空表；有误时逐条列出文件、行号和原因
  gongkai new --template 模板 --unit-code 代码 --unit-name 名称 --year 年度 [--option 版式]... -o 公开稿.ron
  gongkai import 文件... -o 公开稿.ron [--template 模板] [--report 报告.json] [--replace] [--hidden]   导入 Word、Excel、文本，几个文件可合成一份；
                                           旧的 .doc 加 --libreoffice，由本机的 LibreOffice 转换；--replace 替换已有的公开稿；
                                           --hidden 连同隐藏的工作表、行、列和文字
  gongkai roll 公开稿.ron --year 年度 -o 下年度.ron [--template 模板] [--drop 项目序号]...   生成下年度稿
  gongkai check 公开稿.ron... [--json] [--all] [--duties] [--publish] [-o 清单.pdf]   核对，逐条列出问题；--all 同时列出成立的规则和各有几条；
                                                 --duties 加上公开完整性自评；--publish 加上公开时才核对的；-o 另写成清单
  gongkai export 公开稿.ron... -o 文件.后缀 [-o 文件.后缀]... [--parts 部分,…] [--publish|--review] [--official]   导出，后缀：{endings}；
                                           几份公开稿或文件夹时，文件名里的 {name} 换成各稿的名称；部分：{portions}；
                                           --publish 有错误或保密事项没有处理时停下，不写文件；--review 每页印“草稿”；
                                           --official PDF、OFD、Word 用公文版式：装有小标宋、仿宋、楷体、黑体时用它们并嵌入，没有的逐一说明
  gongkai diff 原文件 现文件 [--json] [-o 比较表.pdf]      逐处列出两份的不同；不是公开稿的先识别
  gongkai diff --merge 原稿 自己的 对方的 -o 合并稿.ron    合并两个人对同一份原稿的改动；两份都改了的地方用自己的，并逐条列出
  gongkai review 公开稿.ron [--json] [-o 审批表.pdf]       列出复核、保密审查、审签的办理情况和意见；-o 另写成公开审批表
  gongkai list 清单... --template 模板 --unit-code 代码 --unit-name 名称 --year 年度 [--column 列名=内容]... -o 公开稿.ron
  gongkai list 清单... --into 公开稿.ron [-o 另存.ron]   把财政系统的批复清单或指标清单填入公开稿
  gongkai verify 公开稿.ron 清单... [-o 核对表.pdf]       批复核对，逐格列出与批复清单不一致的数

自备模板放在用户数据目录的 gongkai/templates 文件夹，或环境变量 GONGKAI_TEMPLATES 所指的文件夹。
程序的字库没有的字，先到用户数据目录的 gongkai/fonts 文件夹（或环境变量 GONGKAI_FONTS 所指的）里找字体，再到系统里找。
退出码：0 完成；1 完成但有错误级问题，或与批复不一致，或两份有不同；2 调用有误或文件读不了。";

fn main() -> ExitCode {
    if let Ok(program) = std::env::current_exe() {
        read::apart::by(program);
    }
    fonts::found::look_in(gongkai::user_fonts().into_iter().chain(fonts::found::system_folders()).collect());
    let code = run().unwrap_or_else(|message| {
        tell(message);
        ExitCode::from(2)
    });
    out::ended(code)
}

fn run() -> Result<ExitCode, String> {
    let mut parser = lexopt::Parser::from_env();
    match parser.next().map_err(wrong)? {
        None => open_window(None),
        Some(Long("help") | Short('h')) => {
            say(&HELP.replace("{endings}", &export::all_endings()).replace("{portions}", &exporting::portions()));
            Ok(ExitCode::SUCCESS)
        }
        Some(Long("version") | Short('V')) => {
            say(&format!("gongkai {}", env!("CARGO_PKG_VERSION")));
            Ok(ExitCode::SUCCESS)
        }
        Some(Value(word)) => match word.to_str() {
            Some("demo") => demo(),
            Some("templates") => templates(&mut parser),
            Some("new") => new(&mut parser),
            Some("import") => import(&mut parser),
            Some("roll") => roll(&mut parser),
            Some("check") => check(&mut parser),
            Some("export") => exporting::export(&mut parser),
            Some("diff") => diff::diff(&mut parser),
            Some("review") => review::review(&mut parser),
            Some("list") => list::list(&mut parser),
            Some("verify") => list::verify(&mut parser),
            Some(read::apart::COMMAND) => Ok(read_apart(&mut parser)),
            _ if store::is_draft(Path::new(&word)) || read::is_known(Path::new(&word)) => open_window(Some(PathBuf::from(word))),
            _ => Err(format!("没有命令“{}”。gongkai --help 列出全部命令。", word.to_string_lossy())),
        },
        Some(other) => Err(wrong(other.unexpected())),
    }
}

/// Not for people: this program reads a file for another process of it, which a damaged one must not end.
fn read_apart(parser: &mut lexopt::Parser) -> ExitCode {
    let whole = matches!(parser.next(), Ok(Some(Value(word))) if word == read::apart::WHOLE);
    if read::apart::serve(if whole { Scope::Whole } else { Scope::Seen }) { ExitCode::SUCCESS } else { ExitCode::from(2) }
}

fn wrong(error: lexopt::Error) -> String {
    let reason = match error {
        lexopt::Error::MissingValue { option } => format!("选项 {} 后面缺少内容", option.unwrap_or_default()),
        lexopt::Error::UnexpectedOption(option) => format!("没有选项 {option}"),
        lexopt::Error::UnexpectedArgument(word) => format!("多出了“{}”", word.to_string_lossy()),
        other => other.to_string(),
    };
    format!("调用有误：{reason}。gongkai --help 列出全部用法。")
}

/// The templates built in and those of the user's; faults of the latter go to standard error.
fn library() -> Library {
    let library = gongkai::library(gongkai::user_templates().as_deref());
    for fault in &library.faults {
        tell(format_args!("模板有误，没有载入：{fault}"));
    }
    library
}

fn templates(parser: &mut lexopt::Parser) -> Result<ExitCode, String> {
    let (mut folder, mut out, mut id) = (None, None, None);
    while let Some(argument) = parser.next().map_err(wrong)? {
        match argument {
            Value(name) if id.is_none() => id = Some(text(name)?),
            Long("check") => folder = Some(PathBuf::from(parser.value().map_err(wrong)?)),
            Long("output") | Short('o') => out = Some(PathBuf::from(parser.value().map_err(wrong)?)),
            other => return Err(wrong(other.unexpected())),
        }
    }
    if let Some(folder) = folder {
        return check_template(&folder, out.as_deref());
    }
    let library = library();
    if let Some(id) = id {
        let template = library.template(&id).ok_or_else(|| format!("没有模板“{id}”。gongkai templates 列出全部模板。"))?;
        for (choice, option) in template.choices.iter().flat_map(|choice| choice.options.iter().map(move |option| (choice, option))) {
            say(&format!("{}\t{}\t{}", option.id, choice.label, option.label));
        }
        return Ok(ExitCode::SUCCESS);
    }
    for template in &library.templates {
        say(&format!("{}\t{}", template.id, template.title));
    }
    Ok(if library.faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

/// A template of the user's own: every fault, or the empty form of each of its options.
fn check_template(folder: &Path, out: Option<&Path>) -> Result<ExitCode, String> {
    let library = library();
    let template = match gongkai::template::check_folder(folder, &library.codes) {
        Ok(template) => template,
        Err(faults) => {
            for fault in &faults {
                tell(fault);
            }
            tell(format_args!("共{}处有误。", faults.len()));
            return Ok(ExitCode::from(2));
        }
    };
    if let Some(circles) = gongkai::circles(&template) {
        return Err(format!("{}：等式循环引用，涉及：{}。", folder.join("template.ron").display(), circles.join("、")));
    }
    for options in template.combinations() {
        let resolved = template.resolved(&options)?;
        let mut draft = Draft::new(resolved, "000000", "某单位", template.year);
        fill_in_kinds(&mut draft);
        if let Some(out) = out {
            // The first options only: one file is asked for.
            export::export(&draft, &library.codes, out)?;
            break;
        }
        if template.choices.is_empty() {
            say(&format!("== {}", template.title));
        } else {
            say(&format!("== {}（{}）", template.title, draft.template.chosen.join("、")));
        }
        let work = Workings::of(draft).map_err(|_| format!("{}：模板有误。", folder.display()))?;
        say(&gongkai::write::text(&gongkai::document::compose(&work, &library.codes)));
    }
    tell(format_args!("没有发现问题：{} {}", template.id, template.title));
    Ok(ExitCode::SUCCESS)
}

/// A blank goal card, and in it and in the tables of the whole department a row for each kind of indicator: what the author
/// of a template wants to see.
fn fill_in_kinds(draft: &mut Draft) {
    let rows = |kinds: &[gongkai::template::IndicatorKind]| -> Vec<Indicator> {
        let all = kinds.iter().flat_map(|kind| kind.level2.iter().map(|level2| (kind.level1.clone(), level2.clone())));
        all.map(|(level1, level2)| Indicator { level1, level2, ..Indicator::default() }).collect()
    };
    if let Some(card) = &draft.template.card {
        draft.cards.push(Card { id: "c1".into(), indicators: rows(&card.kinds), ..Card::default() });
    }
    for part in draft.template.flat() {
        if let gongkai::template::Part::Indicators(table) = part {
            draft.indicators.insert(table.id.clone(), rows(&table.kinds));
        }
    }
}

fn text(value: OsString) -> Result<String, String> {
    value.into_string().map(|text| clean(&text).into_owned()).map_err(|word| format!("调用有误：“{}”不是 UTF-8 文字。", word.to_string_lossy()))
}

fn new(parser: &mut lexopt::Parser) -> Result<ExitCode, String> {
    let (mut template, mut code, mut name, mut year, mut out) = (None, None, None, None, None);
    let mut options = Vec::new();
    while let Some(argument) = parser.next().map_err(wrong)? {
        let slot = match &argument {
            Long("template") => &mut template,
            Long("unit-code") => &mut code,
            Long("unit-name") => &mut name,
            Long("year") => &mut year,
            Long("output") | Short('o') => &mut out,
            Long("option") => {
                options.push(text(parser.value().map_err(wrong)?)?);
                continue;
            }
            _ => return Err(wrong(argument.unexpected())),
        };
        *slot = Some(parser.value().map_err(wrong)?);
    }
    let need = |value: Option<OsString>, option: &str| value.ok_or_else(|| format!("调用有误：缺少 {option}。gongkai --help 列出全部用法。"));
    let out = out::new_file(out)?;
    let year = text(need(year, "--year")?)?;
    let year = out::year(&year, *YEARS.start()).ok_or_else(|| out::wrong_year(&year))?;
    let name = text(need(name, "--unit-name")?)?;
    if name.trim().is_empty() {
        return Err("调用有误：--unit-name 不能为空。".into());
    }
    let library = library();
    let id = text(need(template, "--template")?)?;
    let template = library.template(&id).ok_or_else(|| format!("没有模板“{id}”。gongkai templates 列出全部模板。"))?;
    let resolved = template.resolved(&options).map_err(|reason| format!("{reason}。可选：{}。", option_names(template)))?;
    let draft = Draft::new(resolved, &text(need(code, "--unit-code")?)?, &name, year);
    out::save_new(&draft, &out)?;
    Ok(ExitCode::SUCCESS)
}

/// Files that somebody has published or typed, which together are one document, as a draft.
fn import(parser: &mut lexopt::Parser) -> Result<ExitCode, String> {
    let (mut files, mut template, mut out, mut report) = (Vec::new(), None, None, None);
    let (mut convert, mut replace, mut scope) = (false, false, Scope::Seen);
    while let Some(argument) = parser.next().map_err(wrong)? {
        match argument {
            Long("template") => template = Some(text(parser.value().map_err(wrong)?)?),
            Long("libreoffice") => convert = true,
            Long("replace") => replace = true,
            Long("hidden") => scope = Scope::Whole,
            Long("report") => report = Some(PathBuf::from(parser.value().map_err(wrong)?)),
            Long("output") | Short('o') => out = Some(parser.value().map_err(wrong)?),
            Value(path) => files.push(PathBuf::from(path)),
            other => return Err(wrong(other.unexpected())),
        }
    }
    let out = out::draft_file(out)?;
    if files.is_empty() {
        return Err("调用有误：没有要导入的文件。gongkai --help 列出全部用法。".into());
    }
    if let Some(report) = report.as_ref().filter(|report| report.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("ron"))) {
        return Err(format!("调用有误：报告 {} 不能以 .ron 结尾，那是公开稿的后缀。", report.display()));
    }
    let outputs: Vec<&Path> = std::iter::once(&out).chain(&report).map(PathBuf::as_path).collect();
    out::keep_apart(&files, &outputs)?;
    if out.exists() && !replace {
        return Err(format!("{}：文件已经存在，没有改动。请换一个文件名；要用导入的内容替换它，请加 --replace。", out.display()));
    }
    let held = if out.exists() { out::hold(&out)? } else { None };
    let sources = files.iter().map(|file| read_source(file, convert, scope)).collect::<Result<Vec<_>, _>>()?;
    let found = recognise::recognise(&sources, &library(), template.as_deref()).map_err(|reason| format!("{}：{reason}", files[0].display()))?;
    out::saved(&out, if replace { store::save(&found.draft, &out) } else { store::save_new(&found.draft, &out) })?;
    drop(held);
    if let Some(file) = report {
        let json = serde_json::to_string_pretty(&found.report).map_err(|error| error.to_string())?;
        store::write_whole(&file, (json + "\n").as_bytes()).map_err(|error| error.to_string())?;
    }
    for entry in found.report.entries.iter().filter(|entry| entry.fate != Fate::Understood) {
        say(&format!("{}\t{}\t{}", entry.fate.label(), entry.at, entry.message));
    }
    if sources.iter().any(|source| source.hidden) {
        say("隐藏的内容没有导入；要一并导入，请加 --hidden 再运行。");
    }
    say(&format!(
        "已导入 {}：模板 {}，符合程度 {}%；已识别{}处，保留为补充内容{}处，请核对{}处。",
        out.display(),
        found.report.template,
        found.report.score,
        found.report.count(Fate::Understood),
        found.report.count(Fate::KeptFree),
        found.report.count(Fate::Doubtful),
    ));
    if found.report.printed > 0 {
        say(&format!("原文件有{}处与本稿印出的不同，已随公开稿记下（导出的 JSON 里是 printed）。", found.report.printed));
    }
    Ok(ExitCode::SUCCESS)
}

/// Reads a file; an old .doc through LibreOffice where that is there and asked for.
fn read_source(file: &Path, convert: bool, scope: Scope) -> Result<read::Source, String> {
    // Of an old Excel file its new form says more; where there is none, it is read as it is.
    if let Some(office) = read::office::libreoffice().filter(|_| convert && read::office::is_old_sheet(file))
        && let Ok(source) = read::office::read_converted(file, &office, scope)
    {
        return Ok(source);
    }
    let error = match read::read_scope(file, scope) {
        Ok(source) => return Ok(source),
        Err(error) => error,
    };
    match read::office::libreoffice().filter(|_| error.convertible) {
        Some(office) if convert => read::office::read_converted(file, &office, scope).map_err(|error| error.to_string()),
        Some(_) => Err(format!("{error}也可以加 --libreoffice，由本机的 LibreOffice 转换。")),
        None if convert && error.convertible => Err(format!("{error}本机没有找到 LibreOffice。")),
        None => Err(error.to_string()),
    }
}

/// Next year's draft: figures emptied, texts carried over.
fn roll(parser: &mut lexopt::Parser) -> Result<ExitCode, String> {
    let (mut file, mut year, mut out, mut template) = (None, None, None, None);
    let mut dropped = Vec::new();
    while let Some(argument) = parser.next().map_err(wrong)? {
        match argument {
            Long("year") => year = Some(text(parser.value().map_err(wrong)?)?),
            Long("template") => template = Some(text(parser.value().map_err(wrong)?)?),
            Long("output") | Short('o') => out = Some(parser.value().map_err(wrong)?),
            Long("drop") => {
                let number = text(parser.value().map_err(wrong)?)?;
                let number: Option<usize> = number.parse().ok().filter(|n| *n > 0);
                dropped.push(number.ok_or("调用有误：--drop 后面是项目的序号，从1起。")? - 1);
            }
            Value(path) if file.is_none() => file = Some(PathBuf::from(path)),
            other => return Err(wrong(other.unexpected())),
        }
    }
    let file = file.ok_or("调用有误：没有公开稿。gongkai --help 列出全部用法。")?;
    let out = out::new_file(out)?;
    let year = year.ok_or("调用有误：缺少 --year。gongkai --help 列出全部用法。")?;
    let (draft, stamp) = store::open_stamped(&file).map_err(|error| error.to_string())?;
    out::tell_unsaved(&file);
    let old = draft.identity.year;
    let year = out::year(&year, old.map_or(*YEARS.start(), |old| old + 1)).ok_or_else(|| match old {
        Some(old) => format!("调用有误：年度“{year}”应为四位数，晚于原稿的{old}年，不晚于2100年。"),
        None => out::wrong_year(&year),
    })?;
    if let Some(missing) = dropped.iter().find(|n| **n >= draft.cards.len()) {
        return Err(format!("调用有误：没有第{}个项目，原稿有{}个。", missing + 1, draft.cards.len()));
    }
    let library = library();
    let template = match &template {
        Some(id) => library.template(id).ok_or_else(|| format!("没有模板“{id}”。gongkai templates 列出全部模板。"))?,
        None => library.template(&draft.template.id).unwrap_or(&draft.template),
    };
    let template = template.resolved(&draft.template.chosen).or_else(|_| template.resolved(&[]))?;
    let work = worked_out(draft, &file)?;
    let (next, report) = gongkai::roll::roll(&work, year, template, &dropped);
    if !stamp.is_of(&file) {
        return Err(format!("{}：打开之后，另有程序改动或移走了这个文件，没有生成下年度稿。请再运行一次。", file.display()));
    }
    out::save_new(&next, &out)?;
    for entry in &report.entries {
        say(&format!("{}\t{}\t{}", entry.fate.label(), entry.at, entry.message));
    }
    say(&format!("已生成 {}：{year}年，{}处文字待核对。", out.display(), next.pending().iter().map(gongkai::model::Pending::count).sum::<usize>()));
    Ok(ExitCode::SUCCESS)
}

/// Every option of a template with its label.
fn option_names(template: &gongkai::template::Template) -> String {
    let named = template.choices.iter().flat_map(|choice| &choice.options).map(|option| format!("{}（{}）", option.id, option.label));
    let named: Vec<String> = named.collect();
    if named.is_empty() { "无".into() } else { named.join("、") }
}

/// Draft files named, folders replaced by the drafts in them and in their folders. False where a folder was not looked into, which is told.
fn drafts(paths: Vec<PathBuf>) -> (Vec<PathBuf>, bool) {
    const DEEPEST: usize = 16;
    let (mut files, mut whole) = (Vec::new(), true);
    for path in paths {
        if path.is_dir() {
            whole &= drafts_in(&path, DEEPEST, &mut files);
        } else {
            files.push(path);
        }
    }
    (files, whole)
}

/// The drafts in a folder, by name. Folders that are links are left out, since they may lead in a circle.
fn drafts_in(folder: &Path, deepest: usize, files: &mut Vec<PathBuf>) -> bool {
    let entries = match fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>) {
        Ok(_) if deepest == 0 => {
            tell(format_args!("{}：文件夹套得太深，里面的公开稿没有核对。", folder.display()));
            return false;
        }
        Ok(entries) => entries,
        Err(error) => {
            tell(format_args!("{}：读不了（{error}），里面的公开稿没有核对。", folder.display()));
            return false;
        }
    };
    let mut inside: Vec<PathBuf> = entries.iter().map(fs::DirEntry::path).collect();
    inside.sort();
    let mut whole = true;
    for path in inside {
        if path.is_dir() {
            whole &= path.is_symlink() || drafts_in(&path, deepest - 1, files);
        } else if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("ron")) {
            files.push(path);
        }
    }
    whole
}

fn check(parser: &mut lexopt::Parser) -> Result<ExitCode, String> {
    let (mut paths, mut json, mut all, mut publish, mut duties, mut out) = (Vec::new(), false, false, false, false, None);
    while let Some(argument) = parser.next().map_err(wrong)? {
        match argument {
            Long("json") => json = true,
            Long("all") => all = true,
            Long("publish") => publish = true,
            Long("duties") => duties = true,
            Long("output") | Short('o') => out = Some(PathBuf::from(parser.value().map_err(wrong)?)),
            Value(path) => paths.push(PathBuf::from(path)),
            other => return Err(wrong(other.unexpected())),
        }
    }
    let (files, whole) = drafts(paths);
    if files.is_empty() {
        return Err("调用有误：没有要核对的公开稿。gongkai --help 列出全部用法。".into());
    }
    if let Some(out) = &out {
        export::check_page(out)?;
        out::keep_apart(&files.iter().collect::<Vec<_>>(), &[out])?;
    }
    let library = library();
    let mut records = Vec::new();
    let mut listed: Vec<(String, Workings, Vec<rules::Finding>)> = Vec::new();
    let (mut errors, mut unreadable) = (false, !whole);
    for (n, file) in files.iter().enumerate() {
        if files.len() > 1 {
            tell(format_args!("[{}/{}] {}", n + 1, files.len(), file.display()));
        }
        let draft = match store::open(file) {
            Ok(draft) => draft,
            Err(error) => {
                tell(error);
                unreadable = true;
                continue;
            }
        };
        out::tell_unsaved(file);
        let work = worked_out(draft, file)?;
        let mut findings = rules::check(&work, &library.codes);
        if publish {
            let mut more = rules::publishing(&rules::Moment { work: &work, codes: &library.codes, findings: &findings });
            more.append(&mut findings);
            findings = more;
        }
        errors |= findings.iter().any(|finding| finding.severity == rules::Severity::Error && finding.status == rules::Status::Broken);
        let held = if all { rules::held(&work, &findings) } else { Vec::new() };
        let unasked = if all { rules::unasked(&work, &findings) } else { Vec::new() };
        if json {
            let mut places = Places::of(work.draft());
            records.extend(findings.iter().map(|finding| export::finding_record(file, work.draft(), &mut places, finding)));
            records.extend(held.iter().map(|code| export::held_record(file, code)));
            records.extend(unasked.iter().map(|(code, why)| export::unasked_record(file, code, why)));
        } else {
            let prefix = if files.len() > 1 { format!("{}\t", file.display()) } else { String::new() };
            say_findings(&prefix, &work, &findings, all.then_some((held.as_slice(), unasked.as_slice())));
        }
        if duties && !json {
            say_duties(&if files.len() > 1 { format!("{}\t", file.display()) } else { String::new() }, &work, &findings);
        }
        if out.is_some() {
            let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
            listed.push((name, work, findings));
        }
    }
    if let Some(out) = &out {
        let checked: Vec<rules::Checked<'_>> =
            listed.iter().map(|(name, work, findings)| rules::Checked { name: name.clone(), draft: work.draft(), findings }).collect();
        export::export_page(&rules::page(&checked), out)?;
    }
    if json {
        say(&serde_json::to_string_pretty(&records).map_err(|error| error.to_string())?);
    }
    Ok(ExitCode::from(if unreadable { 2 } else { u8::from(errors) }))
}

/// The codes that hold, and those of which there was nothing to ask, with the reason.
type Asked<'a> = (&'a [String], &'a [(&'a str, &'a str)]);

/// One line a finding; with `asked` also what holds, what there was nothing to ask of, and how many there are of each.
fn say_findings(prefix: &str, work: &Workings, findings: &[rules::Finding], asked: Option<Asked<'_>>) {
    let draft = work.draft();
    let mut places = Places::of(draft);
    for finding in findings {
        let answer = finding.answer(draft).map_or_else(String::new, |answer| format!("（已说明：{}）", answer.reason));
        say(&format!("{prefix}{}\t{}\t{}\t{}{answer}", finding.code, finding.label(), places.describe(&finding.place), finding.message));
    }
    if let Some((held, unasked)) = asked {
        for code in held {
            say(&format!("{prefix}{code}\t成立"));
        }
        for (code, why) in unasked {
            say(&format!("{prefix}{code}\t未核查\t\t{why}"));
        }
        say(&format!("{prefix}{}", tally(draft, findings, held.len(), unasked)));
    }
}

/// 公开完整性自评: a line for each duty, a square for each of its parts.
fn say_duties(prefix: &str, work: &Workings, findings: &[rules::Finding]) {
    for one in gongkai::session::assess(work, findings) {
        let squares: String = one.squares.iter().map(|square| square.state.square()).collect();
        let why = if one.state().is_some_and(|state| state != gongkai::session::State::Complete) {
            format!("（{}；{}）", one.duty.why, one.duty.clause)
        } else {
            String::new()
        };
        say(&format!("{prefix}{}\t{squares}\t{}{why}", one.duty.label, one.said()));
    }
}

/// How many rules hold, how many findings there are of each kind, and why something was not checked.
fn tally(draft: &Draft, findings: &[rules::Finding], held: usize, unasked: &[(&str, &str)]) -> String {
    let count = |wanted: &str| findings.iter().filter(|finding| finding.label() == wanted).count();
    let kinds = rules::LABELS.map(|kind| format!("{kind}{}处", count(kind)));
    let answered = findings.iter().filter(|finding| finding.answered(draft)).count();
    let open: Vec<String> = findings
        .iter()
        .filter(|finding| finding.status == rules::Status::NotChecked)
        .map(|finding| format!("{}{}", finding.code, finding.message.split_once("未核查，").map_or("", |(_, why)| why)))
        .collect();
    let reasons: std::collections::BTreeSet<&str> = unasked.iter().map(|(_, why)| *why).collect();
    let none = format!("；另有{}条规则没有可以核查的内容：{}", unasked.len(), reasons.into_iter().collect::<Vec<_>>().join("、"));
    let none = if unasked.is_empty() { String::new() } else { none };
    let why = if open.is_empty() { String::new() } else { format!("；未核查的：{}", open.join("、")) };
    format!("成立{held}条规则；{}；已说明{answered}处{why}{none}", kinds.join("，"))
}

fn worked_out(draft: Draft, file: &Path) -> Result<Workings, String> {
    Workings::of(draft).map_err(|_| format!("{}：文件里的模板有误。", file.display()))
}

fn demo() -> Result<ExitCode, String> {
    let folder = Path::new("gongkai-demo");
    fs::create_dir_all(folder).map_err(|error| format!("{}：建不了文件夹（{error}）。请换到可写的文件夹再运行。", folder.display()))?;
    let file = folder.join("示例公开稿.ron");
    if file.exists() {
        say(&format!("文件夹 {} 里已有示例，没有重新生成。要从头再来，请先移走这个文件夹。", folder.display()));
    } else {
        let library = library();
        let name = store::samples().into_iter().next().ok_or("程序里没有示例。")?;
        let draft = store::sample(name).map_err(|error| error.to_string())?;
        out::save_new(&draft, &file)?;
        for file in ["示例公开稿.txt", "示例公开稿.pdf"].map(|name| folder.join(name)) {
            if !file.exists() {
                export::export(&draft, &library.codes, &file)?;
            }
        }
        say(&format!("示例已写入文件夹 {}：示例公开稿.ron、示例公开稿.txt、示例公开稿.pdf", folder.display()));
    }
    if gongkai::has_display() {
        open_window(Some(file))
    } else {
        say(&format!("本机没有图形显示，不打开窗口。在有桌面的电脑上运行：gongkai {}", file.display()));
        Ok(ExitCode::SUCCESS)
    }
}

#[cfg(feature = "gui")]
fn open_window(file: Option<PathBuf>) -> Result<ExitCode, String> {
    if !gongkai::has_display() {
        return Err("本机没有图形显示（DISPLAY、WAYLAND_DISPLAY 都没有设置），打不开窗口。gongkai --help 列出不用窗口的命令。".into());
    }
    gongkai::gui::open(library(), file).map(|()| ExitCode::SUCCESS)
}

#[cfg(not(feature = "gui"))]
fn open_window(_file: Option<PathBuf>) -> Result<ExitCode, String> {
    Err("这个版本没有窗口。gongkai --help 列出全部命令。".into())
}
