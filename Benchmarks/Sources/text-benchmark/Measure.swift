import KQL

/// Measures.
func measure(_ arguments: [String]) {}
