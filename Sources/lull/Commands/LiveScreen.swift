// The screen of a live session: one line, and what must be said at once.

import Glibc
import Sessions
import Signals
import SpasmControl
import Stimulation

/// The session on a terminal: one line that is written over; elsewhere a line every few seconds.
struct LiveScreen {
    private let rate: SampleRate
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let controls: LiveControls?
    private(set) var last: SessionGlance?
    private var said = ContinuousClock.now
    private static let pause = Duration.seconds(5)

    init(rate: SampleRate, controls: LiveControls?) {
        self.rate = rate
        self.controls = controls
    }

    /// A spasm that goes on, and stimulation that looks harmful, are said at once, with a bell.
    mutating func take(_ glance: SessionGlance) {
        if glance.givenUp > last?.givenUp ?? 0 {
            if isTerminal { Console.sayOver("") }
            Console.say(
                "\u{7}\(rate.seconds(glance.sample.rawValue).formatted(decimals: 1)) s  the spasm goes on after its last "
                    + "burst, and no more are given for it: somebody should look")
        }
        if glance.suspicions > last?.suspicions ?? 0 {
            if isTerminal { Console.sayOver("") }
            Console.say(
                "\u{7}\(rate.seconds(glance.sample.rawValue).formatted(decimals: 1)) s  spasms with stimulation last longer "
                    + "than those that a lot left without: stop (s), and look at `lull session report` before going on")
        }
        if glance.state == .fault, last?.state != .fault, let trouble = glance.trouble {
            if isTerminal { Console.sayOver("") }
            let time = rate.seconds(glance.sample.rawValue).formatted(decimals: 1)
            Console.say("\(time) s  \u{7}a fault, which stays: \(trouble.words)")
        }
        if controls != nil { tellOperator(glance) }
        last = glance
    }

    /// What an operator must know at once: what was not granted, and that nothing flows any more.
    private func tellOperator(_ glance: SessionGlance) {
        var said: [String] = []
        if glance.notGranted.count > last?.notGranted.count ?? 0, let why = glance.notGranted.why {
            said.append("not granted: \(why.words)")
        }
        if glance.notGiven > last?.notGiven ?? 0 {
            said.append("a burst was not given; why stands in events.jsonl, and here at the end")
        }
        if glance.state != last?.state {
            switch glance.state {
            case .fault: said.append("stimulation has stopped and does not begin again in this session")
            case .stopped: said.append("stopped: the stimulator is closed for this session")
            case .ready: said.append("ready: a arms, from zero")
            case .armed where last?.state == .ready || last?.state == .off:
                said.append("armed at 0 mA: + turns the intensity up")
            default: break
            }
        }
        guard !said.isEmpty else { return }
        if isTerminal { Console.sayOver("") }
        for line in said {
            Console.say("\(rate.seconds(glance.sample.rawValue).formatted(decimals: 1)) s  \(line)")
        }
    }

    mutating func draw() {
        guard let last, isTerminal || ContinuousClock.now - said >= Self.pause else { return }
        said = .now
        let text = line(last)
        if isTerminal { Console.sayOver(text) } else { Console.say(text) }
    }

    func finish() { if isTerminal { Console.sayOver("") } }

    private func line(_ glance: SessionGlance) -> String {
        let time = rate.seconds(glance.sample.rawValue).formatted(decimals: 1)
        let threshold = glance.enterThreshold.isFinite ? glance.enterThreshold.formatted(decimals: 1) : "not known yet"
        return "\(time) s  \(glance.state)\(glance.isActive ? ", muscle active" : "")  envelope "
            + "\(glance.envelope.formatted(decimals: 1)) µV (threshold \(threshold))  active \(glance.activities)×  "
            + "bursts \(glance.bursts)" + intensity(glance) + preview(glance)
    }

    private func intensity(_ glance: SessionGlance) -> String {
        guard let controls else { return "" }
        return "  \(Milliamperes(microamperes: glance.intensityMicroamperes)) of \(controls.highest)"
    }

    /// What the last minute triggered, and what it would have triggered with other numbers.
    private func preview(_ glance: SessionGlance) -> String {
        guard let preview = glance.preview else { return "" }
        return "  last minute \(preview.now)×, with the other numbers \(preview.other)×"
    }
}

extension SessionGlance.Why {
    /// Why, and what to do.
    fileprivate var words: String {
        switch self {
        case .state: "not possible in this state (c: checked, a: arm, + and -: intensity, b: burst)"
        case .notCleared: "the papers of this session do not allow it"
        case .intensityNotZero: "arming begins at 0 mA"
        case .risesTooFast: "the intensity rises by \(Supervisor.largestRise) at once"
        case .intensityOutOfRange: "the intensity stays between 0 mA and the prescribed current"
        case .intensityNotPossible: "the pulse cannot be made at that intensity"
        case .intensityIsZero: "the intensity is 0 mA; + turns it up"
        case .triggerOff: "that trigger is switched off"
        case .personMoves: "the person says that they are moving by will"
        case .volition: "the second muscle or the motion sensor does not say that it is a spasm"
        case .notCalibrated: "the muscle at rest has not been measured yet; wait a few seconds"
        case .notHealthyLongEnough: "the signals have not been healthy for long enough"
        }
    }
}

extension SessionGlance.Trouble {
    /// What went wrong.
    var words: String {
        switch self {
        case .notANumber: "a sample of the EMG is not a finite number"
        case .forceNotANumber: "a sample of the force is not a finite number"
        case .saturated: "the EMG is saturated"
        case .flat: "the EMG has stopped changing (a lead may be off)"
        case .deadLead: "the EMG is far quieter than at rest (a lead may be off or shorted)"
        case .hum: "the EMG has turned into hum of the mains (an electrode may be off)"
        case .leadOff: "the amplifier says that the electrode of the EMG does not touch"
        case .discontinuity: "samples of the EMG are missing or came twice"
        case .impossibleTime: "the EMG's sample numbers lie outside of any session"
        case .stimulator: "the stimulator reported an error or is gone"
        case .stale: "the newest sample of the EMG is too old"
        case .clockJump: "a clock jumped"
        case .interfaceSilent: "this screen was silent for too long"
        case .dysreflexia: "signs of autonomic dysreflexia; sit the person up and look for the cause"
        case .storm: "too many bursts by machine in a short time; stimulation may trigger itself"
        }
    }
}
