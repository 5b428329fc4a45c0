// Where a value lives in a person. A key path would do, but sendable key paths cannot be put together.

/// A place in a ``Person`` that can be read and written.
@dynamicMemberLookup
struct ParameterPlace<Value>: Sendable {
    let get: @Sendable (Person) -> Value
    let set: @Sendable (Value, inout Person) -> Void

    /// The place that a key path leads to.
    init(_ keyPath: any WritableKeyPath<Person, Value> & Sendable) {
        get = { $0[keyPath: keyPath] }
        set = { $1[keyPath: keyPath] = $0 }
    }

    private init(get: @escaping @Sendable (Person) -> Value, set: @escaping @Sendable (Value, inout Person) -> Void) {
        self.get = get
        self.set = set
    }

    /// A place inside of this one.
    subscript<Part>(dynamicMember keyPath: any WritableKeyPath<Value, Part> & Sendable) -> ParameterPlace<Part> {
        ParameterPlace<Part>(
            get: { [get] in get($0)[keyPath: keyPath] },
            set: { [get, set] part, person in
                var whole = get(person)
                whole[keyPath: keyPath] = part
                set(whole, &person)
            })
    }
}
