// The numbers of the messages. An acknowledgement is its command plus one.

extension ScienceMode4 {
    /// The number of a message on the wire.
    enum CommandNumber: UInt16, CaseIterable {
        case lowLevelInit = 0
        case lowLevelPulse = 2
        case lowLevelStop = 4
        case midLevelInit = 30
        case midLevelUpdate = 32
        case midLevelStop = 34
        /// The maker's instructions print 37 and 38; both of its code bases use 36 and 37.
        case midLevelGetCurrentData = 36
        case getVersion = 50
        case getDeviceID = 52
        case getBatteryStatus = 54
        case reset = 58
        case getStimulationStatus = 62
        case getExtendedVersion = 68

        /// The device says that something went wrong outside of any command.
        static let generalError: UInt16 = 66
        /// The device says that it does not know the command.
        static let unknownCommand: UInt16 = 67

        var acknowledgement: UInt16 { rawValue + 1 }

        /// The name as people read it.
        var name: String {
            switch self {
            case .lowLevelInit: "low-level init"
            case .lowLevelPulse: "low-level pulse"
            case .lowLevelStop: "low-level stop"
            case .midLevelInit: "mid-level init"
            case .midLevelUpdate: "mid-level update"
            case .midLevelStop: "mid-level stop"
            case .midLevelGetCurrentData: "mid-level get current data"
            case .getVersion: "get version"
            case .getDeviceID: "get device id"
            case .getBatteryStatus: "get battery status"
            case .reset: "reset"
            case .getStimulationStatus: "get stimulation status"
            case .getExtendedVersion: "get extended version"
            }
        }
    }
}

extension ScienceMode4.Command {
    /// The command's number on the wire.
    var number: ScienceMode4.CommandNumber {
        switch self {
        case .lowLevelInit: .lowLevelInit
        case .lowLevelPulse: .lowLevelPulse
        case .lowLevelStop: .lowLevelStop
        case .midLevelInit: .midLevelInit
        case .midLevelUpdate: .midLevelUpdate
        case .midLevelStop: .midLevelStop
        case .midLevelGetCurrentData: .midLevelGetCurrentData
        case .getVersion: .getVersion
        case .getDeviceID: .getDeviceID
        case .getBatteryStatus: .getBatteryStatus
        case .reset: .reset
        case .getStimulationStatus: .getStimulationStatus
        case .getExtendedVersion: .getExtendedVersion
        }
    }

    /// The command's name, for logs and errors.
    public var name: String { number.name }
}
