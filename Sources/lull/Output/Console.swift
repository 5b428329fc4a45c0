// What goes where: results on standard output, everything that is said on the way on standard error.

import Glibc
import Signals

/// The two streams of a command.
enum Console {
    /// Prints a line of the result.
    static func result(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

    /// Says something to the person, which is no part of the result.
    static func say(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

    /// Says something in the line that is being written on a terminal, in place of what it said before.
    static func sayOver(_ text: String) { write("\r\u{1B}[K" + text, to: STDERR_FILENO) }

    /// Unbuffered, so that the order on a terminal is the order of events.
    private static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let written = Glibc.write(descriptor, rest.baseAddress, rest.count)
                if written < 0, errno == EINTR { continue }
                guard written > 0 else {
                    // A reader that has gone away (`lull info … | head`) is no error of ours; a full disk is.
                    if errno != EPIPE, descriptor == STDOUT_FILENO {
                        say(
                            "lull: the result cannot be written to standard output (\(String(cString: strerror(errno))))"
                        )
                        exit(ErrorCategory.inputOutput.rawValue)
                    }
                    return
                }
                rest = UnsafeRawBufferPointer(rebasing: rest[written...])
            }
        }
    }
}
