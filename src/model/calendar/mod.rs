//! Days, zones, windows, birthdays and festivals: everything a date means to a marketer.

mod birthday;
mod day;
mod festival;
mod lunar;
mod window;
mod yearly;
mod zone;

pub(in crate::model) use day::{civil_of, two_digits};

pub use birthday::{BadBirthday, Birthday, LeapPolicy, birthdays_on, birthdays_within};
pub use day::{BadDay, Day, Span, Weekday};
pub use festival::{Festival, FestivalDay};
pub use lunar::{
    BadLunarBirthday, LunarBirthday, LunarDate, lunar_birthdays_on, lunar_birthdays_within,
    lunar_day,
};
pub use window::{Length, ago, last, next_days};
pub use yearly::{YearlyKey, YearlyKeys};
pub use zone::{UnknownZone, Zone};
