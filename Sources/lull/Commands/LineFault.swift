// What a line of the input does to any simulated device: the part that is the same for all of them.

import Devices
import Stimulation

/// Trouble on the line between any simulated device and its host.
enum LineFault {
    /// The lines, for help.
    static let list =
        "late answer (what it says next comes \(delay.count / 1000) ms late), garbage (bytes that it never said)"

    /// Longer than any driver waits.
    private static let delay = Microseconds.milliseconds(1500)
    /// Bytes that begin like a frame of ScienceMode, like a packet of a Cyton, and like nothing.
    private static let garbage: [UInt8] = [0xF0, 0x81, 0x13, 0xA0, 0x00, 0xFF, 0x37, 0x0F]

    /// Does what a line says; what is said about it. `nil` when it is about something else.
    static func answer<Simulator>(to line: String, _ device: inout TroubledLine<Simulator>) -> String? {
        switch line {
        case "late answer":
            device.delay = delay
            return "what the device says next will be late"
        case "garbage":
            device.garbage = garbage
            return "bytes that the device never said will come"
        default: return nil
        }
    }
}

/// A simulated device that a command serves until its input ends, with what its lines do.
protocol ServedDevice {
    associatedtype Simulator: DeviceSimulator
    associatedtype Place
    func serveUntilInputEnds(announce: (Place) -> Void, take: (String, Self) -> Void)
    func withSimulator<Result: Sendable>(_ body: (inout Simulator) -> sending Result) -> Result
}

extension SimulatedDevice: ServedDevice {}
extension SimulatedNetworkDevice: ServedDevice {}

extension ServedDevice {
    /// Serves a device on a line that may be troubled.
    ///
    /// - Parameters:
    ///   - announce: prints where it is.
    ///   - faults: the device's own lines, for the refusal of another one.
    ///   - answer: does what a line of the device's own says; what is said about it, empty when it has printed
    ///     already, or `nil` when it is none.
    func serve<Device>(
        announce: (Place) -> Void, faults: () -> String, answer: (String, inout Device) -> String?
    ) where Simulator == TroubledLine<Device> {
        serveUntilInputEnds(announce: announce) { line, device in
            let said = device.withSimulator { troubled -> String in
                LineFault.answer(to: line, &troubled) ?? answer(line, &troubled.simulator)
                    ?? "“\(line)” is not understood; there are \(faults()), \(LineFault.list)"
            }
            if !said.isEmpty { Console.say(said) }
        }
    }
}
