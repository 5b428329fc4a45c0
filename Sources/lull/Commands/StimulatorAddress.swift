// Which stimulator, and where: `p24:/dev/ttyACM0`.

import ArgumentParser
import Signals
import Stimulation

/// The kinds of stimulators that a session can drive.
enum StimulatorKind: String, CaseIterable, ExpressibleByArgument {
    case p24, rehastim2, trigger

    /// What it is called.
    var title: String {
        switch self {
        case .p24: StimulatorModel.p24.title
        case .rehastim2: StimulatorModel.rehaStim2.title
        case .trigger: "stimulator behind a trigger output"
        }
    }

    /// Everything that limits a prescription for it. What is behind a trigger has limits of its own that nobody here knows.
    var limits: Limits {
        switch self {
        case .p24: Limits.product.adding(StimulatorModel.p24.limits)
        case .rehastim2: Limits.product.adding(StimulatorModel.rehaStim2.limits)
        case .trigger: Limits.product
        }
    }
}

/// A stimulator at a port.
struct StimulatorAddress {
    let kind: StimulatorKind
    let port: String

    /// How addresses look.
    static let forms = StimulatorKind.allCases.map { "\($0.rawValue):PORT" }.joined(separator: ", ")

    init(_ text: String) throws(UsageError) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let kind = StimulatorKind(rawValue: parts[0]), !parts[1].isEmpty else {
            throw UsageError(
                description:
                    "--stimulator is “\(text)”; allowed are \(Self.forms), with the port that `lull devices list` shows"
            )
        }
        self.kind = kind
        port = parts[1]
    }
}
