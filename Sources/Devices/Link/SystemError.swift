// What the system says about a failed call.

import Glibc

/// The system's reason for the last failed call, such as `No such file or directory`.
func systemReason() -> String { String(cString: strerror(errno)) }
