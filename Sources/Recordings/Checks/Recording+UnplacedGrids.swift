// Channels that are named after a grid on which they have no place.

import Signals

/// EMG channels of a grid whose electrodes could not be placed.
public struct UnplacedGrid: Hashable, Sendable {
    /// The maker's product code, such as `GR100ML1305`.
    public let code: String
    /// The channels (0-based) that are named after it.
    public let channels: [Int]

    /// What is the matter, in one sentence.
    public var sentence: String {
        let count = "\(channels.count) \(channels.count == 1 ? "channel is" : "channels are")"
        let reason =
            if let whole = ElectrodeGrid.known(in: code, firstChannel: 0)?.electrodeCount {
                "which has \(whole) electrodes, and which of them these are is not said"
            } else {
                "of which Lull does not know the order of the electrodes"
            }
        return
            "\(count) named after \(code), \(reason): they have no places on it, so that there are no maps; the motor "
            + "units can be found all the same"
    }
}

extension Recording {
    /// The grids that EMG channels are named after and that ``grids`` does not have.
    public var unplacedGrids: [UnplacedGrid] {
        var found: [(code: String, channels: [Int])] = []
        for channel in channels(of: .emg) {
            guard let code = Self.productCode(in: channels[channel].label), !grids.contains(where: { $0.name == code })
            else { continue }
            if let known = found.firstIndex(where: { $0.code == code }) {
                found[known].channels.append(channel)
            } else {
                found.append((code, [channel]))
            }
        }
        return found.map { UnplacedGrid(code: $0.code, channels: $0.channels) }
    }

    /// A code as OT Bioelettronica forms them: two letters, the distance, MM or ML, rows and columns in two digits each;
    /// or an older one, such as `ELSCH064NM2`.
    private static func productCode(in label: String) -> String? {
        let words = label.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        return words.first { word in
            if word.hasPrefix("ELSCH0"), word.count > 9 { return true }
            guard word.hasPrefix("GR") || word.hasPrefix("HD") else { return false }
            let rest = word.dropFirst(2)
            let distance = rest.prefix { $0.isNumber }
            let unit = rest.dropFirst(distance.count).prefix(2)
            let size = rest.dropFirst(distance.count + 2)
            return (2...3).contains(distance.count) && ["MM", "ML"].contains(unit) && size.count == 4
                && size.allSatisfy { $0.isNumber }
        }.map(String.init)
    }
}
