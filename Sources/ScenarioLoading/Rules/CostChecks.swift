internal import Domain

/// A price that nothing is counted for would be a cost of zero that nobody notices.
func checkCosts(_ scenario: Scenario, _ reading: Reading) {
  let path: FieldPath = "spec.costs.egress.amount"
  guard scenario.costs.egressPerGiB > .zero, reading.isSound(path) else { return }
  let sizes = scenario.roster.endpoints.map(\.endpoint.responseSize)
  guard !sizes.contains(where: { $0 != ResponseSize() }) else { return }
  reading.report(
    "egress has a price, but no endpoint says what leaves the platform",
    at: path,
    help: "give an endpoint its `responseBytes`"
  )
}
