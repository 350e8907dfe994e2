//! F4: ways out of the process: SMTP and the file channel.
