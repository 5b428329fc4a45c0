// Units as people write them in a person file. Prefixes are powers of ten, so a conversion moves the decimal point and is
// exact; nothing here multiplies.

/// A unit of a parameter and the other spellings that are understood.
public struct ParameterUnit: Hashable, Sendable {
    /// How the unit is written, such as `ms`.
    public let symbol: String
    /// Other spellings with the power of ten that leads from them to ``symbol``: for `ms`, `s` has 3.
    private let spellings: [String: Int]

    /// A unit by its symbol, with the spellings known for it.
    init(_ symbol: String) {
        self.symbol = symbol
        spellings = Self.known[symbol] ?? [:]
    }

    /// The unit in which a number is written that is stored in `unit` and may be as large as `limit`, and the power of ten
    /// from the number as written to the one stored.
    static func writing(_ unit: String, upTo limit: Double) -> (unit: ParameterUnit, scale: Int) {
        switch unit {
        case "s" where limit <= 2: (ParameterUnit("ms"), -3)
        case "1" where limit <= 1: (ParameterUnit("%"), -2)
        case "1": (ParameterUnit("×"), 0)
        case "S/cm²": (ParameterUnit("µS/cm²"), -6)
        default: (ParameterUnit(unit), 0)
        }
    }

    /// The power of ten from a number in the unit written as `spelling` to one in this unit; `nil` for another unit.
    func exponent(from spelling: String) -> Int? {
        let spelling = Self.normalised(spelling)
        return spelling == Self.normalised(symbol) ? 0 : spellings[spelling]
    }

    private static let known: [String: [String: Int]] = [
        "×": ["x": 0, "%": -2],
        "%": ["×": 2, "x": 2],
        "units": ["unit": 0],
        "× MT": ["×MT": 0, "xMT": 0, "x MT": 0, "MT": 0],
        "ms": ["s": 3, "µs": -3, "us": -3],
        "µs": ["us": 0, "ms": 3, "s": 6],
        "s": ["ms": -3],
        "1/h": ["/h": 0, "per h": 0, "per hour": 0],
        "1/min": ["/min": 0, "per min": 0],
        "1/s": ["/s": 0, "per s": 0, "per second": 0],
        "Hz": ["kHz": 3],
        "mV": ["V": 3, "µV": -3, "uV": -3],
        "µV": ["uV": 0, "mV": 3],
        "mA": ["A": 3, "µA": -3, "uA": -3],
        "mm": ["cm": 1, "m": 3],
        "m": ["cm": -2, "mm": -3],
        "µS/cm²": ["uS/cm²": 0, "mS/cm²": 3, "S/cm²": 6],
        "N·m": ["Nm": 0, "N m": 0],
        "N·m/rad": ["Nm/rad": 0, "N m/rad": 0],
        "N·m·s/rad": ["Nms/rad": 0, "N m s/rad": 0],
        "kg·m²": ["kgm²": 0, "kg m²": 0],
    ]

    /// One spelling for signs that look alike or stand in for each other on a keyboard.
    private static func normalised(_ spelling: String) -> String {
        var result = ""
        for scalar in spelling.unicodeScalars {
            switch scalar {
            case "\u{3BC}": result += "µ"  // Greek mu for the micro sign
            case "\u{22C5}", "\u{2219}", "*": result += "·"
            case "^": continue
            case "2": result += "²"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
