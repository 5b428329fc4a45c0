// `lull devices simulate i24`: a measuring device without electrodes, for any ScienceMode 4 client.

import ArgumentParser
import Devices

extension DevicesCommand {
    /// A simulated I24.
    struct SimulateI24: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "i24", abstract: "A simulated HASOMED I24 on a pseudo-terminal (ScienceMode 4).",
            discussion: """
                Prints the path that a ScienceMode 4 client opens as its serial port, then serves it until the input ends \
                (Ctrl-D) or the program is stopped. Channel n (1 to 5) is a sine of 100·n at 5·n Hz. Lines of the input \
                break something: \(I24Fault.list), \(SimulatedFault.batteryList), \(LineFault.list)

                Example:  lull devices simulate i24
                """)

        func run() throws {
            try SimulatedDevice(TroubledLine(I24Simulator())).serve { path in
                Console.result(path)
                Console.say("a simulated I24 is at \(path); end the input (Ctrl-D) to switch it off")
            } faults: {
                "\(I24Fault.list), \(SimulatedFault.batteryList)"
            } answer: { line, device in
                if let percent = SimulatedFault.battery(line) {
                    device.batteryPercent = UInt8(percent)
                    return "the battery is at \(percent) %"
                }
                guard let fault = I24Fault(line: line) else { return nil }
                fault.apply(to: &device)
                return fault.words
            }
        }
    }
}

/// What a line of the input does to a simulated I24.
enum I24Fault: Hashable {
    /// An electrode comes off, or is put on again; the channel from 1.
    case lead(Int, isOff: Bool)
    /// The cable is pulled, or put in again.
    case cable(isOut: Bool)
    /// So many samples are left out.
    case lose(Int)

    /// The lines, for help.
    static let list = "lead off 1, lead on 1 (channels 1 to 5), lose 5 (samples, 1 to 1000000), cable out, cable in"

    /// The fault that a line asks for; `nil` for another line.
    init?(line: String) {
        guard let fault = CytonFault(line: line) else { return nil }
        switch fault {
        case .lead(let channel, let isOff):
            guard channel <= Dyscom.channelCount else { return nil }
            self = .lead(channel, isOff: isOff)
        case .cable(let isOut): self = .cable(isOut: isOut)
        case .lose(let count): self = .lose(count)
        case .damagedPacket: return nil
        }
    }

    /// What was done.
    var words: String {
        switch self {
        case .lead(let channel, let isOff): "the lead of channel \(channel) is \(isOff ? "off" : "on")"
        case .cable(let isOut): "the cable is \(isOut ? "out" : "in")"
        case .lose(let count): "\(count == 1 ? "the next sample" : "the next \(count) samples") will be lost"
        }
    }

    /// Breaks or mends the device.
    func apply(to device: inout I24Simulator) {
        switch self {
        case .lead(let channel, let isOff):
            if isOff { device.openChannels.insert(channel - 1) } else { device.openChannels.remove(channel - 1) }
        case .cable(let isOut): device.isDisconnected = isOut
        case .lose(let count): device.samplesToLose = count
        }
    }
}
