// Both ends of a connection for samples, as values without a socket: bytes in, what to do out.

extension LabStreaming {
    /// The receiver's end: the answer, the two samples of the test pattern, then samples with their times.
    struct FeedReader {
        private let info: Info
        private var head: [UInt8]? = []
        private var decoder: SampleDecoder
        private var pattern = [4, 2]
        private var last = 0.0
        private static let longestHead = 16_384

        /// Whether the sender has proved that it writes numbers as we read them.
        var isProved: Bool { head == nil && pattern.isEmpty }

        init(_ info: Info) {
            self.info = info
            decoder = SampleDecoder(format: info.format, channelCount: info.channelCount)
        }

        /// The samples that these bytes complete; every one has a time.
        ///
        /// - Throws: ``Flaw`` when the sender refuses, answers something else, or writes numbers in another way.
        mutating func receive(_ bytes: [UInt8]) throws(Flaw) -> [Sample] {
            var samples: [Sample]
            if var head {
                head += bytes
                guard let end = LabStreaming.end(of: head) else {
                    guard head.count <= Self.longestHead else {
                        throw Flaw(words: "it answers without an end, which is not Lab Streaming Layer")
                    }
                    self.head = head
                    return []
                }
                try check(FeedAnswer(String(decoding: head[..<end], as: UTF8.self)))
                self.head = nil
                samples = try decoder.receive(head[end...])
            } else {
                samples = try decoder.receive(bytes)
            }
            while let offset = pattern.first, let sample = samples.first {
                guard sample == .testPattern(info.format, channelCount: info.channelCount, offset: offset) else {
                    throw Flaw(words: "its test samples are not those of the protocol, so its values cannot be trusted")
                }
                pattern.removeFirst()
                samples.removeFirst()
            }
            for place in samples.indices {
                let time = samples[place].time ?? (info.hertz > 0 ? last + 1 / info.hertz : last)
                guard time.isFinite else { throw Flaw(words: "a sample's time is no number") }
                samples[place].time = time
                last = time
            }
            return samples
        }

        private func check(_ answer: FeedAnswer) throws(Flaw) {
            switch answer.status {
            case 200: break
            case 404: throw Flaw(words: "it serves another stream by now; it was started again")
            default: throw Flaw(words: "it refuses: \(answer.status) \(answer.reason)")
            }
            guard answer.dataVersion == LabStreaming.version else {
                throw Flaw(words: "it sends by protocol \(answer.dataVersion), where 110 is read")
            }
            guard answer.byteOrder == 1234 || info.format.valueSize <= 1 else {
                throw Flaw(words: "it sends with byte order \(answer.byteOrder), where 1234 is read")
            }
            guard answer.uid.isEmpty || answer.uid.lowercased() == info.uid.lowercased() else {
                throw Flaw(words: "it serves another stream by now; it was started again")
            }
        }
    }

    /// The sender's end of one connection, until it is known what the receiver wants.
    struct FeedServer {
        /// What is to be done.
        enum Step: Hashable {
            /// More bytes are needed.
            case wait
            /// Send this and close.
            case close(sending: String)
            /// Send this, and from then on every sample.
            case feed(sending: [UInt8], FeedRequest)
        }

        private var bytes: [UInt8] = []
        private static let longestRequest = 65_536

        /// Takes bytes of the receiver.
        mutating func receive(_ more: some Collection<UInt8>, of info: Info) -> Step {
            bytes += more
            guard bytes.count <= Self.longestRequest else { return .close(sending: "") }
            let lines = bytes.split(separator: 10, maxSplits: 2, omittingEmptySubsequences: false)
                .map { LabStreaming.lines(String(decoding: $0, as: UTF8.self))[0] }
            guard lines.count > 1 else { return .wait }
            if lines[0] == "LSL:fullinfo" { return .close(sending: info.xml(isFull: true)) }
            if lines[0] == "LSL:shortinfo" {
                guard lines.count > 2 else { return .wait }
                let isAsked = Query(lines[1])?.matches(info) ?? false
                return .close(sending: isAsked ? info.xml(isFull: false) : "")
            }
            guard lines[0].hasPrefix("LSL:streamfeed") else { return .close(sending: "") }
            // Protocol 1.00 sends one line more and no empty one; it is told that it is too old.
            let isOld = lines[0] == "LSL:streamfeed" && lines.count > 2
            guard let end = isOld ? bytes.count : LabStreaming.end(of: bytes) else { return .wait }
            let text = String(decoding: bytes[..<end], as: UTF8.self)
            guard let request = FeedRequest(text, valueSize: info.format.valueSize) else {
                return .close(sending: "LSL/\(LabStreaming.version) 505 Version not supported")
            }
            let answer = FeedAnswer(to: request, of: info)
            guard answer.status == 200 else { return .close(sending: answer.text) }
            let pattern = [4, 2].flatMap {
                Sample.testPattern(info.format, channelCount: info.channelCount, offset: $0).bytes
            }
            return .feed(sending: Array(answer.text.utf8) + pattern, request)
        }
    }

    /// Where an empty line ends.
    fileprivate static func end(of bytes: [UInt8]) -> Int? {
        for place in bytes.indices.dropLast() where bytes[place] == 10 {
            if bytes[place + 1] == 10 { return place + 2 }
            if bytes[place + 1] == 13, place + 2 < bytes.count, bytes[place + 2] == 10 { return place + 3 }
        }
        return nil
    }
}
