// `lull devices simulate muovi | quattrocento | trigno`: amplifiers on TCP, for any program on this machine.

import ArgumentParser
import Devices

extension DevicesCommand {
    /// A simulated Muovi.
    struct SimulateMuovi: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "muovi", abstract: "A simulated OT Bioelettronica Muovi, which connects to this machine.",
            discussion: """
                As the probe does, it connects to a program that listens at the port, again and again until it is let in, \
                until the input ends (Ctrl-D). Channel n is a sine of 10·n µV. Lines of the input break something: \
                \(FrameStreamFault.list), \(LineFault.list)

                Example:  lull devices simulate muovi
                """)

        @Option(help: ArgumentHelp("The port of the program on this machine.", valueName: "port"))
        var port = Muovi.port

        func validate() throws { try DevicesCommand.checkPort(port, from: 1) }

        func run() throws {
            let device = try SimulatedNetworkDevice(TroubledLine(FrameStreamSimulator(.muovi)), .connects(port: port))
            FrameStreamFault.serve(device, "a simulated Muovi connects to")
        }
    }

    /// A simulated Quattrocento.
    struct SimulateQuattrocento: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "quattrocento", abstract: "A simulated OT Bioelettronica Quattrocento on TCP.",
            discussion: """
                Listens on this machine's own address until the input ends (Ctrl-D). Channel n is a sine of 10·n µV. Lines of \
                the input break something: \(FrameStreamFault.list), \(LineFault.list)

                Example:  lull devices simulate quattrocento
                """)

        @Option(help: ArgumentHelp("Where to listen; 0 for any free port.", valueName: "port"))
        var port = Quattrocento.port

        func validate() throws { try DevicesCommand.checkPort(port, from: 0) }

        func run() throws {
            let device = try SimulatedNetworkDevice(
                TroubledLine(FrameStreamSimulator(.quattrocento)), .listens(port: port))
            FrameStreamFault.serve(device, "a simulated Quattrocento listens at")
        }
    }

    /// A simulated Trigno base.
    struct SimulateTrigno: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "trigno", abstract: "A simulated Delsys Trigno base on TCP.",
            discussion: """
                Listens on this machine's own address at the ports \(Trigno.commandPort) (commands) and \(Trigno.emgPort) \
                (electromyogram) until the input ends (Ctrl-D). Sensor n is a sine of 10·n µV at 5·n Hz. Lines of the input break \
                something: slip (leaves out one byte, so that the stream is out of step), network out, network in, \
                \(LineFault.list)

                Example:  lull devices simulate trigno
                """)

        func run() throws {
            let base = TrignoSimulator()
            let command = try SimulatedNetworkDevice(base.command, .listens(port: Trigno.commandPort))
            let emg = try SimulatedNetworkDevice(TroubledLine(base.emg), .listens(port: Trigno.emgPort))
            emg.serve { port in
                Console.result("127.0.0.1:\(command.port) 127.0.0.1:\(port)")
                Console.say("a simulated Trigno base listens; end the input (Ctrl-D) to switch it off")
            } faults: {
                "slip, network out, network in"
            } answer: { line, _ in
                switch line {
                case "slip":
                    base.getOutOfStep()
                    return "a byte will be left out"
                case "network out", "network in":
                    base.disconnect(line == "network out")
                    return "the \(line.replacing(" ", with: " is "))"
                default: return nil
                }
            }
            command.stop()
        }
    }

    /// Refuses what is no port.
    fileprivate static func checkPort(_ port: Int, from lowest: Int) throws {
        guard lowest...65_535 ~= port else {
            throw ValidationError("--port is \(port); allowed is \(lowest) to 65535")
        }
    }
}

/// What a line of the input does to a simulated Muovi or Quattrocento.
enum FrameStreamFault {
    /// The lines, for help.
    static let list = "saturate 3, mend 3 (a channel), lose 5 (frames, 1 to 1000000), network out, network in"

    /// Serves a device until the input ends.
    static func serve(_ device: SimulatedNetworkDevice<TroubledLine<FrameStreamSimulator>>, _ words: String) {
        device.serve { port in
            Console.result("127.0.0.1:\(port)")
            Console.say("\(words) 127.0.0.1:\(port); end the input (Ctrl-D) to switch it off")
        } faults: {
            list
        } answer: { line, device in
            answer(to: line, &device)
        }
    }

    /// Does what a line says; what is said about it, or `nil` when it is no fault.
    static func answer(to line: String, _ device: inout FrameStreamSimulator) -> String? {
        let words = line.split(separator: " ").map(String.init)
        let number = words.count == 2 ? Int(words[1]) : nil
        switch (words.first, number) {
        case ("saturate", let channel?) where 1...384 ~= channel:
            device.saturatedChannels.insert(channel - 1)
            return "channel \(channel) stands at the end of its range"
        case ("mend", let channel?) where 1...384 ~= channel:
            device.saturatedChannels.remove(channel - 1)
            return "channel \(channel) is mended"
        case ("lose", let count?) where 1...1_000_000 ~= count:
            device.framesToLose = count
            return count == 1 ? "the next frame will be lost" : "the next \(count) frames will be lost"
        case ("network", nil) where words == ["network", "out"] || words == ["network", "in"]:
            device.isDisconnected = words[1] == "out"
            return "the network is \(words[1])"
        default: return nil
        }
    }
}
