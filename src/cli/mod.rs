//! F7: the command line, one command a file.
