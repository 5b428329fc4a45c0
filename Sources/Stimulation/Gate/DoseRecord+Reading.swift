// Reads a dose record back. What a crash may have left is accepted; everything else that is not as it was written is an
// error, because a ledger that is believed without reason would allow a second dose.

extension DoseRecord {
    /// Reads a record for a session that begins at `now`.
    ///
    /// A line that was not finished is accepted at the end only. A whole line without its line break counts.
    ///
    /// - Throws: ``Failure`` for the first line that is not as it was written.
    public static func read(_ bytes: [UInt8], at now: SessionMoment) throws(Failure) -> Contents {
        var contents = Contents()
        var session: Session?
        let pieces = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, piece) in pieces.enumerated() {
            let isLast = index == pieces.count - 1
            if piece.isEmpty, isLast { break }
            let fields: Fields
            do throws(Failure) {
                fields = try Fields(piece, line: index + 1, after: contents.lastCheck)
            } catch {
                if isLast { break }
                throw error
            }
            contents.lastCheck = fields.check
            contents.wholeLength += piece.count + (isLast ? 0 : 1)
            contents.lacksLineBreak = isLast
            switch fields.kind {
            case "session":
                session = try begin(fields, &contents, now)
            case "burst":
                guard let session else { throw fields.failure("comes before any session") }
                contents.ledger.record(try session.entry(fields))
            case "early":
                guard let session else { throw fields.failure("comes before any session") }
                let end = session.time(try fields.number("at", in: SessionTime.range))
                contents.ledger.endedEarly(
                    try fields.channel(), at: end, pulses: try fields.number("pulses", in: 0...Int.max))
            default: throw fields.failure("is of the unknown kind “\(fields.kind)”")
            }
        }
        return contents
    }

    private static func begin(
        _ fields: Fields, _ contents: inout Contents, _ now: SessionMoment
    ) throws(Failure) -> Session {
        let form = try fields.number("form", in: 0...Int.max)
        guard form == DoseRecord.form else {
            throw fields.failure("has form \(form); this version reads form \(DoseRecord.form)")
        }
        guard let person = PersonCode(try fields.text("person")) else { throw fields.failure("names no person") }
        if let first = contents.person, first != person {
            throw fields.failure("is about \(person), the lines before it about \(first)")
        }
        contents.person = person
        let began = SessionMoment(
            unixMicroseconds: try fields.number("began", in: 0...Int.max), boot: try fields.text("boot"),
            uptimeMicroseconds: try fields.number("uptime", in: 0...Int.max))
        guard let began else { throw fields.failure("begins at an impossible moment") }
        return Session(age: now.elapsed(since: began))
    }

    /// A session of the record, seen from the one that begins now.
    private struct Session {
        let age: Microseconds

        /// A moment of that session as the new one counts it.
        func time(_ microseconds: Int) -> SessionTime {
            SessionTime(microseconds: microseconds) - age
        }

        /// A burst of that session. One that seems to lie in the future, because a clock was set back, counts as begun now.
        func entry(_ fields: Fields) throws(Failure) -> DoseLedger.Entry {
            let start = try fields.number("start", in: SessionTime.range)
            let end = try fields.number("end", in: SessionTime.range)
            guard start <= end else { throw fields.failure("ends before it starts") }
            let begun = min(.start, time(start))
            return DoseLedger.Entry(
                channel: try fields.channel(), start: begun, end: begun + Microseconds(end - start),
                dose: Dose(
                    bursts: try fields.number("bursts", in: 0...Int.max),
                    pulses: try fields.number("pulses", in: 0...Int.max),
                    onTime: Microseconds(try fields.number("onTime", in: 0...Int.max)),
                    charge: Microcoulombs(picocoulombs: try fields.number("charge", in: 0...Int.max))))
        }
    }
}

extension SessionTime {
    /// The numbers that a record may hold as moments.
    fileprivate static var range: ClosedRange<Int> {
        allowed.lowerBound.microseconds...2 * allowed.upperBound.microseconds
    }
}

/// One line of a record, checked and cut into its fields.
private struct Fields {
    let kind: String
    let check: String
    private let values: [(name: Substring, value: Substring)]
    private let line: Int

    init(_ bytes: ArraySlice<UInt8>, line: Int, after previous: String) throws(DoseRecord.Failure) {
        self.line = line
        // The check is of bytes, so that nothing is read as text that was not written as text.
        check = DoseRecord.check(bytes.dropFirst(9), after: previous)
        guard bytes.count > 9, bytes[bytes.startIndex + 8] == UInt8(ascii: " "),
            bytes.prefix(8).elementsEqual(check.utf8)
        else { throw DoseRecord.Failure(line: line, reason: "is not as it was written (its check does not fit)") }
        let words = String(decoding: bytes.dropFirst(9), as: UTF8.self).split(separator: " ")
        kind = words.first.map(String.init) ?? ""
        values = words.dropFirst().map { word in
            guard let equals = word.firstIndex(of: "=") else { return (word, "") }
            return (word[..<equals], word[word.index(after: equals)...])
        }
    }

    func failure(_ reason: String) -> DoseRecord.Failure { DoseRecord.Failure(line: line, reason: reason) }

    func text(_ name: String) throws(DoseRecord.Failure) -> String {
        guard let value = values.first(where: { $0.name == name })?.value else { throw failure("has no \(name)") }
        return String(value)
    }

    func number(_ name: String, in range: ClosedRange<Int>) throws(DoseRecord.Failure) -> Int {
        let text = try text(name)
        guard let value = Int(text), range.contains(value) else { throw failure("has \(name) \(text)") }
        return value
    }

    func channel() throws(DoseRecord.Failure) -> PadChannel {
        let number = try number("channel", in: 0...Int.max)
        guard let channel = PadChannel(number) else { throw failure("has channel \(number)") }
        return channel
    }
}
