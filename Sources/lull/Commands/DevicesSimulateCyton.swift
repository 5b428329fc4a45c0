// `lull devices simulate cyton`: an OpenBCI board without electrodes, for any program that reads one.

import ArgumentParser
import Devices

extension DevicesCommand {
    /// A simulated Cyton board.
    struct SimulateCyton: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "cyton", abstract: "A simulated OpenBCI Cyton board on a pseudo-terminal.",
            discussion: """
                Prints the path that a program opens as the serial port of a Cyton, then serves it until the input ends \
                (Ctrl-D) or the program is stopped. Channel n is a sine of 100·n µV at 5·n Hz. Lines of the input break \
                something: \(CytonFault.list), \(LineFault.list)

                Example:  lull devices simulate cyton
                """)

        func run() throws {
            try SimulatedDevice(TroubledLine(CytonSimulator())).serve { path in
                Console.result(path)
                Console.say("a simulated Cyton is at \(path); end the input (Ctrl-D) to switch it off")
            } faults: {
                CytonFault.list
            } answer: { line, device in
                guard let fault = CytonFault(line: line) else { return nil }
                fault.apply(to: &device)
                return fault.words
            }
        }
    }
}

/// What a line of the input does to a simulated Cyton.
enum CytonFault: Hashable {
    /// An electrode comes off, or is put on again; the channel from 1.
    case lead(Int, isOff: Bool)
    /// The cable of the dongle is pulled, or put in again.
    case cable(isOut: Bool)
    /// So many packets are lost by radio.
    case lose(Int)
    /// The next packet has a wrong end.
    case damagedPacket

    /// The lines, for help.
    static let list =
        "lead off 1, lead on 1 (channels 1 to 8), lose 5 (packets, 1 to 1000000), damaged packet, cable out, cable in"

    /// The fault that a line asks for; `nil` for another line.
    init?(line: String) {
        let words = line.split(separator: " ").map(String.init)
        switch (words.first, words.count) {
        case ("cable", 2) where ["in", "out"].contains(words[1]): self = .cable(isOut: words[1] == "out")
        case ("damaged", 2) where words[1] == "packet": self = .damagedPacket
        case ("lose", 2):
            guard let count = Int(words[1]), 1...1_000_000 ~= count else { return nil }
            self = .lose(count)
        case ("lead", 3) where ["on", "off"].contains(words[1]):
            guard let channel = Int(words[2]), 1...8 ~= channel else { return nil }
            self = .lead(channel, isOff: words[1] == "off")
        default: return nil
        }
    }

    /// What was done.
    var words: String {
        switch self {
        case .lead(let channel, let isOff): "the lead of channel \(channel) is \(isOff ? "off" : "on")"
        case .cable(let isOut): "the cable is \(isOut ? "out" : "in")"
        case .lose(let count): "\(count == 1 ? "the next packet" : "the next \(count) packets") will be lost"
        case .damagedPacket: "the next packet will be damaged"
        }
    }

    /// Breaks or mends the board.
    func apply(to board: inout CytonSimulator) {
        switch self {
        case .lead(let channel, let isOff):
            if isOff { board.openChannels.insert(channel - 1) } else { board.openChannels.remove(channel - 1) }
        case .cable(let isOut): board.isDisconnected = isOut
        case .lose(let count): board.packetsToLose = count
        case .damagedPacket: board.damagesNextPacket = true
        }
    }
}
