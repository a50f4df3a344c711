//! RON as Gongkai writes and reads it: drafts and templates share one dialect and one way to report faults.

mod survey;

use std::fmt;

use ron::extensions::Extensions;
use ron::ser::PrettyConfig;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Where and why a text cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RonFault {
    /// From 1.
    pub line: usize,
    /// From 1.
    pub column: usize,
    /// In Chinese.
    pub reason: String,
}

impl fmt::Display for RonFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "第{}行第{}列：{}", self.line, self.column, self.reason)
    }
}

/// Reads a value; `Some(…)` need not be written out. A mark of the byte order before the text is none of it.
///
/// # Errors
/// Line, column and reason of the first fault. A key that stands twice is one: one of its two values would be lost.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, RonFault> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    survey::survey(text)?;
    options().from_str(text).map_err(|error| RonFault { line: error.span.start.line, column: error.span.start.col, reason: reason(&error.code) })
}

/// Writes a value, one field a line down to `depth` levels and one line for anything deeper, so that a changed
/// figure is a changed line.
///
/// # Errors
/// Only where the value itself refuses to be written.
pub fn write<T: Serialize>(value: &T, depth: usize) -> Result<String, ron::Error> {
    let config = PrettyConfig::new().depth_limit(depth).indentor("  ").new_line("\n").escape_strings(false);
    options().to_string_pretty(value, config).map(|text| text + "\n")
}

fn options() -> ron::Options {
    ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME)
}

fn reason(error: &ron::Error) -> String {
    use ron::Error as E;
    match error {
        E::Eof | E::ExpectedStringEnd => "内容不完整，文件可能被截断".into(),
        E::Message(message) => message.clone(),
        E::MissingStructField { field, .. } => format!("缺少字段“{field}”"),
        E::NoSuchStructField { found, expected, .. } => format!("不认识的字段“{found}”，可用：{}", expected.join("、")),
        E::DuplicateStructField { field, .. } => format!("字段“{field}”写了两次"),
        E::NoSuchEnumVariant { found, expected, .. } => format!("不认识的取值“{found}”，可用：{}", expected.join("、")),
        E::InvalidValueForType { expected, found } => format!("此处应为{expected}，实为{found}"),
        E::ExpectedComma => "此处缺少逗号".into(),
        E::ExpectedString => "此处应为带引号的文字".into(),
        E::ExpectedInteger => "此处应为整数".into(),
        E::ExpectedBoolean => "此处应为 true 或 false".into(),
        E::ExpectedArray | E::ExpectedArrayEnd => "方括号 [ ] 不配对".into(),
        E::ExpectedMap | E::ExpectedMapColon | E::ExpectedMapEnd => "花括号 { } 内应为“键: 值”".into(),
        E::ExpectedStructLike | E::ExpectedStructLikeEnd | E::ExpectedNamedStructLike(_) | E::ExpectedOptionEnd => "圆括号 ( ) 不配对".into(),
        E::Utf8Error(_) => "不是 UTF-8 编码的文字".into(),
        E::ExceededRecursionLimit => "嵌套的层次太多，不像正常的文件".into(),
        E::TrailingCharacters => "结尾之后还有多余内容".into(),
        other => format!("格式不对（{other}）"),
    }
}
