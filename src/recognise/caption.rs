//! Lines around a table: captions (whose it is, its year, the unit of its money), its number, its title, notes below it.

use super::words::{key, plain};

/// Captions are short.
const LONGEST: usize = 50;

/// The captions that a line holds, apart by blanks or by none at all; `None` where it holds anything else. A blank line holds none.
pub(super) fn captions_in(line: &str) -> Option<Vec<String>> {
    let line = line.trim();
    if line.is_empty() {
        return Some(Vec::new());
    }
    // Most lines are neither.
    if line.chars().count() > 2 * LONGEST {
        return None;
    }
    if is_right(line) {
        return Some(vec![line.to_owned()]);
    }
    // The number of the page at the end of a line of captions.
    let inner = plain(line);
    if inner.starts_with('第') && inner.ends_with('页') && inner[3..inner.len() - 3].chars().all(|c| c.is_ascii_digit() || "共页第,/".contains(c))
    {
        return Some(Vec::new());
    }
    // Wide blanks part captions before narrow ones do, and the unit of money stands last.
    let wide = [line.find('\t'), line.find("   "), line.find("\u{3000}\u{3000}")].into_iter().flatten().min();
    let narrow = line.char_indices().filter(|(_, c)| c.is_whitespace()).map(|(at, _)| at);
    let glued = line.match_indices("单位").chain(line.match_indices("金额单位")).map(|(at, _)| at);
    let cuts = wide.into_iter().chain(narrow).chain(glued.filter(|at| *at > 0 && is_right(&line[*at..])));
    for at in cuts {
        let (left, right) = (line[..at].trim(), line[at..].trim());
        let named = Some(at) == wide && is_right(right) && is_bare_name(left);
        if left.is_empty() || right.is_empty() || !(is_left(left) || is_right(left) || named) {
            continue;
        }
        if let Some(rest) = captions_in(right) {
            return Some(std::iter::once(left.to_owned()).chain(rest).collect());
        }
    }
    is_left(line).then(|| vec![line.to_owned()])
}

/// 单位：万元, 截止时间：…: stands above a table at the right.
pub(super) fn is_right(line: &str) -> bool {
    let text = plain(line);
    if text.chars().count() > 22 {
        return false;
    }
    let unit = text.split_once("单位:").is_some_and(|(label, unit)| {
        matches!(label.trim_start_matches(['(', '[']), "" | "金额" | "计量" | "货币" | "资金" | "数据" | "计算")
            && unit.split_once('元').is_some_and(|(_, rest)| rest.is_empty() || rest.starts_with(['(', ')', ']', '、', '/', ',', '%']))
    });
    unit || text.starts_with("金额单位") || text.starts_with("计量单位:") || text.starts_with("截止") || text.starts_with("截至")
}

/// 103001 某单位, 预算年度：2024, 编制部门：…, 公开01表: stands above a table at the left.
pub(super) fn is_left(line: &str) -> bool {
    let text = plain(line);
    if text.chars().count() > LONGEST || text.ends_with(['。', ';', ',']) {
        return false;
    }
    let starts =
        ["预算年度", "编制部门", "编制单位", "填报单位", "填报部门", "部门名称:", "单位名称:", "部门:", "单位:", "部门公开表", "公开表", "附件"];
    matches!(text.as_str(), "部门公开表" | "单位公开表" | "公开表")
        || is_number_of_form(&text)
        || is_year(&text)
        || labelled(line).is_some()
        || owner(line).is_some()
        || starts.iter().any(|start| text.starts_with(start) && text.chars().count() > start.chars().count())
}

/// Whether a text beside the unit of money may be the name of whose table it is, though no label says so, and no title.
pub(super) fn is_bare_name(text: &str) -> bool {
    let text = plain(text);
    let of_title = ["表", "情况", "明细", "预算", "支出", "收入", "说明", "公开", "目标", "项目"].iter().any(|end| text.ends_with(end));
    (4..=30).contains(&text.chars().count()) && !of_title && text.chars().all(|c| super::words::is_wide(c) && c != '、' || matches!(c, '(' | ')'))
}

/// 公开01表, 表3, 附表2-1, 附件1: which table of the document it is.
pub(super) fn is_number_of_form(text: &str) -> bool {
    let text = plain(text);
    if text.chars().count() >= 8 {
        return false;
    }
    let is_number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十-—".contains(c);
    let inner = ["部门", "单位", "预算", "公开"].iter().fold(text.as_str(), |text, start| text.trim_start_matches(start));
    let before = inner.strip_suffix('表').is_some_and(|number| !number.is_empty() && number.chars().all(|c| c.is_ascii_digit() || c == '-'));
    let inner = inner.trim_start_matches('附').trim_start_matches(['表', '件']).trim_start_matches(':').trim_end_matches(':');
    let behind = inner.len() < text.len() && text.contains(['表', '件']) && !inner.is_empty() && inner.chars().all(is_number);
    before || behind
}

/// （2026年度） or 2026年 below a title.
pub(super) fn is_year(text: &str) -> bool {
    let inner = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).unwrap_or(text);
    let year = inner.strip_suffix("年度").or_else(|| inner.strip_suffix('年'));
    year.is_some_and(|year| year.len() == 4 && year.starts_with("20") && year.bytes().all(|b| b.is_ascii_digit()))
}

/// What a short label before a colon says, where it is one of those that stand above tables: 填报单位（盖章）：, 日期：.
fn labelled(line: &str) -> Option<(String, &str)> {
    let (label, rest) = line.split_once(['：', ':'])?;
    let label = plain(label);
    let ends = ["单位", "部门", "单位)", "部门)", "名称", "盖章)", "公章)", "编码", "代码", "日期", "年度", "表号", "文号"];
    // 支出总表（单位 is a title that its unit follows; 填表单位 is none.
    let inner = label.trim_start_matches('(');
    let by_hand = ["填表", "制表", "报表"].iter().any(|word| inner.starts_with(word)) || inner.ends_with("表号");
    let of_title = inner.matches('(').count() > inner.matches(')').count() || inner.contains('表') && !by_hand;
    let short = (2..=8).contains(&label.chars().count()) && !of_title;
    (short && ends.iter().any(|end| label.ends_with(end)) && !rest.contains(['。', '；', '，'])).then(|| (label, rest.trim()))
}

/// Code and name of the unit in a caption: `103001 某单位`, `编制部门：某单位`.
pub(super) fn owner(line: &str) -> Option<(String, String)> {
    let line = line.trim();
    let line = line.strip_prefix(['[', '［', '【']).unwrap_or(line);
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let name = line[digits..].trim_start_matches([' ', '-', '—', '－', '\u{3000}', '_', ']', '］', '】']).trim();
    let is_name = |name: &str| {
        let count = name.chars().count();
        (3..=40).contains(&count)
            && !name.contains(['。', '，', '；', '、', '：', '.', '％', '%'])
            && !name.chars().any(char::is_whitespace)
            && name.chars().next().is_some_and(super::words::is_wide)
    };
    if (3..=12).contains(&digits) && is_name(name) && !name.starts_with(['年', '万', '元', '个']) {
        return Some((line[..digits].to_owned(), name.to_owned()));
    }
    let (label, rest) = labelled(line)?;
    let other = ["主管", "上级", "审核", "金额", "计量", "项目", "货币"].iter().any(|word| label.contains(word));
    let ends = ["单位", "部门", "单位)", "部门)", "盖章)", "公章)", "单位名称", "部门名称"].iter().any(|end| label.ends_with(end));
    if other || !ends {
        return None;
    }
    owner(rest).or_else(|| (is_name(rest) && !rest.ends_with('元')).then(|| (String::new(), rest.to_owned())))
}

/// A title and the unit of money that stands behind it in its line: `支出总表（单位：万元）`, `支出总表  单位：万元`.
pub(super) fn title_and_unit(line: &str) -> Option<(String, String)> {
    // Whose table it is may stand in its title, too: 单位收支总表（单位：元）.
    let at = line.rfind("单位")?;
    let before = ["金额", "计量", "货币"].iter().find_map(|word| line[..at].strip_suffix(word)).unwrap_or(&line[..at]);
    let title = before.trim_end().trim_end_matches(['（', '(', '[', '［', '【']).trim();
    let unit = line[before.len()..].trim().trim_end_matches(['）', ')', ']', '］', '】']);
    (plain(title).ends_with('表') && is_title(title) && is_right(unit)).then(|| (title.to_owned(), unit.to_owned()))
}

/// A note below a table.
pub(super) fn is_note(line: &str) -> bool {
    let text = plain(line);
    ["注:", "备注:", "说明:", "注1", "注释"].iter().any(|start| text.starts_with(start))
}

/// 本单位没有政府性基金预算支出。: what stands below a table that is empty.
pub(super) fn is_nil(line: &str) -> bool {
    let text = plain(line);
    let none = ["没有", "无", "未安排", "未使用", "不涉及"].iter().any(|word| text.contains(word));
    let money = ["预算", "支出", "拨款", "安排", "收入"].iter().any(|word| text.contains(word));
    let own = ["本", "我", "无", "没有", "(本", "空表"].iter().any(|start| text.starts_with(start)) || text.contains("空表");
    none && money && own && text.chars().count() <= 60 || text.contains("空表列示")
}

/// Whether a line may be the title of what stands below it.
pub(super) fn is_title(line: &str) -> bool {
    let count = line.chars().count();
    let text = line.trim();
    // 见下表： leads to a table, and is no title.
    let leads = count > 12 && text.ends_with(['：', ':']);
    let longest = if plain(text).trim_end_matches(')').ends_with('表') || text.contains("表（") { 100 } else { 60 };
    (2..=longest).contains(&count)
        && !leads
        && !text.ends_with(['。', '；', '，', '、', ';', ','])
        && !text.contains(['。', '；'])
        && !key(text).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owners_of_tables() {
        assert_eq!(owner("103001 某市公安局"), Some(("103001".into(), "某市公安局".into())));
        assert_eq!(owner("216政法委"), Some(("216".into(), "政法委".into())));
        assert_eq!(owner("编制部门：某某局"), Some((String::new(), "某某局".into())));
        assert_eq!(owner("部门（单位）：某区图书馆"), Some((String::new(), "某区图书馆".into())));
        assert_eq!(owner("[417]某市博物馆"), Some(("417".into(), "某市博物馆".into())));
        assert_eq!(owner("填报单位（盖章）：某县农机站"), Some((String::new(), "某县农机站".into())));
        assert_eq!(owner("填表单位：某县农机站"), Some((String::new(), "某县农机站".into())));
        assert_eq!(owner("（编制单位：某县农机站）").map(|(_, name)| name.starts_with("某县农机站")), Some(true));
        assert_eq!(owner("主管部门：某市文物局"), None);
        assert_eq!(owner("单位：万元"), None);
        assert_eq!(owner("2024年预算"), None);
    }

    #[test]
    fn a_title_gives_up_the_unit_behind_it() {
        let parts = |line: &str| title_and_unit(line).map(|(title, unit)| format!("{title}|{unit}"));
        assert_eq!(parts("支出总表（单位：万元）"), Some("支出总表|单位：万元".into()));
        assert_eq!(parts("支出总表  金额单位：元"), Some("支出总表|金额单位：元".into()));
        assert_eq!(parts("部门（单位）收支总表（单位：元）"), Some("部门（单位）收支总表|单位：元".into()));
        assert_eq!(parts("单位预算支出总表"), None);
        assert_eq!(parts("某单位：支出情况"), None);
    }

    #[test]
    fn captions_in_one_line_are_parted_whatever_stands_between_them() {
        let captions = |line: &str| captions_in(line).map(|found| found.join("|"));
        assert_eq!(captions("编制单位：某区图书馆 单位：元"), Some("编制单位：某区图书馆|单位：元".into()));
        assert_eq!(captions("部门：103-某局单位：万元"), Some("部门：103-某局|单位：万元".into()));
        assert_eq!(captions("103001 某科技局 2026年度 金额单位：万元"), Some("103001 某科技局|2026年度|金额单位：万元".into()));
        assert_eq!(captions("公开01表"), Some("公开01表".into()));
        assert_eq!(captions("附表3\t单位：元"), Some("附表3|单位：元".into()));
        for line in [
            "支出总表",
            "表1：支出总表",
            "1.收支总表",
            "支出总表（单位：万元）",
            "表3  支出总表  单位：万元",
            "一、部门职责",
            "2026年预算数",
            "单位：万元是本表的计量单位，不是名称。",
        ] {
            assert_eq!(captions(line), None, "{line}");
        }
    }
}
