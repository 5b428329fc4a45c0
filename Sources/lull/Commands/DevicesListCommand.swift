// `lull devices list | check | latency`: what is plugged in, who answers, and how fast this machine is.

import ArgumentParser
import Devices

extension DevicesCommand {
    /// The serial ports.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Serial ports, what is plugged in, and whether you may use them.",
            discussion: """
                Opens nothing. Simulated devices of “lull devices simulate” are among the ports. Which program uses a port \
                is seen only for your own programs, or by an administrator.

                Example:  lull devices list
                """)

        func run() {
            let ports = SerialPortList.ports()
            guard !ports.isEmpty else {
                Console.result(
                    "there are no serial ports; plug a device in, or try one with: lull devices simulate p24")
                return
            }
            var table = TextTable([("port", .left), ("device", .left), ("use", .left)])
            for port in ports { table.add([port.path, port.whatItIs, port.availability.words]) }
            Console.result(table.lines.joined(separator: "\n"))
        }
    }

    /// Who answers at a port.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check", abstract: "Open a serial port and ask who is there.",
            discussion: """
                Listens for a RehaStim2, then asks in the language of an OpenBCI Cyton (the letter v, which also resets the \
                board) and of a HASOMED P24 or I24 (its device id). An unknown device hears all of these bytes. Takes up to \
                two seconds. Nothing is stimulated.

                Example:  lull devices check /dev/ttyACM0
                """)

        @Argument(help: ArgumentHelp("The port, such as /dev/ttyACM0.", valueName: "port"))
        var port: String

        func run() throws {
            let identity = try PortProbe.identity(at: port)
            if let problem = identity.problem { throw DeviceError.notUsable(path: port, reason: problem) }
            Console.result("\(port): \(identity.words)")
        }
    }

    /// How fast this machine's loop is.
    struct Latency: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "latency", abstract: "Measure how late this machine's loop is.",
            discussion: """
                Three things are measured: how late the program wakes up when it sleeps to the next millisecond; how long an \
                order takes through the safety gate and the P24's driver to the bytes of its first pulse; and how long \
                a simulated P24 on a pseudo-terminal takes to be asked and to answer. A real device adds at least one frame \
                of its bus (1 ms for USB). Percentiles are values that occurred.

                Example:  lull devices latency
                """)

        @Option(help: ArgumentHelp("How often each is measured, 10 to 1000000.", valueName: "times"))
        var count = 5000

        func validate() throws {
            guard 10...1_000_000 ~= count else {
                throw ValidationError("--count is \(count); allowed is 10 to 1000000")
            }
        }

        func run() throws {
            Console.say("sleeping \(count) times for 1 ms, then ordering and asking \(count) times …")
            let timer = LoopLatency.timer(count: count)
            let orders = try OrderLatency.gateAndDriver(count: count)
            let terminal = try LoopLatency.pseudoTerminal(count: count)
            var table = TextTable(
                [("µs", .left)] + ["p50", "p99", "p99.9", "max"].map { ($0, .right) } + [("times", .right)])
            var pictures: [String] = []
            for (name, times) in [
                ("late from sleep", timer), ("order to bytes", orders), ("question and answer", terminal),
            ] {
                guard let summary = LatencySummary(microseconds: times.map { max(0, $0) }) else { continue }
                let values = [
                    summary.percentile(0.5), summary.percentile(0.99), summary.percentile(0.999), summary.maximum,
                ]
                table.add([name] + values.map { $0.formatted(decimals: 1) } + ["\(summary.count)"])
                pictures += ["", "  " + name] + summary.histogram(width: 50).map { "  " + $0 }
            }
            Console.result((table.lines + pictures).joined(separator: "\n"))
        }
    }
}

extension SerialPortInfo {
    /// What is plugged in, with the guess.
    fileprivate var whatItIs: String {
        let parts = [description, guess ?? ""].filter { !$0.isEmpty }
        return parts.isEmpty ? "–" : parts.joined(separator: ", ")
    }
}

extension SerialPortInfo.Availability {
    /// Whether the port can be used, in words.
    fileprivate var words: String {
        switch self {
        case .free: "free"
        case .forbidden: "no permission: join the group dialout, then log in again"
        case .usedBy(let programs): "used by \(programs.joined(separator: ", "))"
        }
    }
}
