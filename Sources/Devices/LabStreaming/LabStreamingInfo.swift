// What a stream of Lab Streaming Layer is: its `<info>`, read and written. Source: sccn/liblsl, src/stream_info_impl.cpp.

package import Signals

extension LabStreaming {
    /// What a sender says about its stream.
    public struct Info: Hashable, Sendable {
        /// The stream's name, never empty.
        public var name: String
        /// What it holds, such as `EMG`; may be empty.
        public var type: String
        /// Values in a sample, 0 to ``mostChannels``.
        public var channelCount: Int
        /// How values are written.
        public var format: Format
        /// Names the device over restarts of its sender; empty when it has none.
        public var sourceID: String
        /// Samples per second (Hz); 0 for a stream without a fixed rate.
        public var hertz: Double
        /// The wire protocol, 110 for 1.10.
        public var version = 110
        /// When the stream began, on the sender's clock, in seconds.
        public var createdAt = 0.0
        /// Names this run of the sender, never empty.
        public var uid: String
        /// Keeps experiments in one network apart.
        public var sessionID = "default"
        /// The sender's machine.
        public var hostname = ""
        /// Where the sender was found (IPv4); a receiver fills it in from where the answer came.
        public var address = ""
        /// The sender's TCP port for samples; 0 without IPv4.
        public var dataPort = 0
        /// The sender's UDP port for discovery and time; 0 without IPv4.
        public var servicePort = 0
        /// The element `<desc>`: channels and whatever the sender adds.
        package var description = XMLElement("desc")

        /// More channels than this are not read.
        public static let mostChannels = 65_536

        /// Describes a stream that begins now.
        ///
        /// - Parameters:
        ///   - hertz: 0 for a stream without a fixed rate.
        ///   - uid: A name that no other run of a sender has.
        public init(
            name: String, type: String, channelCount: Int, format: Format, hertz: Double, sourceID: String = "",
            uid: String
        ) {
            self.name = name
            self.type = type
            self.channelCount = channelCount
            self.format = format
            self.hertz = hertz
            self.sourceID = sourceID
            self.uid = uid
        }

        /// Reads an `<info>`.
        ///
        /// - Throws: ``Flaw`` with the field, its value and what is allowed.
        init(xml: some Collection<UInt8>) throws(Flaw) {
            let root: XMLElement
            do throws(XMLFlaw) { root = try XMLReader.root(of: xml) } catch { throw Flaw(words: error.words) }
            guard root.name == "info" else { throw Flaw(words: "it is <\(root.name)>, where <info> is expected") }
            func number(_ field: String, _ allowed: ClosedRange<Double>) throws(Flaw) -> Double {
                let text = root.value(field) ?? ""
                guard let value = Double(text), allowed.contains(value) else {
                    throw Flaw(
                        words: "<\(field)> is “\(text)”; allowed is \(allowed.lowerBound) to \(allowed.upperBound)")
                }
                return value
            }
            func whole(_ field: String, _ allowed: ClosedRange<Int>) throws(Flaw) -> Int {
                let text = root.value(field) ?? ""
                guard let value = Int(text), allowed.contains(value) else {
                    throw Flaw(
                        words: "<\(field)> is “\(text)”; allowed is \(allowed.lowerBound) to \(allowed.upperBound)")
                }
                return value
            }
            func text(_ field: String) throws(Flaw) -> String {
                guard let text = root[field]?.text, !text.isEmpty else { throw Flaw(words: "<\(field)> is empty") }
                return text
            }
            let formatName = root.value("channel_format") ?? ""
            guard let format = Format(rawValue: formatName) else {
                throw Flaw(words: "<channel_format> is “\(formatName)”, which is none of the protocol's")
            }
            self.init(
                name: try text("name"), type: root["type"]?.text ?? "",
                channelCount: try whole("channel_count", 0...Self.mostChannels), format: format,
                hertz: try number("nominal_srate", 0...1e7), sourceID: root["source_id"]?.text ?? "",
                uid: try text("uid"))
            version = Int((try number("version", 0.01...100) * 100).rounded())
            createdAt = try number("created_at", 0...1e12)
            sessionID = root["session_id"]?.text ?? ""
            hostname = root["hostname"]?.text ?? ""
            address = root.value("v4address") ?? ""
            dataPort = try whole("v4data_port", 0...65_535)
            servicePort = try whole("v4service_port", 0...65_535)
            description = root["desc"] ?? XMLElement("desc")
        }

        /// The `<info>`, with or without what `<desc>` holds.
        package func element(isFull: Bool) -> XMLElement {
            let fields = [
                ("name", name), ("type", type), ("channel_count", "\(channelCount)"),
                ("channel_format", format.rawValue), ("source_id", sourceID), ("nominal_srate", "\(hertz)"),
                ("version", "\(Double(version) / 100)"), ("created_at", "\(createdAt)"), ("uid", uid),
                ("session_id", sessionID), ("hostname", hostname), ("v4address", address),
                ("v4data_port", "\(dataPort)"), ("v4service_port", "\(servicePort)"), ("v6address", ""),
                ("v6data_port", "0"), ("v6service_port", "0"),
            ]
            return XMLElement(
                "info", "", fields.map { XMLElement($0.0, $0.1) } + [isFull ? description : XMLElement("desc")])
        }

        /// The `<info>` as a document.
        func xml(isFull: Bool) -> String { "<?xml version=\"1.0\"?>\n\(element(isFull: isFull).xml)\n" }
    }

    /// The lines of a message; line ends are `\r\n`, `\n` is read too.
    static func lines(_ text: String) -> [String] {
        text.split(omittingEmptySubsequences: false) { $0 == "\r\n" || $0 == "\n" }
            .map { String($0).trimmingSpaces() }
    }
}
