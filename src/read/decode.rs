//! Bytes into characters: UTF-8, UTF-16 with a mark, or what old Chinese systems write (GB 18030).
//!
//! A single bad byte makes no other encoding of a text. It is replaced by `�` and told with its line.

use encoding_rs::{Encoding, GB18030, UTF_8};

use super::Doubt;

/// Places of bad bytes that are told one by one.
const TOLD: usize = 20;

/// A text, and the lines in which something could not be read.
pub(super) fn decoded(bytes: &[u8]) -> (String, Vec<Doubt>) {
    let encoding = match (Encoding::for_bom(bytes), std::str::from_utf8(bytes)) {
        (Some((encoding, _)), _) => encoding,
        (None, Ok(text)) => return (text.to_owned(), Vec::new()),
        (None, Err(_)) if is_utf8(bytes) => UTF_8,
        (None, Err(_)) => GB18030,
    };
    let (text, _, bad) = encoding.decode(bytes);
    let text = text.into_owned();
    let doubts = if bad { doubts(&text) } else { Vec::new() };
    (text, doubts)
}

/// Whether bytes that are not all UTF-8 are meant to be: it has more Chinese characters than faults. In a text of GB 18030 hardly any three bytes
/// happen to be one.
fn is_utf8(bytes: &[u8]) -> bool {
    let (mut chinese, mut faults) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        chinese += chunk.valid().chars().filter(|c| matches!(c, '\u{3000}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')).count();
        faults += usize::from(!chunk.invalid().is_empty());
    }
    chinese >= faults
}

fn doubts(text: &str) -> Vec<Doubt> {
    let bad = text.split('\n').enumerate().filter(|(_, line)| line.contains('\u{fffd}'));
    let mut lines: Vec<usize> = bad.map(|(n, _)| n + 1).collect();
    let more = lines.len().saturating_sub(TOLD);
    lines.truncate(TOLD);
    let message = "有字节不是文字，已用“�”代替，请对照原件改正";
    let mut out: Vec<Doubt> = lines.iter().map(|line| Doubt { at: format!("第{line}行"), message: message.into() }).collect();
    if let Some(last) = out.last_mut().filter(|_| more > 0) {
        last.message = format!("{message}；后面另有{more}行也是这样");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_bad_byte_is_told_with_its_line_and_leaves_the_rest_as_it_is() {
        let mut bytes = "单位概况\n收支总表说明\n第三行".as_bytes().to_vec();
        bytes[16] = 0xff;
        let (text, doubts) = decoded(&bytes);
        assert!(text.starts_with("单位概况\n") && text.ends_with("表说明\n第三行"), "{text}");
        assert_eq!(doubts.iter().map(|doubt| doubt.at.as_str()).collect::<Vec<_>>(), ["第2行"]);
    }

    #[test]
    fn a_text_of_an_old_system_is_read_as_what_it_is() {
        let (bytes, _, _) = GB18030.encode("收支总表\t金额\n联通");
        assert_eq!(decoded(&bytes), ("收支总表\t金额\n联通".to_owned(), Vec::new()));
        let mut broken = bytes.into_owned();
        broken.push(0xff);
        let (text, doubts) = decoded(&broken);
        assert!(text.starts_with("收支总表\t金额\n联通") && doubts[0].at == "第2行", "{text}");
    }
}
