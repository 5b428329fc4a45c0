// Reads what `XDFSignalWriter` kept, frame by frame as it was, however the program ended.

public import Signals

/// The signals of a session as they stand in its XDF file: frames in the order in which they came, without any correction.
///
/// ``Recording/open(_:options:)`` puts streams on one even clock; this keeps every frame as it was, gaps included.
public struct XDFSignals: Sendable {
    /// What a frame holds.
    public let channels: [Channel]
    /// How often each channel is sampled.
    public let rate: SampleRate
    /// The samples of each channel, in order.
    public let columns: [[Float]]
    /// The number of each frame, on the sample clock of the session.
    public let indices: [SampleIndex]
    /// Whether the writer came to its end: the footer is there, and says how many frames there are.
    public let isComplete: Bool
    /// Bytes of a last chunk that was not finished; they are left out.
    public let unfinishedBytes: Int

    /// The frames before which some are missing.
    public var gaps: [Int] { indices.indices.dropFirst().filter { indices[$0] != indices[$0 - 1].advanced(by: 1) } }

    /// Reads a file that ``XDFSignalWriter`` wrote; one that is cut short is read up to its last whole chunk.
    ///
    /// - Throws: ``RecordingError``.
    public init(path: String) throws(RecordingError) {
        let file = try InputFile(path)
        let bytes = try file.bytes(at: 0, count: file.size)
        guard bytes.starts(with: XDFReader.signature) else {
            throw RecordingError(file: path, problem: "this is no XDF file, as a session keeps its signals")
        }
        var stream: XDFStream?
        var at = XDFReader.signature.count
        do throws(XDFProblem) {
            while at < bytes.count {
                guard let content = try Self.chunk(bytes, &at) else { break }
                try Self.take(content, &stream)
            }
        } catch {
            throw RecordingError(file: path, place: "byte \(at)", problem: error.text)
        }
        guard let stream, let rate = SampleRate(hertz: stream.nominalRate), stream.isRegular else {
            throw RecordingError(file: path, problem: "it holds no stream of samples, as a session keeps its signals")
        }
        if let stated = stream.statedCount, stated != stream.stamps.count {
            throw RecordingError(
                file: path,
                problem: "it holds \(stream.stamps.count) frames, its footer says \(stated); the file has been changed")
        }
        channels = XDFChannels(stream).channels(rate: rate)
        self.rate = rate
        columns = stream.columns
        indices = stream.stamps.map { SampleIndex(Int(($0 * rate.hertz).rounded())) }
        isComplete = stream.statedCount != nil
        unfinishedBytes = bytes.count - at
    }

    /// The content of the next chunk; `nil`, and `at` as it was, when the file ends inside it.
    private static func chunk(_ bytes: [UInt8], _ at: inout Int) throws(XDFProblem) -> ArraySlice<UInt8>? {
        var cursor = XDFCursor(bytes[at...])
        let width = Int(bytes[at])
        guard [1, 4, 8].contains(width) else { throw XDFProblem("a length has \(width) bytes; allowed are 1, 4 and 8") }
        guard bytes.count - at > width else { return nil }
        let length = try cursor.length()
        let start = bytes.count - cursor.remaining
        guard length >= 2 else { throw XDFProblem("a chunk of \(length) bytes; the shortest has 2") }
        guard length <= bytes.count - start else { return nil }
        at = start + length
        return bytes[start..<at]
    }

    private static func take(_ chunk: ArraySlice<UInt8>, _ stream: inout XDFStream?) throws(XDFProblem) {
        var cursor = XDFCursor(chunk)
        let kind = try cursor.number(2)
        guard [2, 3, 6].contains(kind) else { return }
        let id = UInt32(truncatingIfNeeded: try cursor.number(4))
        let content = chunk.suffix(cursor.remaining)
        switch kind {
        case 2:
            guard stream == nil else { throw XDFProblem("a second stream; a session keeps one") }
            let header: XMLElement
            do { header = try XMLReader.root(of: content) } catch {
                throw XDFProblem("the header of the stream is no XML: \(error.words)")
            }
            stream = try XDFStream(id: id, header: header)
        case 3:
            guard stream?.id == id else { throw XDFProblem("samples of stream \(id), which has no header above them") }
            try stream?.add(content)
        default:
            stream?.statedCount = (try? XMLReader.root(of: content))?.value("sample_count").flatMap { Int($0) }
        }
    }
}
