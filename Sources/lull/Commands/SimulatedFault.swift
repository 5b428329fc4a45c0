// What a line of the input does to a simulated device: something breaks, or is mended.

import Devices

/// A fault on command.
enum SimulatedFault: Hashable {
    /// A pad comes off, or is put on again; the output from 1.
    case pad(Int, isOff: Bool)
    /// The cable is pulled, or put in again.
    case cable(isOut: Bool)
    /// The next answer does not come.
    case noAnswer
    /// The next answer is damaged on the way.
    case damagedAnswer

    /// The lines, for help.
    static let list = "pad off 1, pad on 1 (outputs 1 to 8), cable out, cable in, no answer, damaged answer"

    /// The fault that a line asks for; `nil` for another line.
    init?(line: String) {
        let words = line.split(separator: " ").map(String.init)
        switch words {
        case ["cable", "out"]: self = .cable(isOut: true)
        case ["cable", "in"]: self = .cable(isOut: false)
        case ["no", "answer"]: self = .noAnswer
        case ["damaged", "answer"]: self = .damagedAnswer
        default:
            guard words.count == 3, words[0] == "pad", ["off", "on"].contains(words[1]), let output = Int(words[2]),
                1...8 ~= output
            else { return nil }
            self = .pad(output, isOff: words[1] == "off")
        }
    }

    /// The line of a device that tells its battery's charge, for help.
    static let batteryList = "battery 5 (percent)"

    /// The charge that a line asks for; `nil` for another line.
    static func battery(_ line: String) -> Int? {
        let words = line.split(separator: " ")
        guard words.count == 2, words[0] == "battery", let percent = Int(words[1]), 0...100 ~= percent else {
            return nil
        }
        return percent
    }

    /// What is said about a line, after its fault was applied; `nil` when it is none.
    static func answer(to line: String, apply: (SimulatedFault) -> Void) -> String? {
        guard let fault = SimulatedFault(line: line) else { return nil }
        apply(fault)
        return fault.words
    }

    private var words: String {
        switch self {
        case .pad(let output, let isOff): "the pad of output \(output) is \(isOff ? "off" : "on")"
        case .cable(let isOut): "the cable is \(isOut ? "out" : "in")"
        case .noAnswer: "the next answer will not come"
        case .damagedAnswer: "the next answer will be damaged"
        }
    }

    /// Breaks or mends a P24.
    func apply(to device: inout P24Simulator) {
        switch self {
        case .pad(let number, let isOff):
            guard let output = ScienceMode4.Output(position: number - 1) else { return }
            device.outputFaults[output] = isOff ? .open : nil
        case .cable(let isOut): device.isDisconnected = isOut
        case .noAnswer: device.answerFaults.append(.omitted)
        case .damagedAnswer: device.answerFaults.append(.damaged)
        }
    }

    /// Breaks or mends a RehaStim2.
    func apply(to device: inout RehaStim2Simulator) {
        switch self {
        case .pad(let number, let isOff):
            if isOff { device.openChannels.insert(number) } else { device.openChannels.remove(number) }
        case .cable(let isOut): device.isDisconnected = isOut
        case .noAnswer: device.answerFaults.append(.omitted)
        case .damagedAnswer: device.answerFaults.append(.damaged)
        }
    }
}
