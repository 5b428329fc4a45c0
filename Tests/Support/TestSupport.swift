// Conformance checkers and generators that several test targets share.
