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
    /// The next command is refused with this result.
    case result(Int)

    /// The lines, for help.
    static let list =
        "pad off 1, pad on 1 (outputs 1 to 8), cable out, cable in, no answer, damaged answer, result NUMBER (the next "
        + "command is refused with it)"

    /// The fault that a line asks for; `nil` for another line.
    init?(line: String) {
        let words = line.split(separator: " ").map(String.init)
        switch words {
        case ["cable", "out"]: self = .cable(isOut: true)
        case ["cable", "in"]: self = .cable(isOut: false)
        case ["no", "answer"]: self = .noAnswer
        case ["damaged", "answer"]: self = .damagedAnswer
        case let words where words.count == 2 && words[0] == "result":
            guard let number = Int(words[1]), number != 0, Int(Int8.min)...Int(UInt8.max) ~= number else { return nil }
            self = .result(number)
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
    static func answer(to line: String, apply: (SimulatedFault) -> String?) -> String? {
        SimulatedFault(line: line).flatMap(apply)
    }

    private func words(_ result: String?) -> String? {
        switch self {
        case .pad(let output, let isOff): "the pad of output \(output) is \(isOff ? "off" : "on")"
        case .cable(let isOut): "the cable is \(isOut ? "out" : "in")"
        case .noAnswer: "the next answer will not come"
        case .damagedAnswer: "the next answer will be damaged"
        case .result: result.map { "the next command will be refused: \($0)" }
        }
    }

    /// Breaks or mends a P24; what is said about it, `nil` for what it does not have.
    func apply(to device: inout P24Simulator) -> String? {
        var said: String?
        switch self {
        case .pad(let number, let isOff):
            guard let output = ScienceMode4.Output(position: number - 1) else { return nil }
            device.outputFaults[output] = isOff ? .open : nil
        case .cable(let isOut): device.isDisconnected = isOut
        case .noAnswer: device.answerFaults.append(.omitted)
        case .damagedAnswer: device.answerFaults.append(.damaged)
        case .result(let number):
            guard let byte = UInt8(exactly: number) else { return nil }
            let result = ScienceMode4.ResultCode(rawValue: byte)
            device.answerFaults.append(.result(result))
            said = "\(result)"
        }
        return words(said)
    }

    /// Breaks or mends a RehaStim2; what is said about it, `nil` for what it does not have.
    func apply(to device: inout RehaStim2Simulator) -> String? {
        var said: String?
        switch self {
        case .pad(let number, let isOff):
            if isOff { device.openChannels.insert(number) } else { device.openChannels.remove(number) }
        case .cable(let isOut): device.isDisconnected = isOut
        case .noAnswer: device.answerFaults.append(.omitted)
        case .damagedAnswer: device.answerFaults.append(.damaged)
        case .result(let number):
            guard let byte = Int8(exactly: number) else { return nil }
            let result = ScienceMode2.ResultCode(rawValue: byte)
            device.answerFaults.append(.result(result))
            said = "\(result)"
        }
        return words(said)
    }
}

/// What goes wrong only in a RehaStim2.
enum RehaStim2Fault: String, CaseIterable {
    /// The emergency switch is pressed.
    case emergency
    /// The device finds that an electrode is off, between pulses.
    case electrodeError = "electrode error"
    /// The stimulation module fails.
    case moduleError = "module error"
    /// The device says that it does not know the next command.
    case unknownCommand = "unknown command"
    /// It is switched off and on.
    case restart

    /// The lines, for help.
    static let list = allCases.map(\.rawValue).joined(separator: ", ")

    /// Breaks a device; what is said about it.
    func apply(to device: inout RehaStim2Simulator) -> String {
        switch self {
        case .emergency:
            device.report(.emergencySwitch)
            return "the emergency switch was pressed"
        case .electrodeError:
            device.report(.electrode)
            return "the device has ended stimulation because of an electrode"
        case .moduleError:
            device.report(.module)
            return "the stimulation module has failed"
        case .unknownCommand:
            device.answerFaults.append(.unknown)
            return "the device will not know the next command"
        case .restart:
            device.restart()
            return "the device was switched off and on"
        }
    }
}
