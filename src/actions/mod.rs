//! F2: the actions a rule may take, one file each; pure: they compose effects.

pub mod compose;
