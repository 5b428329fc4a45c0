// The parent's side of CMatReader: parses the child's frames and trusts none of their lengths.

import CMatReader
import Glibc

/// Why the frames of a child ended early.
enum MatStreamFailure: Error {
    /// libmatio does not take the file for a MATLAB file.
    case cannotOpen
    /// libmatio could not read a variable.
    case cannotRead(String)
    /// The frames hold more than the limit.
    case tooLarge
    /// The child did not finish in time.
    case tooSlow
    /// The child ended without a last frame.
    case ended
    /// A frame contradicts itself.
    case malformed
}

/// The frames of one child process. ``stop()`` must be called at the end, whatever happened.
final class MatStream {
    /// How the child ended.
    enum End: Equatable {
        case exit(Int32)
        case signal(Int32)
        case unknown
    }

    private let child: pid_t
    private let pipe: Int32
    private let deadline: ContinuousClock.Instant
    private var budget: Int

    init(child: pid_t, pipe: Int32, byteLimit: Int, secondsLimit: Int) {
        self.child = child
        self.pipe = pipe
        self.budget = byteLimit
        self.deadline = ContinuousClock.now + .seconds(secondsLimit)
    }

    /// Ends the child, if it still runs, and says how it ended.
    func stop() -> End {
        close(pipe)
        kill(child, SIGKILL)
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 {
            if errno != EINTR { return .unknown }
        }
        return status & 0x7F == 0 ? .exit((status >> 8) & 0xFF) : .signal(status & 0x7F)
    }

    /// The next top-level variable; `nil` after the last one of a file that was read to its end.
    func nextVariable() throws(MatStreamFailure) -> MatVariable? {
        let frame = try nextFrame()
        switch Int(frame.kind) {
        case LULL_MAT_END: return nil
        case LULL_MAT_FAILED where Int(frame.element) == LULL_MAT_CANNOT_OPEN: throw .cannotOpen
        case LULL_MAT_FAILED: throw .cannotRead(try text(frame.name_bytes))
        default: return try variable(frame, depth: 20)
        }
    }

    private func variable(_ frame: lull_mat_frame, depth: Int) throws(MatStreamFailure) -> MatVariable {
        guard depth > 0, frame.rank <= 32, frame.name_bytes <= 4096 else { throw .malformed }
        var dimensions: [Int] = []
        for _ in 0..<frame.rank {
            let extent: UInt64 = try scalar()
            guard let whole = Int(exactly: extent) else { throw .malformed }
            dimensions.append(whole)
        }
        let name = try text(frame.name_bytes)
        return MatVariable(name: name, dimensions: dimensions, value: try value(frame, dimensions, depth: depth))
    }

    private func value(
        _ frame: lull_mat_frame, _ dimensions: [Int], depth: Int
    ) throws(MatStreamFailure) -> MatValue {
        let count = try spend(frame.count)
        let bytes = try spend(frame.payload_bytes)
        switch Int(frame.kind) {
        case LULL_MAT_NUMBERS:
            guard let element = MatElement(rawValue: frame.element) else { throw .malformed }
            let (needed, overflow) = count.multipliedReportingOverflow(by: element.size)
            guard !overflow, needed == bytes, Self.product(dimensions) == count else { throw .malformed }
            return try numbers(element, count)
        case LULL_MAT_TEXT:
            guard let element = MatElement(rawValue: frame.element) else { throw .malformed }
            let units = try codeUnits(element, count, bytes)
            return .text(MatText.lines(units, element: element, rows: dimensions.first ?? 0))
        case LULL_MAT_CELL:
            guard bytes == 0 else { throw .malformed }
            return .cells(try parts(count, depth))
        case LULL_MAT_STRUCT:
            let names = try self.bytes(bytes).split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
            var fields = try parts(count, depth)
            guard !names.isEmpty, count.isMultiple(of: names.count) else {
                if count == 0 { return .elements([]) }
                throw .malformed
            }
            for k in fields.indices { fields[k].name = names[k % names.count] }
            return .elements(
                stride(from: 0, to: count, by: names.count).map { Array(fields[$0..<($0 + names.count)]) })
        case LULL_MAT_VARIABLE, LULL_MAT_OTHER: return .unread(Self.className(frame.mat_class))
        default: throw .malformed
        }
    }

    private func parts(_ count: Int, _ depth: Int) throws(MatStreamFailure) -> [MatVariable] {
        var parts: [MatVariable] = []
        for _ in 0..<count { parts.append(try variable(try nextFrame(), depth: depth - 1)) }
        return parts
    }

    /// Takes bytes or parts from what this stream may still deliver; every frame costs its own size, so that a file
    /// of a billion empty cells ends here as well.
    private func spend(_ amount: UInt64) throws(MatStreamFailure) -> Int {
        guard let whole = Int(exactly: amount), whole <= budget else { throw .tooLarge }
        budget -= whole
        return whole
    }

    private static func product(_ dimensions: [Int]) -> Int? {
        guard !dimensions.isEmpty else { return 0 }
        var product = 1
        for extent in dimensions {
            let (next, overflow) = product.multipliedReportingOverflow(by: extent)
            if overflow { return nil }
            product = next
        }
        return product
    }

    private static func className(_ number: UInt32) -> String {
        let names = [
            "empty", "cell", "struct", "object", "text", "sparse numbers", "double", "single", "int8", "uint8", "int16",
            "uint16", "int32", "uint32", "int64", "uint64", "function", "object",
        ]
        return number < names.count ? names[Int(number)] : "unknown class"
    }
}

// MARK: - Reading from the pipe

extension MatStream {
    private func nextFrame() throws(MatStreamFailure) -> lull_mat_frame {
        _ = try spend(UInt64(MemoryLayout<lull_mat_frame>.size))
        var frame = lull_mat_frame()
        var failure: MatStreamFailure?
        withUnsafeMutableBytes(of: &frame) { buffer in
            do throws(MatStreamFailure) { try fill(buffer) } catch { failure = error }
        }
        if let failure { throw failure }
        return frame
    }

    private func scalar<Scalar: FixedWidthInteger>() throws(MatStreamFailure) -> Scalar {
        var value: Scalar = 0
        var failure: MatStreamFailure?
        withUnsafeMutableBytes(of: &value) { buffer in
            do throws(MatStreamFailure) { try fill(buffer) } catch { failure = error }
        }
        if let failure { throw failure }
        return value
    }

    private func bytes(_ count: Int) throws(MatStreamFailure) -> [UInt8] { try array(count, of: UInt8.self) }

    private func text(_ count: UInt64) throws(MatStreamFailure) -> String {
        guard count <= 4096 else { throw .malformed }
        return String(decoding: try bytes(Int(count)), as: UTF8.self)
    }

    private func codeUnits(
        _ element: MatElement, _ count: Int, _ bytes: Int
    ) throws(MatStreamFailure) -> [UInt32] {
        let (needed, overflow) = count.multipliedReportingOverflow(by: element.size)
        guard !overflow, needed == bytes else { throw .malformed }
        return switch element.size {
        case 1: try array(count, of: UInt8.self).map { UInt32($0) }
        case 2: try array(count, of: UInt16.self).map { UInt32($0) }
        case 4: try array(count, of: UInt32.self)
        default: throw .malformed
        }
    }

    private func numbers(_ element: MatElement, _ count: Int) throws(MatStreamFailure) -> MatValue {
        switch element {
        case .single: .floats(try array(count, of: Float.self))
        case .double: .doubles(try array(count, of: Double.self))
        case .int8: .floats(try array(count, of: Int8.self).map { Float($0) })
        case .uint8: .floats(try array(count, of: UInt8.self).map { Float($0) })
        case .int16: .floats(try array(count, of: Int16.self).map { Float($0) })
        case .uint16: .floats(try array(count, of: UInt16.self).map { Float($0) })
        case .int32: .doubles(try array(count, of: Int32.self).map { Double($0) })
        case .uint32: .doubles(try array(count, of: UInt32.self).map { Double($0) })
        case .int64: .doubles(try array(count, of: Int64.self).map { Double($0) })
        case .uint64: .doubles(try array(count, of: UInt64.self).map { Double($0) })
        default: throw .malformed
        }
    }

    /// An array straight from the pipe, without a copy in between. Pages that the child never sends are never touched.
    private func array<Element: BitwiseCopyable>(
        _ count: Int, of type: Element.Type
    ) throws(MatStreamFailure) -> [Element] {
        guard count > 0 else { return [] }
        var failure: MatStreamFailure?
        let array = [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
            do throws(MatStreamFailure) {
                let bytes = UnsafeMutableRawBufferPointer(buffer)[..<(count * MemoryLayout<Element>.stride)]
                try fill(UnsafeMutableRawBufferPointer(rebasing: bytes))
                initialized = count
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return array
    }

    private func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(MatStreamFailure) {
        var done = 0
        while done < buffer.count {
            try awaitBytes()
            let got = Glibc.read(pipe, buffer.baseAddress?.advanced(by: done), buffer.count - done)
            if got < 0 && errno == EINTR { continue }
            guard got > 0 else { throw .ended }
            done += got
        }
    }

    private func awaitBytes() throws(MatStreamFailure) {
        while true {
            let left = (deadline - ContinuousClock.now).components.seconds
            guard left >= 0 else { throw .tooSlow }
            var request = pollfd(fd: pipe, events: Int16(POLLIN), revents: 0)
            let ready = poll(&request, 1, Int32(min(left + 1, 3600) * 1000))
            if ready > 0 { return }
            if ready < 0 && errno != EINTR { throw .ended }
        }
    }
}
