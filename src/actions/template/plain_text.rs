//! The text a reader without HTML sees, made from the HTML.

/// Text of an HTML body: paragraphs apart, list items with a dash, links with their address after them.
pub fn plain_text(html: &str) -> String {
    let mut out = Text::default();
    let mut rest = html;
    let mut link: Option<String> = None;
    while !rest.is_empty() {
        let (before, at_tag) = rest
            .split_at_checked(rest.find('<').unwrap_or(rest.len()))
            .unwrap_or((rest, ""));
        out.words(&entities(before));
        if at_tag.is_empty() {
            break;
        }
        if let Some(comment) = at_tag.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let (tag, after) = tag_end(at_tag);
        rest = after;
        let closing = tag.starts_with('/');
        let inside = tag.trim_start_matches('/');
        let name: String = inside
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        match (name.as_str(), closing) {
            ("head" | "style" | "script" | "title", false) if !inside.ends_with('/') => {
                rest = after_element(rest, &name);
            }
            ("li", false) => {
                out.line();
                out.words("- ");
            }
            (
                "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table" | "ul" | "ol"
                | "blockquote",
                _,
            ) => out.paragraph(),
            ("br", _) => out.line_break(),
            ("div" | "tr" | "li" | "hr", _) => out.line(),
            ("td" | "th", _) => out.words(" "),
            ("img", false) => out.words(&entities(&attribute(inside, "alt").unwrap_or_default())),
            ("a", false) => {
                link = attribute(inside, "href")
                    .map(|address| entities(&address))
                    .filter(|address| {
                        address.starts_with("http") || address.starts_with("mailto:")
                    });
                out.mark();
            }
            ("a", true) => {
                if let Some(address) = link.take()
                    && out.since_mark().trim() != address
                {
                    out.words(&format!(" ({address})"));
                }
            }
            _ => {}
        }
    }
    out.finish()
}

/// What follows the element's closing tag; nothing where it is never closed.
fn after_element<'t>(text: &'t str, name: &str) -> &'t str {
    let close = text.match_indices("</").map(|(at, _)| at).find(|at| {
        let word = text.get(at + 2..at + 2 + name.len());
        word.is_some_and(|word| word.eq_ignore_ascii_case(name))
    });
    close
        .and_then(|at| text.get(at..))
        .map_or("", |closing| tag_end(closing).1)
}

/// From `<` to the `>` that ends the tag, quotes respected; a tag without an end takes the rest.
fn tag_end(text: &str) -> (&str, &str) {
    let text = text.strip_prefix('<').unwrap_or(text);
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (None, '>') => {
                let (tag, after) = text.split_at_checked(at).unwrap_or((text, ""));
                return (tag, after.strip_prefix('>').unwrap_or(after));
            }
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
    }
    (text, "")
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let lower = tag.to_ascii_lowercase();
    let at = lower
        .match_indices(name)
        .find(|(at, _)| {
            lower
                .get(..*at)
                .is_some_and(|before| before.ends_with(char::is_whitespace))
        })
        .map(|(at, _)| at + name.len())?;
    let value = tag.get(at..)?.trim_start().strip_prefix('=')?.trim_start();
    let quoted = |quote: char| value.strip_prefix(quote)?.split(quote).next();
    let bare = || value.split(|c: char| c.is_whitespace() || c == '>').next();
    quoted('"')
        .or_else(|| quoted('\''))
        .or_else(bare)
        .map(str::to_owned)
}

fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let end = after.bytes().take(10).position(|byte| byte == b';');
        let known = end
            .and_then(|end| after.split_at_checked(end))
            .and_then(|(name, after)| {
                let after = after.strip_prefix(';')?;
                let c = match name {
                    "amp" => '&',
                    "lt" => '<',
                    "gt" => '>',
                    "quot" => '"',
                    "apos" => '\'',
                    "nbsp" => ' ',
                    "copy" => '©',
                    "reg" => '®',
                    "trade" => '™',
                    "hellip" => '…',
                    "mdash" => '—',
                    "ndash" => '–',
                    "middot" => '·',
                    "laquo" => '«',
                    "raquo" => '»',
                    "yen" => '¥',
                    "euro" => '€',
                    "pound" => '£',
                    number => numbered(number)?,
                };
                Some((c, after))
            });
        rest = if let Some((c, after)) = known {
            out.push(c);
            after
        } else {
            out.push('&');
            after
        };
    }
    out.push_str(rest);
    out
}

fn numbered(name: &str) -> Option<char> {
    let digits = name.strip_prefix('#')?;
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => digits.parse().ok()?,
    };
    char::from_u32(code).filter(|c| !c.is_control())
}

/// Words with single blanks between them, lines, and at most one empty line in a row.
#[derive(Default)]
struct Text {
    out: String,
    blank: bool,
    breaks: usize,
    mark: usize,
}

impl Text {
    fn words(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_whitespace() {
                self.blank = true;
                continue;
            }
            if !self.out.is_empty() && self.breaks > 0 {
                self.out.extend(std::iter::repeat_n('\n', self.breaks));
            } else if self.blank && !self.out.is_empty() {
                self.out.push(' ');
            }
            self.blank = false;
            self.breaks = 0;
            self.out.push(c);
        }
    }

    fn line(&mut self) {
        self.breaks = self.breaks.max(1);
    }

    fn line_break(&mut self) {
        self.breaks = (self.breaks + 1).min(2);
    }

    fn paragraph(&mut self) {
        self.breaks = 2;
    }

    fn mark(&mut self) {
        self.mark = self.out.len();
    }

    fn since_mark(&self) -> &str {
        self.out.get(self.mark..).unwrap_or_default()
    }

    fn finish(mut self) -> String {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out
    }
}
