//! F2: the functions a condition may call, one file each.
