internal import Tabular

/// `covariance`, `covariancep` and their like: of rows where both values are there.
struct CovarianceState: GroupState {
  let isSample: Bool
  private var count = 0.0
  private var means = (0.0, 0.0)
  private var products = 0.0

  init(isSample: Bool) { self.isSample = isSample }

  mutating func add(_ arguments: [Datum]) {
    guard let x = arguments[0].real, let y = arguments[1].real else { return }
    count += 1
    let delta = x - means.0
    means.0 += delta / count
    means.1 += (y - means.1) / count
    products += delta * (y - means.1)
  }

  /// Refuses fewer rows than there is a value for: the pages show none.
  func finish() throws(Refusal) -> [Datum] {
    let divisor = isSample ? count - 1 : count
    guard divisor > 0 else { throw Refusal("the covariance of so few rows is not supported") }
    return [.real(products / divisor)]
  }
}
