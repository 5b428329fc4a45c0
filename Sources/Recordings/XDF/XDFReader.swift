// XDF, the files of the Lab Streaming Layer's recorder: streams of several devices in chunks as they arrived.
// Specification: github.com/sccn/xdf/wiki/Specifications, version 1.0.

import Signals

/// Reads an XDF file: even streams become channels on one time axis, all others events.
struct XDFReader {
    private let file: InputFile
    private var streams: [XDFStream] = []
    private var notes: [String] = []

    /// What begins a file.
    static let signature = Array("XDF:".utf8)

    init(_ file: InputFile) { self.file = file }

    mutating func read() throws(RecordingError) -> Recording {
        var at = Self.signature.count
        while at < file.size { try readChunk(&at) }
        for stream in streams {
            if let stated = stream.statedCount, stated > stream.stamps.count {
                throw error(
                    nil,
                    "\(stream.name) holds \(stream.stamps.count) samples, its footer says \(stated); the file has lost some"
                )
            }
        }
        return try XDFAssembly(path: file.path, streams: streams).recording()
    }

    private func error(_ place: String?, _ problem: String) -> RecordingError {
        RecordingError(file: file.path, place: place, problem: problem)
    }

    private mutating func readChunk(_ at: inout Int) throws(RecordingError) {
        let start = at
        do throws(XDFProblem) {
            let head: [UInt8]
            do throws(RecordingError) { head = try file.bytes(at: start, count: 9) } catch {
                throw XDFProblem(error.problem)
            }
            var cursor = XDFCursor(head[...])
            let length = try cursor.length()
            let content = start + head.count - cursor.remaining
            guard length >= 2 else { throw XDFProblem("a chunk of \(length) bytes; the shortest has 2") }
            guard length <= file.size - content else {
                throw XDFProblem(
                    "the file is cut short: the chunk has \(length) bytes, \(file.size - content) are there")
            }
            let bytes: [UInt8]
            do throws(RecordingError) {
                bytes = try file.bytes(at: content, count: length)
            } catch { throw XDFProblem(error.problem) }
            try take(bytes[...])
            at = content + length
        } catch {
            throw self.error("byte \(start)", error.text)
        }
    }

    /// Takes in a chunk: its kind and its content.
    private mutating func take(_ bytes: ArraySlice<UInt8>) throws(XDFProblem) {
        var cursor = XDFCursor(bytes)
        let kind = try cursor.number(2)
        // File headers say nothing more, boundaries are for repairs, and others are of later versions.
        guard [2, 3, 4, 6].contains(kind) else { return }
        let id = UInt32(truncatingIfNeeded: try cursor.number(4))
        let content = bytes.dropFirst(6)
        if kind == 2 {
            let header: XMLElement
            do { header = try XMLReader.root(of: content) } catch {
                throw XDFProblem("the header of stream \(id) is no XML: \(error.words)")
            }
            guard !streams.contains(where: { $0.id == id }) else { throw XDFProblem("stream \(id) begins twice") }
            streams.append(try XDFStream(id: id, header: header))
            return
        }
        guard let k = streams.firstIndex(where: { $0.id == id }) else {
            throw XDFProblem("a chunk of stream \(id), which has no header above it")
        }
        switch kind {
        case 3: try streams[k].add(content)
        case 4:
            let time = Double(bitPattern: try cursor.number(8))
            let value = Double(bitPattern: try cursor.number(8))
            guard time.isFinite, value.isFinite, abs(time) < 1e12, abs(value) < 1e12 else {
                throw XDFProblem("a clock offset of \(streams[k].name) is no number of seconds")
            }
            streams[k].offsets.append((time, value))
        default:
            // A footer repeats what the chunks say; recorders that are stopped roughly leave it out.
            streams[k].statedCount = (try? XMLReader.root(of: content))?.value("sample_count").flatMap { Int($0) }
        }
    }
}
