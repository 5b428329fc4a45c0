// What the person at the controls types into a running session.

import Glibc
import Sessions
import SpasmControl
import Stimulation

/// What an operator may do at the terminal, where a real stimulator is driven: nothing arms by itself there.
struct LiveControls {
    /// How much the intensity rises with each +.
    let step: Milliamperes
    /// The prescribed current.
    let highest: Milliamperes
}

/// The keys of a live session: letters on the standard input, taken up when Enter is pressed.
struct LiveKeys {
    /// What each key says, in a few words for the help.
    static let help = """
        While it runs, a letter and Enter: b a burst by hand, m moving by will (again: no longer), d signs of autonomic \
        dysreflexia, s stop.
        """
    /// What each key says with a real stimulator.
    static let controlsHelp = """
        With --stimulator nothing is armed by itself: c says that pads and signals were checked, a arms (from zero), + and - \
        turn the intensity, 0 turns it to zero, o disarms.
        """

    /// What the operator may do; `nil` where a script arms.
    var controls: LiveControls?
    private var isMoving = false
    private var isOpen = true

    init(controls: LiveControls? = nil) { self.controls = controls }

    /// What was typed since the last call; never waits.
    ///
    /// - Parameter last: how the session was when it was looked at last: the intensity is turned from there.
    mutating func pressed(after last: SessionGlance?) -> [ControlEvent.Kind] {
        var said: [ControlEvent.Kind] = []
        var intensity = Milliamperes(microamperes: last?.intensityMicroamperes ?? 0)
        var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        var byte: UInt8 = 0
        while isOpen, poll(&input, 1, 0) > 0 {
            // An input that has ended, or was never there, is not asked again.
            guard read(STDIN_FILENO, &byte, 1) == 1 else {
                isOpen = false
                break
            }
            said += words(of: byte, from: &intensity)
        }
        return said
    }

    /// The words of a key; none for a key that says nothing here.
    mutating func words(of byte: UInt8, from intensity: inout Milliamperes) -> [ControlEvent.Kind] {
        switch byte {
        case UInt8(ascii: "b"): return [.manualTrigger]
        case UInt8(ascii: "d"): return [.dysreflexiaSigns]
        case UInt8(ascii: "s"): return [.stop]
        case UInt8(ascii: "m"):
            isMoving.toggle()
            return [.movementHold(isMoving)]
        default: return controls.map { Self.words(of: byte, $0, from: &intensity) } ?? []
        }
    }

    private static func words(
        of byte: UInt8, _ controls: LiveControls, from intensity: inout Milliamperes
    ) -> [ControlEvent.Kind] {
        switch byte {
        case UInt8(ascii: "c"): return [.markReady]
        case UInt8(ascii: "a"):
            intensity = .zero
            return [.arm(intensity: .zero)]
        case UInt8(ascii: "o"):
            intensity = .zero
            return [.disarm]
        case UInt8(ascii: "0"):
            intensity = .zero
            return [.setIntensity(.zero)]
        case UInt8(ascii: "-"):
            intensity = max(.zero, intensity + -controls.step)
            return [.setIntensity(intensity)]
        case UInt8(ascii: "+"):
            // A step of more than the supervisor lets pass at once is several.
            let aim = min(controls.highest, intensity + controls.step)
            var words: [ControlEvent.Kind] = []
            while intensity < aim {
                intensity = min(aim, intensity + Supervisor.largestRise)
                words.append(.setIntensity(intensity))
            }
            return words
        default: return []
        }
    }
}
