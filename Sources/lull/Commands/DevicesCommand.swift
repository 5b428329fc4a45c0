// `lull devices`, and the simulated stimulators, where other programs can reach them.

import ArgumentParser
import Devices

/// Devices and their simulations.
struct DevicesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devices",
        abstract: "Serial ports, who answers there, simulated devices, and this machine's latency.",
        subcommands: [List.self, Check.self, SimulateDevice.self, Latency.self])

    /// Simulated devices.
    struct SimulateDevice: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "simulate", abstract: "Serve a simulated device until the input ends.",
            subcommands: [
                SimulateP24.self, SimulateRehaStim2.self, SimulateI24.self, SimulateCyton.self, SimulateMuovi.self,
                SimulateQuattrocento.self, SimulateTrigno.self,
            ])
    }

    /// A simulated P24.
    struct SimulateP24: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "p24", abstract: "A simulated HASOMED P24 on a pseudo-terminal (ScienceMode 4).",
            discussion: """
                Prints the path that a ScienceMode 4 client opens as its serial port, then serves it until the input \
                ends (Ctrl-D) or the program is stopped. Lines of the input break something: \
                \(SimulatedFault.list), \(SimulatedFault.batteryList), \(LineFault.list). The line pulses prints what was \
                put out since it was asked last.

                Example:  lull devices simulate p24
                """)

        @Option(
            parsing: .unconditional,
            help: ArgumentHelp("The first number of the protocol's version that it tells.", valueName: "n"))
        var `protocol`: UInt8 = 4

        func run() throws {
            var printed = 0
            let simulator = P24Simulator(configuration: .init(protocolVersion: .init(`protocol`, 0, 0)))
            try SimulatedDevice(TroubledLine(simulator)).serve { path in
                Console.result(path)
                Console.say("a simulated P24 is at \(path); end the input (Ctrl-D) to switch it off")
            } faults: {
                "\(SimulatedFault.list), \(SimulatedFault.batteryList)"
            } answer: { line, device in
                if line == "pulses" {
                    return PulseSummary.print(device.pulses.map { ($0.words, $0.start) }, after: &printed)
                }
                if let percent = SimulatedFault.battery(line) {
                    device.batteryPercent = percent
                    return "the battery is at \(percent) %"
                }
                return SimulatedFault.answer(to: line) { $0.apply(to: &device) }
            }
        }
    }

    /// A simulated RehaStim2.
    struct SimulateRehaStim2: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rehastim2", abstract: "A simulated HASOMED RehaStim2 on a pseudo-terminal (ScienceMode 2).",
            discussion: """
                Prints the path that a ScienceMode 2 client opens as its serial port, then serves it until the input \
                ends (Ctrl-D) or the program is stopped. Lines of the input break something: \
                \(SimulatedFault.list), \(RehaStim2Fault.list), \(LineFault.list). There is no low battery, because the \
                protocol has no word for it. The line pulses prints what was put out since it was asked last.

                Example:  lull devices simulate rehastim2
                """)

        @Option(
            parsing: .unconditional, help: ArgumentHelp("The version of the protocol that it offers.", valueName: "n"))
        var `protocol`: UInt8 = 1

        func run() throws {
            var printed = 0
            try SimulatedDevice(TroubledLine(RehaStim2Simulator(protocolVersion: `protocol`))).serve { path in
                Console.result(path)
                Console.say("a simulated RehaStim2 is at \(path); end the input (Ctrl-D) to switch it off")
            } faults: {
                "\(SimulatedFault.list), \(RehaStim2Fault.list)"
            } answer: { line, device in
                if line == "pulses" {
                    return PulseSummary.print(device.pulses.map { ($0.words, $0.start) }, after: &printed)
                }
                if let fault = RehaStim2Fault(rawValue: line) { return fault.apply(to: &device) }
                return SimulatedFault.answer(to: line) { $0.apply(to: &device) }
            }
        }
    }
}
