//! When a rule is due, from what was written.

use super::mistakes;
use super::scope::Lower;
use crate::language::checked::Audience;
use crate::language::diagnostics::did_you_mean;
use crate::language::syntax::{self, Name, Number, Shift, Timing};
use crate::model::calendar::{Festival, Length, Weekday};
use crate::model::cron_line::CronLine;
use crate::model::kind::MILLION;
use crate::model::schedule::{Rhythm, Schedule};

impl Lower<'_> {
    pub fn schedule(
        &mut self,
        schedule: &syntax::Schedule,
        audience: Option<Audience>,
    ) -> Option<Schedule> {
        let rhythm = match &schedule.timing {
            Timing::Daily { at } => Rhythm::Daily { second: at.seconds },
            Timing::Weekly { on, at } => weekly(on, at.seconds)?,
            Timing::Monthly { on, at } => self.monthly(on, at.seconds)?,
            Timing::Festival {
                festival,
                shift,
                at,
            } => {
                let festival = self.festival(festival);
                let offset_days = match shift {
                    None => Some(0),
                    Some(shift) => self.shift_days(shift),
                };
                Rhythm::Festival {
                    festival: festival?,
                    offset_days: offset_days?,
                    second: at.seconds,
                }
            }
            Timing::Cron(line) => match CronLine::parse(&line.text) {
                Ok(line) => Rhythm::Cron(line),
                Err(error) => {
                    return self.fail(mistakes::sections::bad_cron(line.span, &error));
                }
            },
            Timing::AtOnce => self.at_once(schedule, audience)?,
        };
        let customer_time = schedule.customer_time;
        Some(Schedule {
            rhythm,
            customer_time,
        })
    }

    /// Only an event comes in; and it comes at the same moment everywhere.
    fn at_once(
        &mut self,
        schedule: &syntax::Schedule,
        audience: Option<Audience>,
    ) -> Option<Rhythm> {
        let at = schedule.span;
        if audience? == Audience::Customer {
            return self.fail(mistakes::sections::at_once_without_event(at));
        }
        if schedule.customer_time {
            return self.fail(mistakes::sections::at_once_in_customer_time(at));
        }
        let later = mistakes::later::at_once(at, &self.title);
        self.report.later.push(later);
        Some(Rhythm::AtOnce)
    }

    fn monthly(&mut self, on: &[Number], second: u32) -> Option<Rhythm> {
        let mut days = Vec::new();
        for number in on {
            let day = number.micros / MILLION;
            if number.micros % MILLION != 0 || !(1..=31).contains(&day) {
                return self.fail(mistakes::sections::no_day_of_month(number.span));
            }
            days.push((day as u8, number.span));
        }
        match days.as_slice() {
            [] => Some(Rhythm::Monthly { day: 1, second }),
            [(day, _)] => Some(Rhythm::Monthly { day: *day, second }),
            several => {
                if let Some((_, span)) = several.iter().find(|(day, _)| *day > 28) {
                    return self.fail(mistakes::sections::late_days_of_month(*span));
                }
                let days: Vec<String> = several.iter().map(|(day, _)| day.to_string()).collect();
                clock_line(second, &days.join(","), "*")
            }
        }
    }

    fn festival(&mut self, name: &Name) -> Option<Festival> {
        let found = Festival::named(&name.text);
        if found.is_none() {
            let known = Festival::ALL
                .into_iter()
                .flat_map(|f| [f.key(), f.chinese()]);
            let near = did_you_mean(&name.text, known);
            self.report.say(mistakes::names::unknown_festival(
                name.span, &name.text, near,
            ));
        }
        found
    }

    fn shift_days(&mut self, shift: &Shift) -> Option<i32> {
        match self.length(&shift.by)? {
            Length::Calendar(span) if span.months == 0 => {
                Some(if shift.before { -span.days } else { span.days })
            }
            _ => self.fail(mistakes::sections::bad_shift(shift.by.span)),
        }
    }
}

fn weekly(on: &[syntax::Weekday], second: u32) -> Option<Rhythm> {
    match on {
        [] => Some(Rhythm::Weekly {
            weekday: Rhythm::DEFAULT_WEEKDAY,
            second,
        }),
        [day] => Some(Rhythm::Weekly {
            weekday: weekday(*day),
            second,
        }),
        several => {
            let mut numbers: Vec<u8> = several
                .iter()
                .map(|day| weekday(*day).number() % 7)
                .collect();
            numbers.sort_unstable();
            numbers.dedup();
            let numbers: Vec<String> = numbers.iter().map(u8::to_string).collect();
            clock_line(second, "*", &numbers.join(","))
        }
    }
}

fn weekday(day: syntax::Weekday) -> Weekday {
    match day {
        syntax::Weekday::Monday => Weekday::Monday,
        syntax::Weekday::Tuesday => Weekday::Tuesday,
        syntax::Weekday::Wednesday => Weekday::Wednesday,
        syntax::Weekday::Thursday => Weekday::Thursday,
        syntax::Weekday::Friday => Weekday::Friday,
        syntax::Weekday::Saturday => Weekday::Saturday,
        syntax::Weekday::Sunday => Weekday::Sunday,
    }
}

/// Several days at one time, as a cron line.
fn clock_line(second: u32, days: &str, weekdays: &str) -> Option<Rhythm> {
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    let line = format!("{second} {minute} {hour} {days} * {weekdays}");
    // Made from numbers in range, so it always reads.
    CronLine::parse(&line).ok().map(Rhythm::Cron)
}
