// Tables in the shape of Delsys' exports, made here: the program itself runs on Windows only.

/// Exports with known samples: EMG n is n/1000 mV for sample n, acceleration n is n/100 G.
public enum DelsysExample {
    /// Trigno Discover: two sensors, EMG at 2148.1481 Hz, acceleration of the first at 148.1481 Hz, one marker.
    public static func discover(samples: Int, delimiter: String = ",", mark: String = ".") -> String {
        func number(_ value: Double, _ decimals: Int) -> String {
            var scale = 1.0
            for _ in 0..<decimals { scale *= 10 }
            let text = "\((value * scale).rounded() / scale)"
            return mark == "." ? text : text.replacing(".", with: mark)
        }
        let rows: [[String]] = [
            ["Application:", "Trigno Discover (2.1.0.7)"], ["Date/Time:", "11/26/2026 10:00:00"],
            ["Collection Length (seconds):", number(Double(samples) / 2148.1481, 3)],
            ["Soleus (81029)", "", "", "", "Tibialis (81030)", ""],
            ["sensor mode: 50", "", "", "", "sensor mode: 40", ""],
            [
                "EMG 1 Time Series (s)", "EMG 1 (mV)", "ACC X Time Series (s)", "ACC X (G)", "EMG 1 Time Series (s)",
                "EMG 1 (mV)",
            ],
            ["", "\(number(2148.1481, 4)) Hz", "", "\(number(148.1481, 4)) Hz", "", "\(number(2148.1481, 4)) Hz"],
            ["", "0.0004655 s", "", "0.00675 s", "", "0.0004655 s", "Type", "Name", "Label", "Time (s)"],
        ]
        var lines = rows.map { $0.joined(separator: delimiter) }
        let slow = samples * 1481481 / 21481481
        for n in 0..<samples {
            let time = number(Double(n) / 2148.1481, 7)
            var row = [time, number(Double(n) / 1000, 3)]
            row += n < slow ? [number(Double(n) / 148.1481, 7), number(Double(n) / 100, 2)] : ["", ""]
            row += [time, number(-Double(n) / 1000, 3)]
            if n == 0 { row += ["General", "Marker 1", "start", number(0.05, 2)] }
            lines.append(row.joined(separator: delimiter))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// EMGworks: a line for each channel, then the columns; EMG at 2000 Hz in volts, a load cell at 200 Hz.
    public static func works(samples: Int) -> String {
        var lines = [
            "Label: Avanti sensor 1: EMG 1 Sampling frequency: 2000 Number of points: \(samples) start: 0 Unit: V "
                + "Domain Unit: s",
            "Label: Trigno Load Cell 2: Analog 2 Sampling frequency: 200 Number of points: \(samples / 10) start: 0 "
                + "Unit: V Domain Unit: s",
            "X[s],\"Avanti sensor 1: EMG 1 [V]\",X[s],\"Trigno Load Cell 2: Analog 2 [V]\"",
        ]
        for n in 0..<samples {
            let slow = n < samples / 10 ? "\(Double(n) / 200),\(Double(n) / 10)" : ","
            lines.append("\(Double(n) / 2000),\(Double(n) / 1_000_000),\(slow)")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
