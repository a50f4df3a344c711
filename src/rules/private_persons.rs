//! M102: the name of a private person, told by what stands beside it and not by a list of names alone.

use std::sync::LazyLock;

use super::words::{Words, around};

/// Family names that are common.
pub(super) const FAMILIES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范石廖贾韦付邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵钱严覃戴莫孔汤";

/// Who is spoken of by name after these.
const ROLES: &[&str] = &[
    "退役军人",
    "伤残军人",
    "残疾军人",
    "烈属",
    "遗属",
    "家属",
    "被害人",
    "死者",
    "嫌疑人",
    "当事人",
    "信访人",
    "上访人",
    "患者",
    "低保户",
    "贫困户",
    "特困户",
    "病人",
    "伤者",
    "受害人",
];

/// What is done for somebody by name.
const FOR: &[&str] = &[
    "停尸",
    "尸体",
    "遗体",
    "骨灰",
    "丧葬",
    "抚恤",
    "赔偿",
    "补偿",
    "救助",
    "医疗费",
    "治疗费",
    "慰问",
    "工伤",
    "伤残",
    "遗属",
    "之子",
    "专案",
    "一案",
    "诉讼",
    "欠款",
    "工资",
    "安置费",
    "生活补助",
    "误工费",
];

/// What ends the name of a place or an office, and no person's.
const NO_NAMES: &str = "区县市镇乡村省州局院所部科室队站处会校厂店街路社障病人员费";

/// Words that begin like names.
const WORDS: &[&str] = &[
    "管理", "安置", "任务", "方案", "方面", "方便", "方式", "方向", "毛巾", "高额", "高龄", "高危", "高校", "高速", "高中", "高压", "石油", "武警",
    "武装", "江苏", "江西", "顾问", "雷达", "龙头", "黄金", "黄色", "金额", "钱款", "严重", "严格", "史料", "付款", "付费", "范围", "程序", "程度",
    "周期", "周边", "周转", "任职", "任期", "林业", "林木", "田地", "余额", "余款", "陆续", "陆军", "胡同", "许可", "马上", "马路",
];

pub(super) fn check(text: &str) -> Vec<String> {
    static WORDS: LazyLock<Words> = LazyLock::new(|| Words::of(&[ROLES, FOR]));
    let mut out = Vec::new();
    if !WORDS.are_in(text) {
        return out;
    }
    // One after the other: whoever has looked at a name has not looked at the next.
    let mut rest = text.to_owned();
    while let Some(name) = name(&rest) {
        out.push(format!("“{}”里的“{name}”像是个人姓名，公开前核对是否可以公开", around(text, &name, 8, 8)));
        rest = rest.replace(&name, "");
    }
    out
}

fn name(text: &str) -> Option<String> {
    for role in ROLES {
        for (at, _) in text.match_indices(role) {
            let rest = &text[at + role.len()..];
            if let Some(name) =
                begins_with_name(rest, |behind| behind.is_empty() || behind.starts_with(['，', '。', '；', '、', '）', '\t', '等']) || is_for(behind))
            {
                return Some(name);
            }
        }
    }
    // At the beginning of a cell or clause.
    let mut starts = std::iter::once(0).chain(text.match_indices(['，', '。', '；', '：', '支', '于']).map(|(at, stop)| at + stop.len()));
    if !FOR.iter().any(|word| text.contains(word)) {
        return None;
    }
    starts.find_map(|start| begins_with_name(text[start..].trim_start_matches("付"), is_for))
}

fn is_for(behind: &str) -> bool {
    FOR.iter().any(|word| behind.starts_with(word)) || of_several(behind)
}

/// 等3人 and what is done for them.
fn of_several(behind: &str) -> bool {
    behind.strip_prefix('等').is_some_and(|rest| {
        rest.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c)).starts_with('人') && !rest.starts_with('人')
    })
}

/// Two or three characters that are a name, where what stands behind is right.
fn begins_with_name(rest: &str, is_right: impl Fn(&str) -> bool) -> Option<String> {
    if !FAMILIES.contains(rest.chars().next()?) || WORDS.iter().any(|word| rest.starts_with(word)) {
        return None;
    }
    [3, 2].into_iter().find_map(|long| {
        let end = rest.char_indices().nth(long).map_or(rest.len(), |(at, _)| at);
        let name = &rest[..end];
        let of_place = name.chars().last().is_some_and(|last| NO_NAMES.contains(last));
        let is_name = !of_place
            && name.chars().count() == long
            && name.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
            && !FOR.iter().any(|word| name.ends_with(&word[..3]));
        (is_name && is_right(&rest[end..])).then(|| name.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, sample};

    fn with(text: &str) -> usize {
        let mut draft = sample();
        draft.cards[0].texts.insert("purpose".into(), text.into());
        found(&draft, "M102").len()
    }

    #[test]
    fn names_beside_what_is_done_for_somebody_are_told() {
        for text in
            ["李秀兰停尸费", "周大勇等3人误工费", "用于支付王某凯医疗费", "辅助性岗位退役军人崔大海工资保险", "患者张雪，已经出院", "赵军一案诉讼费"]
        {
            assert_eq!(with(text), 1, "{text}");
        }
    }

    #[test]
    fn words_that_begin_like_names_are_none() {
        for text in [
            "严重精神障碍患者管理、救助",
            "患者和家属",
            "职工安置费",
            "高龄老人生活补助",
            "工资福利支出",
            "任务完成率",
            "死者遗体处置",
            "民警慰问",
            "困难职工救助",
            "石家庄市公安局工资",
        ] {
            assert_eq!(with(text), 0, "{text}");
        }
    }
}
