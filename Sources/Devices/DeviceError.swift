// What can go wrong with a device, for people.

public import Signals
public import Stimulation

/// Why a device could not be reached, or did not do what it was told.
public enum DeviceError: ExplainedError, Hashable {
    /// The system gave no pseudo-terminal; the step that failed and the system's reason.
    case pseudoTerminal(step: String, reason: String)
    /// A serial port cannot be opened or set up.
    case cannotOpen(path: String, reason: String)
    /// Who answers at a port is nobody that this program can use.
    case notUsable(path: String, reason: String)
    /// There is no network connection to or from a device.
    case noConnection(peer: String, reason: String)
    /// A port that was open does not take or give bytes any more.
    case linkLost(reason: String)
    /// A stream cannot be used, or is gone.
    case stream(name: String, problem: String, isGone: Bool)
    /// The stimulator cannot take a burst now.
    case notReady(DeviceState.Readiness)
    /// The approval does not hold now, or not long enough.
    case refused(Refusal)
    /// The burst cannot be made by this device exactly as approved. It is never changed to fit.
    case cannotDeliver(order: Int, reason: String)
    /// The stimulator answered wrongly or not at all; stop was sent.
    case fault(StimulatorFault)

    /// What kind of trouble it is.
    public var category: ErrorCategory {
        switch self {
        case .pseudoTerminal, .cannotOpen, .noConnection, .notReady: .unavailable
        case .linkLost, .notUsable, .fault: .inputOutput
        case .refused: .noPermission
        case .stream(_, _, let isGone): isGone ? .inputOutput : .data
        case .cannotDeliver: .data
        }
    }

    /// What is wrong, in one sentence.
    public var description: String {
        switch self {
        case .pseudoTerminal(let step, let reason): "no pseudo-terminal for a simulated device: \(step): \(reason)"
        case .cannotOpen(let path, let reason): "cannot open the serial port \(path): \(reason)"
        case .notUsable(let path, let reason): "\(path): \(reason)"
        case .noConnection(let peer, let reason): "no connection with a device (\(peer)): \(reason)"
        case .linkLost(let reason): "the connection to the device is lost: \(reason)"
        case .stream(let name, let problem, _): "the stream “\(name)” \(problem)"
        case .notReady(let readiness): Refusal.Reason.device(readiness).description
        case .refused(let refusal): refusal.description
        case .cannotDeliver(let order, let reason):
            "the stimulator cannot deliver order \(order) exactly as approved: \(reason)"
        case .fault(let fault): fault.description
        }
    }
}
