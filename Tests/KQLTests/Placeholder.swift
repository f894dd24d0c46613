import Testing
@testable import KQL
