// Placeholder removed when the runner lands.
