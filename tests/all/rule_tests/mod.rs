//! Tests in the rules language: what they mean, and that they are played as a run would decide.

mod as_runs_decide;
mod meaning;
mod shipped;
