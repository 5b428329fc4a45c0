// Which streams are meant: as much of XPath 1.0 as questions for streams use.

import Signals

extension LabStreaming {
    /// A condition on an `<info>`, such as `session_id='default' and starts-with(name,'Bio')`.
    ///
    /// There are `and`, `or`, `not(…)`, comparisons, `starts-with`, `contains`, `count`, paths of names, texts and numbers. A
    /// question with anything else is not understood, and then no stream is meant.
    package struct Query: Sendable {
        private indirect enum Term: Sendable {
            case text(String)
            case number(Double)
            case path([String])
            case call(String, [Term])
            case both(String, Term, Term)
        }

        private let term: Term?

        /// Reads a condition; the empty one means every stream. `nil` when it is not understood.
        package init?(_ text: String) {
            guard !text.trimmingSpaces().isEmpty else {
                term = nil
                return
            }
            guard let tokens = Self.tokens(text) else { return nil }
            var parser = Parser(tokens: tokens[...])
            guard let term = parser.either(depth: 0), parser.tokens.isEmpty else { return nil }
            self.term = term
        }

        /// A text as it stands in a condition; XPath has no escapes, so one with both kinds of quotes is put together.
        package static func quoted(_ text: String) -> String? {
            if !text.contains("'") { return "'\(text)'" }
            return text.contains("\"") ? nil : "\"\(text)\""
        }

        /// Whether a stream is meant.
        package func matches(_ info: Info) -> Bool {
            guard let term else { return true }
            return Self.truth(term, info.element(isFull: true))
        }

        // MARK: Reading

        private enum Token: Hashable, Sendable {
            case text(String)
            case number(Double)
            case word(String)
            case sign(String)
        }

        private static func tokens(_ text: String) -> [Token]? {
            var rest = Array(text)[...]
            var tokens: [Token] = []
            func isName(_ c: Character) -> Bool { c.isLetter || c.isNumber || "_-./".contains(c) }
            while let c = rest.first {
                if c.isWhitespace {
                    rest.removeFirst()
                } else if c == "'" || c == "\"" {
                    rest.removeFirst()
                    guard let end = rest.firstIndex(of: c) else { return nil }
                    tokens.append(.text(String(rest[..<end])))
                    rest = rest[(end + 1)...]
                } else if isName(c) {
                    let word = String(rest.prefix(while: isName))
                    rest = rest.dropFirst(word.count)
                    let number = c.isNumber || c == "-" || c == "." ? Double(word) : nil
                    tokens.append(number.map(Token.number) ?? .word(word))
                } else {
                    let pair = String(rest.prefix(2))
                    let sign = ["!=", "<=", ">="].contains(pair) ? pair : String(c)
                    guard ["=", "<", ">", "(", ")", ",", "!=", "<=", ">="].contains(sign) else { return nil }
                    tokens.append(.sign(sign))
                    rest = rest.dropFirst(sign.count)
                }
            }
            return tokens
        }

        private struct Parser {
            var tokens: ArraySlice<Token>
            private static let deepest = 32
            private static let functions = ["not": 1, "starts-with": 2, "contains": 2, "count": 1]

            init(tokens: ArraySlice<Token>) { self.tokens = tokens }

            private mutating func take(_ token: Token) -> Bool {
                guard tokens.first == token else { return false }
                tokens.removeFirst()
                return true
            }

            mutating func either(depth: Int) -> Term? {
                guard depth < Self.deepest, var left = all(depth: depth) else { return nil }
                while take(.word("or")) {
                    guard let right = all(depth: depth) else { return nil }
                    left = .both("or", left, right)
                }
                return left
            }

            private mutating func all(depth: Int) -> Term? {
                guard var left = comparison(depth: depth) else { return nil }
                while take(.word("and")) {
                    guard let right = comparison(depth: depth) else { return nil }
                    left = .both("and", left, right)
                }
                return left
            }

            private mutating func comparison(depth: Int) -> Term? {
                guard let left = value(depth: depth) else { return nil }
                for sign in ["=", "!=", "<=", ">=", "<", ">"] where take(.sign(sign)) {
                    return value(depth: depth).map { .both(sign, left, $0) }
                }
                return left
            }

            private mutating func value(depth: Int) -> Term? {
                switch tokens.popFirst() {
                case .text(let text): return .text(text)
                case .number(let number): return .number(number)
                case .sign("("):
                    guard let inner = either(depth: depth + 1), take(.sign(")")) else { return nil }
                    return inner
                case .word(let word):
                    guard take(.sign("(")) else { return path(word) }
                    guard let count = Self.functions[word] else { return nil }
                    var arguments: [Term] = []
                    repeat {
                        guard let argument = either(depth: depth + 1) else { return nil }
                        arguments.append(argument)
                    } while take(.sign(","))
                    guard take(.sign(")")), arguments.count == count else { return nil }
                    if word == "count", case .path = arguments[0] {} else if word == "count" { return nil }
                    return .call(word, arguments)
                default: return nil
                }
            }

            private func path(_ word: String) -> Term? {
                var names = word.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
                // Paths from the root begin with the element itself.
                if names.first == "", names.count > 2, names[1] == "info" { names.removeFirst(2) }
                guard !names.isEmpty, !names.contains(where: { $0.isEmpty || $0.hasPrefix(".") }) else { return nil }
                return .path(names)
            }
        }

        // MARK: Judging

        private static func elements(_ names: [String], _ root: XMLElement) -> [XMLElement] {
            names.reduce([root]) { found, name in found.flatMap { $0.children.filter { $0.name == name } } }
        }

        /// XPath's value of an element: all text in it.
        private static func text(_ element: XMLElement) -> String {
            element.text.trimmingSpaces() + element.children.map(text).joined()
        }

        private static func text(_ term: Term, _ root: XMLElement) -> String {
            switch term {
            case .text(let text): text
            case .number(let number): number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
            case .path(let names): elements(names, root).first.map(text) ?? ""
            case .call("count", let arguments): "\(count(arguments[0], root))"
            case .call, .both: truth(term, root) ? "true" : "false"
            }
        }

        private static func count(_ term: Term, _ root: XMLElement) -> Int {
            if case .path(let names) = term { elements(names, root).count } else { 0 }
        }

        private static func truth(_ term: Term, _ root: XMLElement) -> Bool {
            switch term {
            case .text(let text): return !text.isEmpty
            case .number(let number): return number != 0
            case .path(let names): return !elements(names, root).isEmpty
            case .call("not", let arguments): return !truth(arguments[0], root)
            case .call("starts-with", let arguments):
                return text(arguments[0], root).hasPrefix(text(arguments[1], root))
            case .call("contains", let arguments):
                let part = text(arguments[1], root)
                return part.isEmpty || text(arguments[0], root).contains(part)
            case .call("count", let arguments): return count(arguments[0], root) > 0
            case .call: return false
            case .both("and", let left, let right): return truth(left, root) && truth(right, root)
            case .both("or", let left, let right): return truth(left, root) || truth(right, root)
            case .both(let sign, let left, let right): return compare(sign, left, right, root)
            }
        }

        /// An element that occurs several times is compared with each of its texts, as XPath has it.
        private static func compare(_ sign: String, _ left: Term, _ right: Term, _ root: XMLElement) -> Bool {
            func values(_ term: Term) -> [String] {
                if case .path(let names) = term { return elements(names, root).map(text) }
                return [text(term, root)]
            }
            func isNumber(_ term: Term) -> Bool {
                switch term {
                case .number, .call("count", _): true
                default: false
                }
            }
            let areNumbers = isNumber(left) || isNumber(right) || !["=", "!="].contains(sign)
            return values(left).contains { a in
                values(right).contains { b in
                    guard areNumbers else { return sign == "=" ? a == b : a != b }
                    guard let x = Double(a), let y = Double(b) else { return sign == "!=" }
                    return switch sign {
                    case "=": x == y
                    case "!=": x != y
                    case "<": x < y
                    case ">": x > y
                    case "<=": x <= y
                    default: x >= y
                    }
                }
            }
        }
    }
}
