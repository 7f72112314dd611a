internal import Domain

/// Where a tenant's batch workloads wait for quota.
func queueShape() -> Shape<ClusterQueue> {
  object("Queue", "Where batch workloads wait for quota, as Kueue's ClusterQueue.") { fields in
    ClusterQueue(
      name: "",
      cohort: fields.optional("cohort", "The cohort that lends and borrows.", scalar(name())),
      weight: fields.fairWeight(),
      quotas: fields.required("quotas", "Quota by resource.", flavorQuotas()),
      preemption: fields.optional(
        "preemption",
        "Whom its workloads may displace.",
        preemptionShape(),
        default: QueuePreemption()
      ),
      strategy: fields.optional(
        "queueingStrategy",
        "Whether workloads may pass one that can't be admitted.",
        word(of: QueueingStrategy.self, standIn: .bestEffortFIFO),
        default: .bestEffortFIFO
      )
    )
  }
}

/// Queues, and other cohorts, that lend each other what they don't use.
func cohortShape() -> Shape<Cohort> {
  object("Cohort", "Queues and cohorts that lend each other quota, as Kueue's Cohort.") { fields in
    Cohort(
      name: fields.required("name", "Name of the cohort.", scalar(name())),
      parent: fields.optional("parent", "The cohort it belongs to.", scalar(name())),
      weight: fields.fairWeight(),
      quotas: fields.optional(
        "quotas",
        "Quota of its own, by resource.",
        flavorQuotas(),
        default: [:]
      )
    )
  }
}

extension Fields {
  fileprivate mutating func fairWeight() -> FairWeight {
    optional(
      "fairWeight",
      "Its weight where what is borrowed is shared fairly.",
      quantity(fairWeightGrammar()),
      default: .one
    )
  }
}

/// Decimals from 0 to 1,000,000 with at most nine decimals, kept exactly.
private func fairWeightGrammar() -> Grammar<FairWeight> {
  Grammar(
    schema: ScalarSchema(kinds: [.number], minimum: 0, maximum: 1_000_000),
    standIn: .one,
    isNumber: true,
    parse: { text throws(GrammarProblem) in
      let fraction = text.split(separator: ".", omittingEmptySubsequences: false).dropFirst().first
      guard Decimal(text) != nil, fraction?.count ?? 0 <= 9,
        let weight = FairWeight(decimal: text), weight.value <= 1_000_000
      else {
        let accepted = "must be a number from 0 to 1000000 with at most 9 decimals"
        throw GrammarProblem("\(accepted), found \(quoted(text))")
      }
      return weight
    }
  )
}

private func flavorQuotas() -> Shape<[FlavorResource: FlavorQuota]> {
  let schema = {
    Schema.map(
      keyPattern: resourcePattern,
      values: quotaShape(of: quantity(cpuQuantity())).schema()
    )
  }
  return keyed(schema: schema) { name throws(GrammarProblem) in
    quotaShape(of: try amountShape(of: name, owner: .pod))
  }
  .map { quotas in
    let pairs = quotas.map { (FlavorResource(resource: ResourceName($0.key)), $0.value) }
    return Dictionary(uniqueKeysWithValues: pairs)
  }
}

private func quotaShape(of amount: Shape<Int64>) -> Shape<FlavorQuota> {
  object("FlavorQuota", "What is owned, may be borrowed, and is lent of a resource.") { fields in
    FlavorQuota(
      nominal: fields.required("nominal", "What it owns.", amount),
      borrowingLimit: fields.optional(
        "borrowingLimit",
        "The most it may use beyond that.",
        amount
      ),
      lendingLimit: fields.optional("lendingLimit", "The most of it that others may use.", amount)
    )
  }
}

private func preemptionShape() -> Shape<QueuePreemption> {
  object("QueuePreemption", "Whom the workloads of a queue may displace.") { fields in
    QueuePreemption(
      withinClusterQueue: fields.optional(
        "withinClusterQueue",
        "Workloads of the same queue.",
        word(of: QueuePreemption.WithinQueue.self, standIn: .never),
        default: .never
      ),
      reclaimWithinCohort: fields.optional(
        "reclaimWithinCohort",
        "Workloads of queues that borrow.",
        word(of: QueuePreemption.WithinCohort.self, standIn: .never),
        default: .never
      ),
      borrowWithinCohort: fields.optional(
        "borrowWithinCohort",
        "Workloads of queues that borrow, even if that means to borrow.",
        borrowingPreemptionShape()
      ) ?? nil
    )
  }
}

private func borrowingPreemptionShape() -> Shape<QueuePreemption.BorrowingPreemption?> {
  object("BorrowWithinCohort", "Displacing others while borrowing.") { fields in
    let isOn = fields.required(
      "policy",
      "Whether it may.",
      word([("Never", false), ("LowerPriority", true)], standIn: false)
    )
    let threshold = fields.optional(
      "maxPriorityThreshold",
      "Only workloads of at most this priority.",
      quantity(wholeNumber(-2_000_000_000...2_000_000_000))
    )
    return isOn ? QueuePreemption.BorrowingPreemption(maxPriorityThreshold: threshold) : nil
  }
}
