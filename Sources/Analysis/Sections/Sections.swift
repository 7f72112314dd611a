package import Domain

/// The parts of a run that are independent of each other, from whose scatter intervals are made.
package enum SectionKind: String, CaseIterable, Sendable {
  case replications
  /// Two replications whose random numbers mirror each other.
  case pairs = "antithetic_pairs"
  /// Parts of a single long replication.
  case batches = "batch_means"
}

extension RunSettings {
  package var sectionKind: SectionKind {
    if measuresBatches { return .batches }
    return isAntithetic ? .pairs : .replications
  }

  /// Joins what replications have left to what sections have left, given how two are joined; a
  /// replication without its partner is left out.
  func sections<Part>(of replications: [Part], _ join: (Part, Part) -> Part) -> [Part] {
    guard sectionKind == .pairs else { return replications }
    return stride(from: 0, to: replications.count - 1, by: 2).map {
      join(replications[$0], replications[$0 + 1])
    }
  }

  /// The values of sections, given those of replications.
  package func sectionMeans(of replications: [Double]) -> [Double] {
    sections(of: replications) { ($0 + $1) / 2 }
  }
}

extension VariantRecord {
  /// What each section has counted of an endpoint; of a single replication the batches if they are
  /// independent, else the whole.
  func sections(ofEndpoint index: Int, _ settings: RunSettings) -> [EndpointRecord] {
    let records = replications.map { $0.endpoints[index] }
    guard settings.measuresBatches else {
      return settings.sections(of: records) { first, second in
        var sum = first
        sum.merge(second)
        return sum
      }
    }
    let check = batchCheck(ofEndpoint: index, settings)
    return check?.isAccepted == true ? batches(ofEndpoint: index, joining: 2) : records
  }

  /// The good and total of each section of an objective.
  func sections(
    of tallies: [Tally],
    ofObjective index: Int,
    in scenario: Scenario
  ) -> [Tally] {
    let objective = scenario.objectives[index]
    guard scenario.run.measuresBatches else {
      return scenario.run.sections(of: tallies, Tally.joined)
    }
    // Slices are told apart by the whole replication only.
    guard objective.budgetingMethod == .occurrences,
      objective.endpoints.allSatisfy({
        batchCheck(ofEndpoint: $0.index, scenario.run)?.isAccepted == true
      })
    else { return tallies }
    let parts = replications.flatMap(\.batches).map { $0.objectives[index] }
    return stride(from: 0, to: parts.count - 1, by: 2).map {
      Tally(good: parts[$0].good + parts[$0 + 1].good, total: parts[$0].total + parts[$0 + 1].total)
    }
  }

  /// The parts of the measured window, so many joined into one.
  fileprivate func batches(ofEndpoint index: Int, joining count: Int) -> [EndpointRecord] {
    let parts = replications.flatMap(\.batches).map { $0.endpoints[index] }
    return stride(from: 0, through: parts.count - count, by: count).map { start in
      parts[start + 1..<start + count].reduce(into: parts[start]) { $0.merge($1) }
    }
  }
}
