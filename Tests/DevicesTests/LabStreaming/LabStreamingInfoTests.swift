import Foundation
import Signals
import TestSupport
import Testing

@testable import Devices

@Suite("The description of a stream of Lab Streaming Layer")
struct LabStreamingInfoTests {
    /// What liblsl 1.18 (pylsl 1.18.6) says about a stream that was made with these values.
    static let golden = """
        <?xml version="1.0"?>
        <info>
        \t<name>Biceps &lt;1&gt;&amp;</name>
        \t<type>EMG</type>
        \t<channel_count>2</channel_count>
        \t<channel_format>float32</channel_format>
        \t<source_id>id"7'</source_id>
        \t<nominal_srate>1000.000000000000</nominal_srate>
        \t<version>1.100000000000000</version>
        \t<created_at>17023.62228186800</created_at>
        \t<uid>a4cca09a-bac6-40ac-8e43-80a4a1561209</uid>
        \t<session_id>default</session_id>
        \t<hostname>vm</hostname>
        \t<v4address></v4address>
        \t<v4data_port>16572</v4data_port>
        \t<v4service_port>16573</v4service_port>
        \t<v6address></v6address>
        \t<v6data_port>16573</v6data_port>
        \t<v6service_port>16573</v6service_port>
        \t<desc>
        \t\t<manufacturer>Lull</manufacturer>
        \t\t<channels>
        \t\t\t<channel>
        \t\t\t\t<label>µ0</label>
        \t\t\t\t<unit>microvolts</unit>
        \t\t\t</channel>
        \t\t\t<channel>
        \t\t\t\t<label>µ1</label>
        \t\t\t\t<unit>microvolts</unit>
        \t\t\t</channel>
        \t\t</channels>
        \t</desc>
        </info>

        """

    @Test("liblsl's own text is read field by field")
    func read() throws {
        let info = try LabStreaming.Info(xml: Self.golden.utf8)
        #expect(info.name == "Biceps <1>&" && info.type == "EMG" && info.channelCount == 2)
        #expect(info.format == .float32 && info.sourceID == "id\"7'" && info.hertz == 1000 && info.version == 110)
        #expect(info.createdAt == 17023.622281868 && info.uid == "a4cca09a-bac6-40ac-8e43-80a4a1561209")
        #expect(info.sessionID == "default" && info.hostname == "vm" && info.address.isEmpty)
        #expect(info.dataPort == 16_572 && info.servicePort == 16_573)
        #expect(info.description.all("label").map(\.text) == ["µ0", "µ1"])
        #expect(info.description.value("manufacturer") == "Lull")
    }

    @Test("what is written is read as the same; the short form leaves out what the sender adds")
    func roundTrip() throws {
        var info = LabStreaming.Info(
            name: "a <&> \" ' µ", type: "", channelCount: 0, format: .int64, hertz: 0.1, sourceID: "x", uid: "u")
        (info.createdAt, info.hostname, info.address) = (1e-5, "h", "10.0.0.1")
        (info.dataPort, info.servicePort) = (1, 65_535)
        info.description = XMLElement("desc", "", [XMLElement("channels", "", [XMLElement("channel")])])
        #expect(try LabStreaming.Info(xml: info.xml(isFull: true).utf8) == info)
        let short = try LabStreaming.Info(xml: info.xml(isFull: false).utf8)
        info.description = XMLElement("desc")
        #expect(short == info)
    }

    @Test(
        "a field that is missing or out of range is refused with its name and value",
        arguments: [
            ("<name>Biceps &lt;1&gt;&amp;</name>", "<name></name>", "<name> is empty"),
            (">2</channel_count>", ">-1</channel_count>", "<channel_count> is “-1”; allowed is 0 to 65536"),
            (">2</channel_count>", ">99999999999999999999</channel_count>", "<channel_count> is"),
            ("float32", "undefined", "<channel_format> is “undefined”"),
            ("1000.000000000000", "nan", "<nominal_srate> is “nan”"),
            ("1000.000000000000", "-1", "<nominal_srate> is “-1”"),
            ("<uid>a4cca09a-bac6-40ac-8e43-80a4a1561209</uid>", "", "<uid> is empty"),
            (">16572</v4data_port>", ">65536</v4data_port>", "<v4data_port> is “65536”; allowed is 0 to 65535"),
            ("<info>", "<data>", "ends with"),
        ])
    func refused(from: String, to: String, words: String) {
        let text = Self.golden.replacingOccurrences(of: from, with: to)
        #expect(text != Self.golden)
        let flaw = #expect(throws: LabStreaming.Flaw.self) { try LabStreaming.Info(xml: text.utf8) }
        #expect(flaw?.words.contains(words) == true, "\(flaw?.words ?? "")")
    }

    @Test("2,000 damaged descriptions are read or refused, never a crash; what is read can be written and read again")
    func fuzz() throws {
        var random = SeededGenerator(seed: 31)
        let original = Array(Self.golden.utf8)
        for _ in 0..<2000 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                default: bytes.insert(Array("<>/&;0-.".utf8).randomElement(using: &random) ?? 0, at: place)
                }
            }
            guard let info = try? LabStreaming.Info(xml: bytes) else { continue }
            let again = try? LabStreaming.Info(xml: info.xml(isFull: false).utf8)
            #expect(again?.channelCount == info.channelCount && again?.format == info.format)
        }
    }
}

@Suite("Questions for streams of Lab Streaming Layer")
struct LabStreamingQueryTests {
    private func matches(_ query: String) throws -> Bool? {
        var info = try LabStreaming.Info(xml: LabStreamingInfoTests.golden.utf8)
        info.name = "Biceps"
        return LabStreaming.Query(query)?.matches(info)
    }

    @Test("conditions mean what XPath says")
    func conditions() throws {
        let right = [
            "", " ", "name='Biceps'", "session_id='default' and name='Biceps' and type=\"EMG\"",
            "type='EEG' or type='EMG'", "type='EEG' and type='x' or name='Biceps'", "starts-with(name,'Bi')",
            "contains(name, 'cep')", "not(name='x')", "not(type='x') and (name='a' or channel_count=2)",
            "channel_count>1 and channel_count<=2", "nominal_srate=1000", "nominal_srate >= 999.5", "name!='x'",
            "count(desc/channels/channel)=2", "desc/manufacturer='Lull'", "desc/channels/channel/label='µ1'",
            "/info/name='Biceps'", "desc/channels", "contains(name,'')",
        ]
        for query in right { #expect(try matches(query) == true, "\(query)") }
        let wrong = [
            "name='biceps'", "name='Biceps' and type='EEG'", "type='EEG' and (type='x' or name='Biceps')", "desc/x",
            "channel_count=3", "channel_count<2", "starts-with(name,'iceps')", "name=''", "type='EMG' and not(name)",
        ]
        for query in wrong { #expect(try matches(query) == false, "\(query)") }
    }

    @Test("what is not understood means no stream")
    func notUnderstood() throws {
        let texts = [
            "name=", "name='x", "=", "name='a' name='b'", "substring(name,1)='B'", "count('a')=1", "not()",
            "starts-with(name)", "name | type", "../name", "a//b", "(name='x'", "name='x')",
            String(repeating: "(", count: 500) + "1" + String(repeating: ")", count: 500),
        ]
        for text in texts { #expect(LabStreaming.Query(text) == nil, "\(text)") }
        #expect(LabStreaming.Query.quoted("it's") == "\"it's\"" && LabStreaming.Query.quoted("'\"") == nil)
    }

    @Test("10,000 random conditions are understood or not, never a crash")
    func fuzz() throws {
        var random = SeededGenerator(seed: 32)
        let parts = [
            "name", "'x'", "\"", "'", "=", "!=", "<", "(", ")", "and", "or", "not(", "count(", ",", "1", "-", ".", "/",
            "desc/channels", "µ", " ", "starts-with(", "1e999",
        ]
        for _ in 0..<10_000 {
            let text = (0..<Int.random(in: 0...12, using: &random))
                .map { _ in parts.randomElement(using: &random) ?? "" }.joined(
                    separator: Bool.random(using: &random) ? " " : "")
            _ = try matches(text)
        }
    }
}
