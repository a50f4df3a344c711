//! One call from a draft to a file, by the file's ending. Used by the command line and the window alike.

use std::path::Path;

use serde::Serialize;

use crate::calc::calc;
use crate::document::compose;
use crate::model::Draft;
use crate::rules::{Finding, Severity, Status};
use crate::store;
use crate::template::codes::Codes;
use crate::template::plan::Plan;
use crate::{typeset, write};

/// Endings that [`export`] understands, with what a clerk calls the format.
pub const FORMATS: [(&str, &str); 3] = [("pdf", "PDF 文件"), ("txt", "文本文件"), ("json", "JSON 数据")];

/// Writes the draft in the format of the file's ending.
///
/// # Errors
/// A line in Chinese: file, reason, what to do. Nothing is written then.
pub fn export(draft: &Draft, codes: &Codes, out: &Path) -> Result<(), String> {
    let fail = |reason: &str| format!("{}：{reason}", out.display());
    let ending = out.extension().and_then(|e| e.to_str()).unwrap_or("").to_lowercase();
    if !FORMATS.iter().any(|(known, _)| *known == ending) {
        return Err(fail("不认识的后缀。可用的后缀：txt pdf json。"));
    }
    let plan = Plan::compile(&draft.template).map_err(|_| fail("公开稿里的模板有误。"))?;
    let totals = calc(draft, &plan);
    let document = compose(draft, codes, &plan, &totals);
    let bytes = match ending.as_str() {
        "txt" => write::text(&document).into_bytes(),
        "json" => write::json(draft, &plan, &totals, &document).map_err(|error| fail(&error.to_string()))?.into_bytes(),
        _ => typeset::pdf(&document).map_err(|error| fail(&error.to_string()))?,
    };
    store::write_whole(out, &bytes).map_err(|error| error.to_string())
}

/// A finding as `check --json` prints it.
#[derive(Debug, Serialize)]
pub struct FindingRecord {
    file: String,
    code: String,
    status: Status,
    severity: Severity,
    place: String,
    message: String,
    left: String,
    right: String,
}

/// A finding of a file's draft as a record.
#[must_use]
pub fn finding_record(file: &Path, draft: &Draft, finding: &Finding) -> FindingRecord {
    let (left, right) = finding.figures.clone().unwrap_or_default();
    FindingRecord {
        file: file.display().to_string(),
        code: finding.code.clone(),
        status: finding.status,
        severity: finding.severity,
        place: finding.place.describe(draft),
        message: finding.message.clone(),
        left,
        right,
    }
}
