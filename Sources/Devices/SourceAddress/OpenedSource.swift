// Any source that was opened, behind one type: for programs that learn only at run time which device it is.

public import Signals

/// A source of any kind.
public final class OpenedSource: @unchecked Sendable {
    // Unchecked: one thread at a time reads it, as the protocol of sources says.
    private let box: any Box

    /// Takes over a source; `close` is called once, when nobody wants more of it.
    public init<Source: SignalSource & ~Copyable>(_ source: consuming Source, close: @escaping (inout Source) -> Void) {
        box = BoxOf(source, close)
    }

    /// The channels.
    public var channels: [Channel] { box.channels }
    /// Their rate.
    public var rate: SampleRate { box.rate }
    /// What the source knows about its samples.
    public var report: SourceReport { box.report }

    /// Waits for the next samples.
    ///
    /// - Throws: when the source has failed.
    public func nextBlock() throws -> SampleBlock? { try box.nextBlock() }

    /// Stops the device and closes the way to it.
    public func close() { box.close() }

    private protocol Box: AnyObject {
        var channels: [Channel] { get }
        var rate: SampleRate { get }
        var report: SourceReport { get }
        func nextBlock() throws -> SampleBlock?
        func close()
    }

    private final class BoxOf<Source: SignalSource & ~Copyable>: Box {
        private var source: Source
        private var closing: ((inout Source) -> Void)?

        init(_ source: consuming Source, _ closing: @escaping (inout Source) -> Void) {
            self.source = source
            self.closing = closing
        }

        var channels: [Channel] { source.channels }
        var rate: SampleRate { source.rate }
        var report: SourceReport { source.report }
        func nextBlock() throws -> SampleBlock? { try source.nextBlock() }
        func close() {
            closing?(&source)
            closing = nil
        }
        deinit { closing?(&source) }
    }
}

/// An opened source, where a `SignalSource` is wanted.
public struct AnySource: SignalSource {
    private let opened: OpenedSource
    /// Wraps a source.
    public init(_ opened: OpenedSource) { self.opened = opened }
    /// The channels.
    public var channels: [Channel] { opened.channels }
    /// Their rate.
    public var rate: SampleRate { opened.rate }
    /// What the source knows about its samples.
    public var report: SourceReport { opened.report }
    /// Waits for the next samples.
    public mutating func nextBlock() throws -> SampleBlock? { try opened.nextBlock() }
}
