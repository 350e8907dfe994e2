//! Failures sorted by who must act, and the exit code of each.

use crate::runtime::dispatch::DispatchError;
use crate::runtime::evaluate::EvaluateError;
use crate::runtime::project::ProjectError;
use crate::runtime::rulebook::Unreadable;
use crate::runtime::run::RunError;
use crate::runtime::session::SessionError;
use crate::store::StoreError;
use crate::store::records::RecordError;

/// Printed under `--help`.
pub const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  the input has mistakes: rules that do not check, tests that fail, rows that were rejected
  2  the command line is wrong, or names something that does not exist
  3  the project or its settings must be put right
  4  the store cannot be used: in use, of another format, or damaged
  5  something outside failed (disk, mail server); nothing was lost, run it again";

/// A command that did not succeed.
#[derive(Debug)]
pub struct Failure {
    pub code: u8,
    /// Empty where everything has been said already.
    pub message: String,
}

impl Failure {
    pub fn input(message: impl Into<String>) -> Self {
        Self {
            code: 1,
            message: message.into(),
        }
    }

    pub fn usage(message: impl Into<String>) -> Self {
        Self {
            code: 2,
            message: message.into(),
        }
    }

    pub fn configuration(message: impl Into<String>) -> Self {
        Self {
            code: 3,
            message: message.into(),
        }
    }

    pub fn outside(message: impl Into<String>) -> Self {
        Self {
            code: 5,
            message: message.into(),
        }
    }
}

impl From<ProjectError> for Failure {
    fn from(error: ProjectError) -> Self {
        Self::configuration(error.to_string())
    }
}

impl From<Unreadable> for Failure {
    fn from(error: Unreadable) -> Self {
        Self::usage(error.to_string())
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let code = match &error {
            StoreError::Locked { .. }
            | StoreError::OtherFormat { .. }
            | StoreError::Damaged { .. }
            | StoreError::TooLarge { .. }
            | StoreError::Reserved { .. } => 4,
            StoreError::DiskFull { .. } | StoreError::Io { .. } | StoreError::Stopped { .. } => 5,
        };
        Self {
            code,
            message: error.to_string(),
        }
    }
}

impl From<RecordError> for Failure {
    fn from(error: RecordError) -> Self {
        match error {
            RecordError::Store(error) => error.into(),
            RecordError::KindChanged { .. } => Self::configuration(error.to_string()),
            other => Self {
                code: 4,
                message: other.to_string(),
            },
        }
    }
}

impl From<EvaluateError> for Failure {
    fn from(error: EvaluateError) -> Self {
        match error {
            EvaluateError::Records(error) => error.into(),
            other => Self::outside(other.to_string()),
        }
    }
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Store(error) => error.into(),
            RunError::Records(error) => error.into(),
            RunError::Evaluate(error) => error.into(),
        }
    }
}

impl From<DispatchError> for Failure {
    fn from(error: DispatchError) -> Self {
        match error {
            DispatchError::Store(error) => error.into(),
            DispatchError::Records(error) => error.into(),
            DispatchError::NoVersion { .. } => Self {
                code: 4,
                message: error.to_string(),
            },
        }
    }
}

impl From<SessionError> for Failure {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::Store(error) => error.into(),
            SessionError::Records(error) => error.into(),
            SessionError::Run(error) => error.into(),
            SessionError::Dispatch(error) => error.into(),
            SessionError::NothingDeployed
            | SessionError::DeployedRulesBad { .. }
            | SessionError::Settings(_) => Self::configuration(error.to_string()),
        }
    }
}
