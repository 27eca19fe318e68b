//! Plain text: the first line is the title where it looks like one.

use super::{Draft, clean, encoding, front_matter};

/// The longest first line, in characters, that can be a headline.
const HEADLINE: usize = 200;
/// How much of a first sentence serves as a title, in characters.
const TITLE: usize = 120;

pub(super) fn read(bytes: &[u8]) -> Result<Draft, String> {
    let decoded = encoding::decode(bytes, None);
    let text = clean(&decoded);
    let (fields, body) = front_matter::split(&text);
    Ok(Draft { fields, body: body.to_string() })
}

/// The title of a text that names none: its first line where that is short and stands alone or has no full stop, else the
/// first sentence, cut at a word. Always the very beginning of the text (which has no blank lines before it).
pub(super) fn title_of(body: &str) -> &str {
    let (first, rest) = body.split_once('\n').unwrap_or((body, ""));
    let line = first.trim_end();
    let alone = rest.is_empty() || rest.split('\n').next().is_some_and(|l| l.trim().is_empty());
    let open = !line.ends_with(['.', ',', ';', ':', '-', '–', '—']);
    let short = line.chars().count() <= HEADLINE;
    if short && (open || alone && sentences(line) == 1) {
        return line;
    }
    let end = sentence_end(line);
    cut(&line[..end])
}

fn sentences(line: &str) -> usize {
    1 + usize::from(sentence_end(line) < line.len())
}

/// Where the first sentence ends: after a stop that a space and no lower-case letter follow.
fn sentence_end(line: &str) -> usize {
    let mut word_start = 0;
    for (i, c) in line.char_indices() {
        if c == ' ' {
            word_start = i + 1;
        }
        if matches!(c, '.' | '!' | '?') {
            let after = &line[i + c.len_utf8()..];
            let mut next = after.chars();
            // "U.S. officials" and "J. Smith" are no sentence ends; "Inc. The" is taken for one.
            let word = &line[word_start..i];
            let initial = c == '.' && (word.contains('.') || word.chars().count() <= 1);
            if next.next() == Some(' ') && !initial && next.next().is_some_and(|c| !c.is_lowercase()) {
                return i + c.len_utf8();
            }
        }
    }
    line.len()
}

/// At most [`TITLE`] characters, cut between words where there is a space.
fn cut(text: &str) -> &str {
    let Some((end, _)) = text.char_indices().nth(TITLE) else { return text };
    let space = text[..end].rfind(char::is_whitespace).filter(|i| *i > 0);
    text[..space.unwrap_or(end)].trim_end_matches(|c: char| c.is_whitespace() || ",;:-–—".contains(c))
}
