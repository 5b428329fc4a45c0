// Where signals come from, in words that people type: cyton:/dev/ttyUSB0, muovi, quattrocento:192.168.1.2, simulated:i24.

import Signals

/// The name of a source and the way to it.
public enum SourceAddress: Hashable, Sendable, CustomStringConvertible {
    /// An OpenBCI Cyton at a serial port.
    case cyton(path: String)
    /// A HASOMED I24 at a serial port.
    case i24(path: String)
    /// An OT Bioelettronica Muovi that connects to a port of this machine.
    case muovi(port: Int)
    /// An OT Bioelettronica Quattrocento.
    case quattrocento(host: String, port: Int)
    /// A Delsys Trigno base: its address, the port of commands and that of the electromyogram.
    case trigno(host: String, command: Int, emg: Int)
    /// A stream of Lab Streaming Layer by its name, on this machine or, where that is asked for, in the local network.
    case stream(name: String, isNetwork: Bool)
    /// A simulated device in this program.
    case simulated(Kind)

    /// The devices.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// OpenBCI Cyton: 8 channels, 250 Hz.
        case cyton
        /// HASOMED I24: 5 channels, 4000 Hz.
        case i24
        /// OT Bioelettronica Muovi: 32 channels, 2000 Hz.
        case muovi
        /// OT Bioelettronica Quattrocento: 96 channels, 2048 Hz.
        case quattrocento
        /// Delsys Trigno: 16 channels, 2000 Hz.
        case trigno
    }

    /// How addresses look, for help and refusals.
    public static let forms = [
        "cyton:PORT", "i24:PORT", "muovi[:TCP-PORT]", "quattrocento:ADDRESS[:TCP-PORT]", "trigno:ADDRESS",
        "lsl:STREAM", "lsl-network:STREAM",
        "simulated:" + Kind.allCases.map(\.rawValue).joined(separator: "|"),
    ]

    /// Reads an address; `nil` with nothing changed when it is none of ``forms``.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let rest = Array(parts.dropFirst())
        guard rest.allSatisfy({ !$0.isEmpty }) else { return nil }
        func port(_ text: String?, or standard: Int) -> Int? {
            guard let text else { return standard }
            return Int(text).flatMap { 1...65_535 ~= $0 ? $0 : nil }
        }
        switch (parts.first, rest.count) {
        // A path may hold colons, such as /dev/serial/by-path/pci-0000:00.
        case ("cyton", 1...): self = .cyton(path: rest.joined(separator: ":"))
        case ("i24", 1...): self = .i24(path: rest.joined(separator: ":"))
        case ("muovi", 0...1):
            guard let port = port(rest.first, or: Muovi.port) else { return nil }
            self = .muovi(port: port)
        case ("quattrocento", 1...2):
            guard let port = port(rest.dropFirst().first, or: Quattrocento.port) else { return nil }
            self = .quattrocento(host: rest[0], port: port)
        case ("trigno", 1): self = .trigno(host: rest[0], command: Trigno.commandPort, emg: Trigno.emgPort)
        case ("lsl", 1...), ("lsl-network", 1...):
            self = .stream(name: rest.joined(separator: ":"), isNetwork: parts[0] == "lsl-network")
        case ("simulated", 1):
            guard let kind = Kind(rawValue: rest[0]) else { return nil }
            self = .simulated(kind)
        default: return nil
        }
    }

    /// The address, as it is read.
    public var description: String {
        switch self {
        case .cyton(let path): "cyton:\(path)"
        case .i24(let path): "i24:\(path)"
        case .muovi(let port): "muovi:\(port)"
        case .quattrocento(let host, let port): "quattrocento:\(host):\(port)"
        case .trigno(let host, _, _): "trigno:\(host)"
        case .stream(let name, let isNetwork): (isNetwork ? "lsl-network:" : "lsl:") + name
        case .simulated(let kind): "simulated:\(kind.rawValue)"
        }
    }

    /// Opens the source and starts the device.
    ///
    /// - Parameter wait: how long a device may take to connect to this machine, in milliseconds.
    /// - Throws: ``DeviceError``, with what to do.
    public func open(waitingAtMostMilliseconds wait: Int = 30_000) throws(DeviceError) -> OpenedSource {
        switch self {
        case .cyton(let path):
            OpenedSource(try CytonSource(SerialPort(path: path, line: .cyton))) { $0.close() }
        case .i24(let path):
            OpenedSource(try I24Source(SerialPort(path: path, line: .scienceMode4))) { $0.close() }
        case .muovi(let port):
            OpenedSource(try MuoviSource(TCPListener(port: port).accept(waitingAtMostMilliseconds: wait))) {
                $0.close()
            }
        case .quattrocento(let host, let port):
            OpenedSource(try QuattrocentoSource(TCPLink(connectingTo: host, port: port))) { $0.close() }
        case .trigno(let host, let command, let emg):
            OpenedSource(
                try TrignoSource(
                    command: TCPLink(connectingTo: host, port: command), data: TCPLink(connectingTo: host, port: emg))
            ) { $0.close() }
        case .stream(let name, let isNetwork):
            OpenedSource(try Self.stream(name, on: isNetwork ? .local : .thisMachine)) { $0.close() }
        case .simulated(let kind): try Self.simulated(kind)
        }
    }

    /// How long streams are looked for, in milliseconds: the first answers come within a few.
    private static let streamSearch = 2000

    private static func stream(
        _ name: String, on network: LabStreaming.Network
    ) throws(DeviceError) -> LabStreamingSource {
        let all = try LabStreaming.streams(on: network, waitingAtMostMilliseconds: streamSearch)
        let meant = all.filter { $0.name == name }
        guard let one = meant.first, meant.count == 1 else {
            let names = all.prefix(8).map { "“\($0.name)”" }.joined(separator: ", ")
            throw .stream(
                name: name,
                problem: meant.isEmpty
                    ? "it was not found; there " + (all.isEmpty ? "is no stream" : "are \(names)")
                    : "\(meant.count) streams have this name; end all but one of their senders",
                isGone: true)
        }
        return try LabStreamingSource(LabStreamingInlet.connect(to: one, on: network))
    }

    private static func simulated(_ kind: Kind) throws(DeviceError) -> OpenedSource {
        switch kind {
        case .cyton: OpenedSource(try CytonSource(PacedLink(CytonSimulator()))) { $0.close() }
        case .i24: OpenedSource(try I24Source(PacedLink(I24Simulator()))) { $0.close() }
        case .muovi: OpenedSource(try MuoviSource(PacedLink(FrameStreamSimulator(.muovi)))) { $0.close() }
        case .quattrocento:
            OpenedSource(try QuattrocentoSource(PacedLink(FrameStreamSimulator(.quattrocento)))) { $0.close() }
        case .trigno:
            try trigno(TrignoSimulator())
        }
    }

    private static func trigno(_ base: TrignoSimulator) throws(DeviceError) -> OpenedSource {
        let command = PacedLink(TrignoPort(base.command))
        let data = PacedLink(TrignoPort(base.emg))
        return OpenedSource(try TrignoSource(command: command, data: data)) { $0.close() }
    }
}
