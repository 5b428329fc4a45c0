// Who is at the other end of a serial port: listens first, then asks in the languages of the known devices.

/// Asks what is connected to a serial port.
///
/// In this order, so that no device is told anything but a question of its own before it has answered: 0.7 s of listening
/// at 460,800 Bd (a RehaStim2 offers itself every 0.5 s), `v` at 115,200 Bd (a Cyton answers with its name), the question
/// for the device id at 3,000,000 Bd (P24 and I24), and of a P24 its version. An unknown device hears all but the last.
public enum PortProbe {
    /// What was found.
    public enum Identity: Hashable, Sendable {
        /// A stimulator of ScienceMode 4, and the version of its protocol when it tells it.
        case p24(id: String, version: ScienceMode4.Version?)
        /// A measuring device of ScienceMode 4.
        case i24(id: String)
        /// A stimulator of ScienceMode 2, and the version of its protocol.
        case rehaStim2(version: UInt8)
        /// An OpenBCI board, and the first line that it says.
        case cyton(banner: String)
        /// Something else, judged by all that it said.
        case unknown(SpokenProtocol)

        /// Why this program cannot use it, and what to do; `nil` when it can.
        public var problem: String? {
            func other(_ version: String, _ known: UInt8) -> String {
                "its protocol has version \(version), and Lull speaks \(known): it needs another firmware or program"
            }
            return switch self {
            case .p24(_, let version?) where version.major != ScienceMode4.majorVersion:
                other("\(version)", ScienceMode4.majorVersion)
            case .rehaStim2(let version) where version != ScienceMode2.version:
                other("\(version)", ScienceMode2.version)
            case .unknown: words
            default: nil
            }
        }

        /// What was found, in one sentence.
        public var words: String {
            switch self {
            case .p24(let id, let version):
                "a HASOMED P24 answers (ScienceMode \(version.map { "\($0)" } ?? "4"), device \(id))"
            case .i24(let id): "a HASOMED I24 answers (ScienceMode 4, device \(id))"
            case .rehaStim2(let version): "a HASOMED RehaStim2 offers itself (ScienceMode 2, version \(version))"
            case .cyton(let banner): "an OpenBCI board answers: \(banner)"
            case .unknown(let heard): "no device that Lull knows answers: \(heard.words)"
            }
        }
    }

    /// Opens the port, asks, and closes it. Takes up to two seconds. Nothing is stimulated.
    ///
    /// - Throws: ``DeviceError`` when the port cannot be opened or is lost.
    public static func identity(at path: String) throws(DeviceError) -> Identity {
        var heard: [UInt8] = []
        let offer = try exchange(path, .scienceMode2, [], milliseconds: 700) { SpokenProtocol($0) == .scienceMode2 }
        if let version = offeredVersion(offer) { return .rehaStim2(version: version) }
        heard += offer

        let banner = try exchange(path, .cyton, Array("v".utf8), milliseconds: 400) {
            $0.suffix(3) == Array("$$$".utf8)[...]
        }
        if SpokenProtocol(banner) == .openBCI {
            let name = banner.drop { $0 != UInt8(ascii: "O") }.prefix { 0x20...0x7E ~= $0 }
            return .cyton(banner: String(decoding: name, as: UTF8.self))
        }
        heard += banner

        let number = ScienceMode4.PacketNumber(truncating: 1)
        let question = (try? ScienceMode4.Command.getDeviceID.encoded(packetNumber: number)) ?? []
        let answer = try exchange(path, .scienceMode4, question, milliseconds: 300) { deviceID($0) != nil }
        guard let id = deviceID(answer) else { return .unknown(SpokenProtocol(heard + answer)) }
        let mode = (try? Dyscom.Command.get(.operationMode).frame(packetNumber: number.next).encoded()) ?? []
        let reply = try exchange(path, .scienceMode4, mode, milliseconds: 300) { !frames($0).isEmpty }
        if frames(reply).contains(where: { Dyscom.Report($0) != nil }) { return .i24(id: id) }
        let versions = (try? ScienceMode4.Command.getExtendedVersion.encoded(packetNumber: number.next.next)) ?? []
        let said = try exchange(path, .scienceMode4, versions, milliseconds: 300) { !frames($0).isEmpty }
        return .p24(id: id, version: protocolVersion(said))
    }

    /// Sends, then reads until it is enough or nothing has come for so long.
    private static func exchange(
        _ path: String, _ line: SerialPort.Line, _ bytes: [UInt8], milliseconds: Int, until isEnough: ([UInt8]) -> Bool
    ) throws(DeviceError) -> [UInt8] {
        var port = try SerialPort(path: path, line: line)
        if !bytes.isEmpty { try port.send(bytes) }
        var heard: [UInt8] = []
        let end = ContinuousClock.now + .milliseconds(milliseconds)
        while ContinuousClock.now < end, heard.count < 16_384 {
            let left = Int((end - .now) / .milliseconds(1))
            heard += try port.receive(waitingAtMostMilliseconds: max(1, left))
            if isEnough(heard) { break }
        }
        port.close()
        return heard
    }

    private static func frames(_ bytes: [UInt8]) -> [ScienceMode4.Frame] {
        var parser = ScienceMode4.FrameParser()
        return parser.receive(bytes).compactMap { if case .frame(let frame) = $0 { frame } else { nil } }
    }

    private static func deviceID(_ bytes: [UInt8]) -> String? {
        for frame in frames(bytes) {
            if case .deviceID(.success, let id) = try? ScienceMode4.Acknowledgement(frame) { return id }
        }
        return nil
    }

    private static func protocolVersion(_ bytes: [UInt8]) -> ScienceMode4.Version? {
        for frame in frames(bytes) {
            if case .extendedVersion(.success, let said) = try? ScienceMode4.Acknowledgement(frame) {
                return said.protocol
            }
        }
        return nil
    }

    private static func offeredVersion(_ bytes: [UInt8]) -> UInt8? {
        var parser = ScienceMode2.FrameParser()
        for output in parser.receive(bytes) {
            guard case .frame(let frame) = output, case .offersConnection(let version) = try? ScienceMode2.Report(frame)
            else { continue }
            return version
        }
        return nil
    }
}
