// How a receiver asks a sender for its samples, and what it is answered. Source: sccn/liblsl, src/tcp_server.cpp and
// src/data_receiver.cpp.

import Signals

extension LabStreaming {
    /// The protocol that is spoken here: 1.10.
    static let version = 110

    /// A receiver's request for samples: a line and headers, ended by an empty line.
    struct FeedRequest: Hashable, Sendable {
        var version = LabStreaming.version
        /// Which run of the sender; empty for any.
        var uid: String
        var nativeByteOrder = 1234
        var hasIEEEFloats = true
        var supportsSubnormals = true
        /// Bytes of a value; 0 for texts.
        var valueSize: Int
        var dataVersion = LabStreaming.version
        /// How many samples the sender keeps for a receiver that is slow.
        var bufferLength = 0
        var chunkLength = 0
        var hostname = ""
        var sourceID = ""
        var sessionID = ""

        /// Asks for the samples of a stream.
        init(for info: Info, bufferLength: Int) {
            uid = info.uid
            valueSize = info.format.valueSize
            self.bufferLength = bufferLength
            hostname = info.hostname
            sourceID = info.sourceID
            sessionID = info.sessionID
        }

        /// The request as it is sent. Line ends within a value would begin another header; they become spaces.
        var text: String {
            func line(_ text: String) -> String { String(text.map { $0.isNewline ? " " : $0 }) }
            return [
                "LSL:streamfeed/\(version) \(line(uid))", "Native-Byte-Order: \(nativeByteOrder)",
                "Endian-Performance: 0", "Has-IEEE754-Floats: \(hasIEEEFloats ? 1 : 0)",
                "Supports-Subnormals: \(supportsSubnormals ? 1 : 0)", "Value-Size: \(valueSize)",
                "Data-Protocol-Version: \(dataVersion)", "Max-Buffer-Length: \(bufferLength)",
                "Max-Chunk-Length: \(chunkLength)", "Hostname: \(line(hostname))", "Source-Id: \(line(sourceID))",
                "Session-Id: \(line(sessionID))", "", "",
            ].joined(separator: "\r\n")
        }

        /// Reads a request; `nil` when it is none. Headers that are not known or make no sense keep what a sender assumes.
        init?(_ text: String, valueSize assumed: Int) {
            let lines = LabStreaming.lines(text)
            let words = lines[0].split(separator: " ")
            guard let method = words.first, method.hasPrefix("LSL:streamfeed/"),
                let version = Int(method.dropFirst("LSL:streamfeed/".count)), version > 0
            else { return nil }
            self.version = version
            uid = words.count > 1 ? String(words[1]) : ""
            valueSize = assumed
            dataVersion = version
            for (name, value) in lines.dropFirst().compactMap(LabStreaming.header) {
                let number = Int(value)
                switch name {
                case "native-byte-order": nativeByteOrder = number ?? nativeByteOrder
                case "has-ieee754-floats": hasIEEEFloats = number != 0
                case "supports-subnormals": supportsSubnormals = number != 0
                case "value-size": valueSize = number ?? assumed
                // liblsl asks by the first name and reads the second.
                case "data-protocol-version", "protocol-version": dataVersion = number ?? dataVersion
                case "max-buffer-length": bufferLength = max(0, number ?? 0)
                case "max-chunk-length": chunkLength = max(0, number ?? 0)
                case "hostname": hostname = value
                case "source-id": sourceID = value
                case "session-id": sessionID = value
                default: break
                }
            }
        }
    }

    /// A sender's answer: a status and headers, ended by an empty line; samples follow a status of 200.
    struct FeedAnswer: Hashable, Sendable {
        var status: Int
        var reason: String
        var uid = ""
        var byteOrder = 1234
        var suppressesSubnormals = false
        var dataVersion = LabStreaming.version

        /// What a sender answers to a request.
        init(to request: FeedRequest, of info: Info) {
            uid = info.uid
            // The portable binary form of protocol 1.00 is not written here.
            let isNew = request.version / 100 > LabStreaming.version / 100
            let isOld = min(request.version, request.dataVersion) < LabStreaming.version || !request.hasIEEEFloats
            if isNew || isOld || request.valueSize != info.format.valueSize {
                (status, reason) = (505, "Version not supported")
            } else if !request.uid.isEmpty, request.uid != info.uid {
                (status, reason) = (404, "Not found")
            } else {
                (status, reason) = (200, "OK")
            }
        }

        /// The answer as it is sent.
        var text: String {
            guard status == 200 else { return "LSL/\(LabStreaming.version) \(status) \(reason)" }
            return [
                "LSL/\(LabStreaming.version) 200 OK", "UID: \(uid)", "Byte-Order: \(byteOrder)",
                "Suppress-Subnormals: \(suppressesSubnormals ? 1 : 0)", "Data-Protocol-Version: \(dataVersion)", "", "",
            ].joined(separator: "\r\n")
        }

        /// Reads an answer.
        ///
        /// - Throws: ``Flaw`` when it is none.
        init(_ text: String) throws(Flaw) {
            let lines = LabStreaming.lines(text)
            let words = lines[0].split(separator: " ", maxSplits: 2).map(String.init)
            guard words.count >= 2, words[0].hasPrefix("LSL/"), Int(words[0].dropFirst(4)) != nil,
                let status = Int(words[1])
            else { throw Flaw(words: "it answers “\(lines[0].prefix(60))”, which is not Lab Streaming Layer") }
            self.status = status
            reason = words.count > 2 ? words[2] : ""
            for (name, value) in lines.dropFirst().compactMap(LabStreaming.header) {
                switch name {
                case "uid": uid = value
                case "byte-order": byteOrder = Int(value) ?? 0
                case "suppress-subnormals": suppressesSubnormals = value != "0"
                case "data-protocol-version": dataVersion = Int(value) ?? 0
                default: break
                }
            }
        }
    }

    /// A header's name in small letters and its value without a comment; `nil` when the line is none.
    fileprivate static func header(_ line: String) -> (name: String, value: String)? {
        guard let colon = line.firstIndex(of: ":") else { return nil }
        let rest = line[line.index(after: colon)...].prefix { $0 != ";" }
        return (line[..<colon].lowercased().trimmingSpaces(), String(rest).trimmingSpaces())
    }
}
