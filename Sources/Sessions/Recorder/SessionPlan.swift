// What a session was told at its beginning, as an entry of its log: enough to make the same controller again.

public import Devices
import Signals
public import SpasmControl
import Stimulation

extension SpasmSettings {
    /// The kind of the entry that holds the settings.
    public static let logKind = "settings"

    /// The settings as fields of an entry, and as one text that shows whether reading them back gave the same.
    public var logFields: [EventLogEntry.Field] {
        var fields = SpasmSettings.parameters.map { EventLogEntry.Field($0.name, .number(self[keyPath: $0.path])) }
        fields.append(.init("envelope", .text(envelope.rawValue)))
        if case .microvolts(let enter, let exit) = threshold {
            fields += [.init("enterMicrovolts", .number(enter)), .init("exitMicrovolts", .number(exit))]
        }
        fields += [
            .init("mains", .text(mains.rawValue)), .init("triggers", .text(Self.names(triggers))),
            .init("answers", .text(Self.names(answers))), .init("companion", .text(companion.rawValue)),
            .init("motion", .text(motion.rawValue)),
            .init("whenUnclear", .text(whenUnclear.rawValue)), .init("endsEarly", .flag(endsEarly)),
            .init("lowersDose", .flag(lowersDose)),
        ]
        if let rate = dysreflexia.restingHeartRate { fields.append(.init("restingHeartRate", .number(rate))) }
        if let pressure = dysreflexia.restingSystolic { fields.append(.init("restingSystolic", .number(pressure))) }
        return fields + [.init("all", .text(whole))]
    }

    /// Everything as one text. A set has no order that two runs share, so sets stand in fields of their own.
    private var whole: String {
        var settings = self
        (settings.triggers, settings.answers) = ([], [])
        return "\(settings)"
    }

    private static func names<Kind: RawRepresentable<String>>(_ kinds: Set<Kind>) -> String {
        kinds.map(\.rawValue).sorted().joined(separator: ",")
    }

    /// The kinds of a list of names; `nil` when there is none of them.
    private static func kinds<Kind: RawRepresentable<String>>(_ names: String?) -> Set<Kind>? {
        guard let parts = names?.split(separator: ",") else { return nil }
        let kinds = parts.compactMap { Kind(rawValue: String($0)) }
        return kinds.count == parts.count ? Set(kinds) : nil
    }

    /// Reads settings back.
    ///
    /// - Throws: ``SessionError`` when the entry names settings that this version does not have, or lacks one.
    public init(logged entry: EventLogEntry, path: String) throws(SessionError) {
        self.init()
        for parameter in SpasmSettings.parameters {
            guard let value = entry.number(parameter.name) else {
                throw SessionError(
                    .data, path, "the settings lack \(parameter.name); another version of Lull wrote them")
            }
            self[keyPath: parameter.path] = value
        }
        if case .text(let name)? = entry["envelope"], let kind = EnvelopeKind(rawValue: name) { envelope = kind }
        if let enter = entry.number("enterMicrovolts"), let exit = entry.number("exitMicrovolts") {
            threshold = .microvolts(enter: enter, exit: exit)
        }
        if let name = entry.text("mains"), let kind = MainsFrequency(rawValue: name) { mains = kind }
        if let kinds: Set<Trigger.Kind> = Self.kinds(entry.text("triggers")) { triggers = kinds }
        if let kinds: Set<SpasmKind> = Self.kinds(entry.text("answers")) { answers = kinds }
        if case .flag(let value)? = entry["endsEarly"] { endsEarly = value }
        if case .flag(let value)? = entry["lowersDose"] { lowersDose = value }
        if let role = entry.text("companion").flatMap(CompanionRole.init) { companion = role }
        if let role = entry.text("motion").flatMap(MotionRole.init) { motion = role }
        if let policy = entry.text("whenUnclear").flatMap(UnclearPolicy.init) { whenUnclear = policy }
        dysreflexia = DysreflexiaRule(
            restingHeartRate: entry.number("restingHeartRate"), restingSystolic: entry.number("restingSystolic"))
        guard entry.text("all") == whole, entry.text("triggers") == Self.names(triggers),
            entry.text("answers") == Self.names(answers)
        else {
            throw SessionError(
                .data, path,
                "the settings are not those that this version of Lull knows; play it with the version that "
                    + "wrote it")
        }
    }
}

extension EventLogEntry {
    /// A field that is a number.
    public func number(_ name: String) -> Double? {
        switch self[name] {
        case .number(let value)?: value
        case .integer(let value)?: Double(value)
        default: nil
        }
    }

    /// A field that is a whole number.
    public func integer(_ name: String) -> Int? {
        if case .integer(let value)? = self[name] { value } else { nil }
    }

    /// A field that is text.
    public func text(_ name: String) -> String? { if case .text(let value)? = self[name] { value } else { nil } }
}
