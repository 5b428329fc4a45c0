// What the person at the controls types into a running session.

import Glibc
import SpasmControl

/// The keys of a live session: letters on the standard input, taken up when Enter is pressed.
struct LiveKeys {
    /// What each key says, in a few words for the help.
    static let help = """
        While it runs, a letter and Enter: b a burst by hand, m moving by will (again: no longer), d signs of autonomic \
        dysreflexia, s stop.
        """

    private var isMoving = false
    private var isOpen = true

    /// What was typed since the last call; never waits.
    mutating func pressed() -> [ControlEvent.Kind] {
        var said: [ControlEvent.Kind] = []
        var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        var byte: UInt8 = 0
        while isOpen, poll(&input, 1, 0) > 0 {
            // An input that has ended, or was never there, is not asked again.
            guard read(STDIN_FILENO, &byte, 1) == 1 else {
                isOpen = false
                break
            }
            if let word = word(of: byte) { said.append(word) }
        }
        return said
    }

    private mutating func word(of byte: UInt8) -> ControlEvent.Kind? {
        switch byte {
        case UInt8(ascii: "b"): return .manualTrigger
        case UInt8(ascii: "d"): return .dysreflexiaSigns
        case UInt8(ascii: "s"): return .stop
        case UInt8(ascii: "m"):
            isMoving.toggle()
            return .movementHold(isMoving)
        default: return nil
        }
    }
}
