// The kinds of activity that are told apart while it lasts.

/// What kind of activity it is. Of the five kinds that raters use (unit, tonic, clonus, myoclonus, mixed; Thomas et al. 2014)
/// these can be told apart in one channel's envelope; single bursts stand for unit and myoclonus, and what changes its kind is
/// recognised once as each.
public enum SpasmKind: String, Hashable, Sendable, CaseIterable {
    /// Over before it could be anything else.
    case burst
    /// Without a break for ``SpasmSettings/tonicTime``.
    case tonic
    /// Three beats at 5 to 8 Hz.
    case clonus
}
