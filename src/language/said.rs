//! What is said to a person, in every language the product speaks.

/// A language rules are written in and messages are read in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Language {
    #[default]
    English,
    Chinese,
}

/// One text in both languages, saying the same.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Said {
    pub english: String,
    pub chinese: String,
}

impl Language {
    /// `en`, `zh`, or the start of a locale's name such as `zh_CN.UTF-8`.
    pub fn of_locale(locale: &str) -> Option<Self> {
        let locale = locale.to_ascii_lowercase();
        match locale.split(['_', '-', '.', '@']).next() {
            Some("zh") => Some(Self::Chinese),
            Some("en" | "c" | "posix") => Some(Self::English),
            _ => None,
        }
    }

    pub const fn is_chinese(self) -> bool {
        matches!(self, Self::Chinese)
    }

    /// Of two texts, the one in this language.
    pub fn pick<T>(self, english: T, chinese: T) -> T {
        match self {
            Self::English => english,
            Self::Chinese => chinese,
        }
    }
}

impl Said {
    pub fn new(english: impl Into<String>, chinese: impl Into<String>) -> Self {
        Self {
            english: english.into(),
            chinese: chinese.into(),
        }
    }

    /// Text that reads the same in both languages: a word of the user's own, a sign.
    pub fn same(text: impl Into<String>) -> Self {
        let text = text.into();
        Self::new(text.clone(), text)
    }

    pub fn in_language(&self, language: Language) -> &str {
        language.pick(&self.english, &self.chinese)
    }

    pub fn is_empty(&self) -> bool {
        self.english.is_empty()
    }
}

/// `a`, `a or b`, `a, b or c` in English.
pub fn any_of<S: AsRef<str>>(ways: &[S]) -> String {
    match ways {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [others @ .., last] => {
            let others: Vec<&str> = others.iter().map(AsRef::as_ref).collect();
            format!("{} or {}", others.join(", "), last.as_ref())
        }
    }
}

/// `a`, `a 或 b`, `a、b 或 c` in Chinese.
pub fn any_of_in_chinese<S: AsRef<str>>(ways: &[S]) -> String {
    match ways {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [others @ .., last] => {
            let others: Vec<&str> = others.iter().map(AsRef::as_ref).collect();
            let (others, last) = (others.join("、"), last.as_ref());
            let before = if others.ends_with('`') { " " } else { "" };
            format!("{others}{before}或{}", after_chinese(last))
        }
    }
}

/// The text as it follows Chinese: words in backticks keep a blank between themselves and it.
pub fn after_chinese(text: &str) -> String {
    let blank = if text.starts_with('`') { " " } else { "" };
    format!("{blank}{text}")
}

impl<E: Into<String>, C: Into<String>> From<(E, C)> for Said {
    fn from((english, chinese): (E, C)) -> Self {
        Self::new(english, chinese)
    }
}
