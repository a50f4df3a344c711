//! Signs that Word writes by their place in a font of signs, as the characters that look like them.

/// The character of a sign; `None` for a font of letters.
pub(super) fn sign(font: &str, code: u32) -> Option<Result<char, u32>> {
    let font = font.trim().to_lowercase();
    let code = if (0xF000..=0xF0FF).contains(&code) { code - 0xF000 } else { code };
    let found = match font.as_str() {
        "wingdings" => match code {
            0xFE => '☑',
            0xFD | 0x78 => '☒',
            0xA8 | 0x6F | 0x71 | 0x72 => '□',
            0x6E | 0xA7 => '■',
            0xFC => '✓',
            0xFB => '✗',
            0x6C => '●',
            0xA1 | 0x6D => '○',
            0xD8 => '➢',
            0x75 | 0x76 => '◆',
            0xE0 | 0xF0 => '→',
            0xAB => '★',
            0x20 => ' ',
            0x81..=0x8A => char::from_u32(0x2460 + code - 0x81)?,
            _ => return Some(Err(code)),
        },
        "wingdings 2" => match code {
            0x52 => '☑',
            0x53 | 0x54 => '☒',
            0xA3 | 0x2A => '□',
            0xA2 => '■',
            0x50 => '✓',
            0x4F | 0x51 => '✗',
            0x98 | 0x97 => '●',
            0x99 | 0x9A => '○',
            0x20 => ' ',
            _ => return Some(Err(code)),
        },
        "wingdings 3" | "webdings" => match code {
            0x61 => '✓',
            0x63 => '□',
            0x67 => '■',
            0x20 => ' ',
            _ => return Some(Err(code)),
        },
        "symbol" => match code {
            0xB7 => '·',
            0xB3 => '≥',
            0xA3 => '≤',
            0xB1 => '±',
            0xB4 => '×',
            0xB8 => '÷',
            0xB9 => '≠',
            0xD6 => '√',
            0xE5 => '∑',
            0xAE => '→',
            0x20..=0x3F => char::from_u32(code)?,
            _ => return Some(Err(code)),
        },
        _ => return None,
    };
    Some(Ok(found))
}

/// A text that stands in such a font.
pub(super) fn signs(font: &str, text: &str) -> (String, bool) {
    let mut unknown = false;
    let out = text.chars().filter_map(|c| match sign(font, u32::from(c)) {
        Some(Ok(found)) => Some(found),
        // Whatever is no sign of the font, as a Chinese character, is shown in another one.
        Some(Err(code)) if code < 0x100 => {
            unknown = true;
            None
        }
        _ => Some(c),
    });
    let out = out.collect();
    (out, unknown)
}
