// How streams are found: a question in a datagram to everybody, an answer from each sender whose stream is meant.

extension LabStreaming {
    /// A question for streams.
    struct DiscoveryQuestion: Hashable, Sendable {
        var query: String
        /// Where the answer is to go, at the address from which the question came.
        var returnPort: Int
        /// Comes back with the answer.
        var id: String

        init(query: String, returnPort: Int, id: String) {
            self.query = query
            self.returnPort = returnPort
            self.id = id
        }

        /// The datagram that asks.
        var text: String { "LSL:shortinfo\r\n\(query)\r\n\(returnPort) \(id)\r\n" }

        /// Reads a question; `nil` when it is none.
        init?(_ text: String) {
            let lines = LabStreaming.lines(text)
            guard lines.count >= 3, lines[0] == "LSL:shortinfo" else { return nil }
            let parts = lines[2].split(separator: " ")
            guard parts.count == 2, let port = Int(parts[0]), 1...65_535 ~= port else { return nil }
            (query, returnPort, id) = (lines[1], port, String(parts[1]))
        }

        /// The datagram that answers.
        func answer(_ info: Info) -> String { "\(id)\r\n\(info.xml(isFull: false))" }

        /// The stream of an answer; `nil` when it answers another question or is no `<info>`.
        func info(inAnswer bytes: [UInt8]) -> Info? {
            let head = Array("\(id)\r\n".utf8)
            guard bytes.starts(with: head) else { return nil }
            // A sender that speaks wrongly is not found, as if it were not there.
            return try? Info(xml: bytes.dropFirst(head.count))
        }
    }
}
