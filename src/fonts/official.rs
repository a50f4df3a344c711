//! The type of official documents (GB/T 9704): 小标宋, 仿宋, 楷体, 黑体. No licence lets the program bring it along, so it is looked for by
//! name among the fonts of the user and of the system ([`found`]); what is not there is set in the program's own, and that is told.

use super::found::{self, Outside};

/// A kind of type.
struct Kind {
    /// As the layout calls it.
    id: &'static str,
    /// As a clerk calls it.
    label: &'static str,
    /// What fonts of it are called, the best first.
    families: &'static [&'static str],
    /// What stands in for it.
    instead: &'static str,
}

/// The names are those of Windows, macOS and of the founders; a font has them in English and often in Chinese, too.
const KINDS: [Kind; 4] = [
    Kind {
        id: "title",
        label: "小标宋",
        families: &[
            "方正小标宋简体",
            "FZXiaoBiaoSong-B05S",
            "方正小标宋_GBK",
            "FZXiaoBiaoSong-B05",
            "方正小标宋",
            "文鼎小标宋简",
            "华文中宋",
            "STZhongsong",
        ],
        instead: "宋体加粗",
    },
    Kind {
        id: "fangsong",
        label: "仿宋",
        families: &[
            "仿宋_GB2312",
            "FangSong_GB2312",
            "仿宋",
            "FangSong",
            "方正仿宋简体",
            "FZFangSong-Z02S",
            "方正仿宋_GBK",
            "FZFangSong-Z02",
            "华文仿宋",
            "STFangsong",
        ],
        instead: "宋体",
    },
    Kind {
        id: "kai",
        label: "楷体",
        families: &["楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi", "方正楷体简体", "FZKai-Z03S", "方正楷体_GBK", "华文楷体", "STKaiti"],
        instead: "霞鹜文楷",
    },
    Kind {
        id: "hei",
        label: "黑体",
        families: &["黑体", "SimHei", "方正黑体简体", "FZHei-B01S", "方正黑体_GBK", "华文黑体", "STHeiti"],
        instead: "思源黑体",
    },
];

impl Kind {
    /// The name of the best that is there.
    fn family(&self) -> Option<&'static str> {
        self.families.iter().copied().find(|family| found::has_named(family))
    }
}

/// What is there, each with what the layout calls it.
///
/// # Errors
/// A file that cannot be read, or is no font; in Chinese.
pub fn fonts() -> Result<Vec<(&'static str, Outside)>, String> {
    let mut fonts = Vec::new();
    for kind in &KINDS {
        let Some(family) = kind.family() else { continue };
        let Some(font) = found::named(family)? else { continue };
        if ttf_parser::Face::parse(&font.data, font.index).is_err() {
            return Err(format!("字体“{family}”的文件已损坏，请重新安装这个字体，再导出"));
        }
        fonts.push((kind.id, font));
    }
    Ok(fonts)
}

/// Which fonts an official document is set in, and what is not there, in one line.
#[must_use]
pub fn told() -> String {
    let (mut there, mut missing) = (Vec::new(), Vec::new());
    for kind in &KINDS {
        match kind.family() {
            Some(family) => there.push(format!("{}用“{family}”", kind.label)),
            None => missing.push(format!("{}（以{}代替）", kind.label, kind.instead)),
        }
    }
    let there = if there.is_empty() { String::new() } else { format!("{}。", there.join("，")) };
    let missing = if missing.is_empty() {
        String::new()
    } else {
        format!("没有装可以嵌入的{}；要用它们，请装上字体，或把字体文件放进用户数据目录的 gongkai/fonts 文件夹，再导出。", missing.join("、"))
    };
    format!("公文版式：{there}{missing}")
}
