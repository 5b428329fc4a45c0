// The style sheet of figures, inside every SVG file and once in every page.

/// The rules that figures are drawn by.
enum FigureStyle {
    /// The whole sheet for a file of its own: colours, then rules.
    static var sheet: String { variables(root: ":root") + rules }

    /// The colours as variables, with the dark ones for readers who ask for them; paper is always light.
    static func variables(root: String) -> String {
        func block(_ pick: (Ink) -> String) -> String {
            Ink.all.map { "--\($0.name):\(pick($0));" }.joined()
        }
        return """
            \(root){color-scheme:light dark;\(block { $0.colours.light })}
            @media screen and (prefers-color-scheme:dark){\(root){\(block { $0.colours.dark })}}

            """
    }

    /// The rules. Every colour stands twice: programs that do not know variables (drawing programs, converters) take
    /// the first, browsers the second.
    static var rules: String {
        var result = """
            .fig{font:12px system-ui,-apple-system,"Segoe UI","Helvetica Neue",Arial,"DejaVu Sans",sans-serif}
            .fig text{fill:\(Ink.text.colours.light);fill:var(--text);font-variant-numeric:tabular-nums}
            .fig .small{font-size:11px}
            .fig .strong{font-weight:600}
            .fig text.f-soft{fill:\(Ink.soft.colours.light);fill:var(--soft)}
            .fig .mid{text-anchor:middle}
            .fig .right{text-anchor:end}
            .fig path,.fig line{fill:none;stroke-linejoin:round}
            .fig .hair{stroke-width:.6}
            .fig .thin{stroke-width:1}
            .fig .line{stroke-width:1.8}
            .fig .thick{stroke-width:2.4}
            .fig .dash{stroke-dasharray:5 3}
            .fig .dot{stroke-dasharray:1.5 2.5}
            .fig .dots{stroke-width:3;stroke-linecap:round;stroke-opacity:.5}
            .fig .spots{stroke-width:6;stroke-linecap:round;stroke-opacity:.8}
            .fig .pale{opacity:.45}

            """
        for ink in Ink.all {
            let (light, name) = (ink.colours.light, ink.name)
            result += ".fig .s-\(name){stroke:\(light);stroke:var(--\(name))}"
            result += ".fig path.f-\(name),.fig rect.f-\(name),.fig circle.f-\(name)"
            result += "{fill:\(light);fill:var(--\(name))}\n"
        }
        return result
    }
}
