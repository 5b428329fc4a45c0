// What each command does to the simulated device.

import Stimulation

extension P24Simulator {
    mutating func execute(
        _ command: ScienceMode4.Command, _ number: ScienceMode4.PacketNumber
    ) -> ScienceMode4.Acknowledgement {
        switch command {
        case .lowLevelInit(let parameters): return .lowLevelInit(startLowLevel(parameters))
        case .lowLevelPulse(let pulse): return .lowLevelPulse(take(pulse, number))
        case .lowLevelStop:
            guard case .low = level else { return .lowLevelStop(.notInitialized) }
            level = .none
            return .lowLevelStop(.success)
        case .midLevelInit(let stopOnAnyError): return .midLevelInit(startMidLevel(stopOnAnyError))
        case .midLevelUpdate(let update): return .midLevelUpdate(take(update))
        case .midLevelStop:
            guard case .mid = level else { return .midLevelStop(.notInitialized) }
            level = .none
            return .midLevelStop(.success)
        case .midLevelGetCurrentData: return .midLevelCurrentData(currentData())
        case .getVersion:
            return .version(
                .success, firmware: configuration.firmware, protocol: configuration.protocolVersion)
        case .getDeviceID: return .deviceID(.success, configuration.deviceID)
        case .getBatteryStatus:
            return .batteryStatus(
                .success, percent: batteryPercent, millivolts: configuration.batteryMillivolts)
        case .reset:
            level = .none
            return .reset(.success)
        case .getStimulationStatus: return .stimulationStatus(.success, stimulationLevel, highVoltage)
        case .getExtendedVersion:
            return .extendedVersion(
                .success,
                ScienceMode4.ExtendedVersion(
                    firmware: configuration.firmware, protocol: configuration.protocolVersion, hash: 0, hashType: 0,
                    hashIsValid: false))
        }
    }
}

extension ScienceMode4.Command {
    /// The answer that refuses this command with a result.
    func refusal(_ result: ScienceMode4.ResultCode) -> ScienceMode4.Acknowledgement {
        let none = ScienceMode4.Version(0, 0, 0)
        return switch self {
        case .lowLevelInit: .lowLevelInit(result)
        case .lowLevelPulse(let pulse): .lowLevelPulse(.init(result: result, output: pulse.output))
        case .lowLevelStop: .lowLevelStop(result)
        case .midLevelInit: .midLevelInit(result)
        case .midLevelUpdate: .midLevelUpdate(result)
        case .midLevelStop: .midLevelStop(result)
        case .midLevelGetCurrentData:
            .midLevelCurrentData(
                .init(
                    result: result, isActive: Array(repeating: false, count: 8),
                    states: Array(repeating: .ok, count: 8)))
        case .getVersion: .version(result, firmware: none, protocol: none)
        case .getDeviceID: .deviceID(result, "")
        case .getBatteryStatus: .batteryStatus(result, percent: 0, millivolts: 0)
        case .reset: .reset(result)
        case .getStimulationStatus: .stimulationStatus(result, .none, .off)
        case .getExtendedVersion:
            .extendedVersion(
                result, .init(firmware: none, protocol: none, hash: 0, hashType: 0, hashIsValid: false))
        }
    }
}

extension P24Simulator.OutputFault {
    var result: ScienceMode4.ResultCode {
        switch self {
        case .open: .electrodeError
        case .lowCurrent: .lowCurrent
        case .pulseTimeout: .pulseTimeout
        }
    }

    var state: ScienceMode4.OutputState {
        switch self {
        case .open: .electrodeError
        case .lowCurrent: .lowCurrent
        case .pulseTimeout: .pulseTimeout
        }
    }
}
