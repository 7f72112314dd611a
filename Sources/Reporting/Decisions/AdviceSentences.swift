internal import Analysis
internal import Decisions
internal import Domain
internal import EventCore
internal import Running
internal import Statistics

/// The answer, then what would change it, in sentences.
func answers(_ advice: Advice, _ names: CandidateNames) -> [String] {
  let infeasible = advice.candidates.indices.compactMap { index in
    advice.candidates[index].outcome.summary.infeasibleReason.map {
      "\(names[index]) can't be built: \($0.endingWithFullStop)"
    }
  }
  return verdict(advice, names) + tierSentences(advice) + openSentences(advice, names)
    + priceSentences(advice, names) + loadSentences(advice, names)
    + thresholdSentences(advice, names) + infeasible
}

private func verdict(_ advice: Advice, _ names: CandidateNames) -> [String] {
  let currency = advice.scenario.costs.currency
  guard let winner = advice.winner else { return nobody(advice, names) }
  let best = advice.candidates[winner]
  let price = best.perMonth.map(exactMoney) ?? "0.00"
  let tiers = names.tiers(winner)
  var sentence =
    "Take \(names[winner])\(tiers.isEmpty ? "" : " (\(tiers))"): \(price) \(currency) a month, "
    + "every objective passes"
  let missing = best.missing.refused + best.missing.pending
  if missing > 0 {
    sentence +=
      "; \(counted(missing, "pod")) \(missing == 1 ? "does" : "do") not run"
      + (best.missing.pending == 0 ? ", refused by the scenario's own rules" : "")
  }
  guard let second = advice.runnerUp else {
    return [sentence + ". Nothing else passes."]
  }
  let difference = (advice.candidates[second].perMonth ?? .zero) - (best.perMonth ?? .zero)
  let runnerUp =
    difference == .zero
    ? "\(names[second]) costs the same and sets more apart."
    : "Runner-up: \(names[second]), \(exactMoney(difference)) \(currency) a month more."
  return [sentence + ".", runnerUp]
}

private func nobody(_ advice: Advice, _ names: CandidateNames) -> [String] {
  guard let nearest = advice.nearest else { return ["No candidate can be built."] }
  let candidate = advice.candidates[nearest]
  let isOpen = advice.candidates.contains { $0.verdict == .inconclusive }
  let start =
    isOpen
    ? "No candidate is shown to pass, but not all are shown to fail."
    : "Nobody passes."
  let count = advice.scenario.objectives.count
  let pending = candidate.missing.pending
  let pods = pending > 0 ? " and \(counted(pending, "pending pod"))" : ""
  return [
    "\(start) Nearest: \(names[nearest]) with \(candidate.outcome.summary.passed) of \(count) "
      + "objectives\(pods).",
    "To try: more or larger nodes (`bulkhead size` finds how many), more replicas, a tighter limit "
      + "on the neighbour that binds most (`bulkhead compare` lists what bound), or objectives as "
      + "below.",
  ]
}

private func tierSentences(_ advice: Advice) -> [String] {
  guard let search = advice.tierSearch else {
    let isTiered = advice.candidates.contains { $0.outcome.key.pattern == .hybrid }
    guard isTiered, advice.scenario.hardware.isFitted else { return [] }
    return ["Other tiers were not tried: nodes were fitted to the stated ones."]
  }
  let scope =
    search.isExhaustive
    ? "all assignments of tenants to tiers, the cheapest first"
    : "assignments of tenants to tiers step by step, which need not find the cheapest"
  let count = counted(search.tried, "trial")
  let ran = search.ranOut ? "; the search ended because it had used up its trials" : ""
  guard let tiers = search.tiers else {
    return ["No assignment of tenants to tiers is shown to pass (\(scope), \(count)\(ran))."]
  }
  let stated = advice.scenario.tenants.map(\.riskTier)
  if tiers == stated {
    return ["Hybrid's tiers as stated are the cheapest that pass (\(scope), \(count)\(ran))."]
  }
  let same = pattern(equalTo: tiers, in: advice.scenario).map { ", which is \($0.title)" } ?? ""
  let lowered = advice.scenario.tenants.indices.filter { tiers[$0].rank < stated[$0].rank }
    .map { advice.scenario.tenants[$0].name }
  let warning =
    lowered.isEmpty
    ? ""
    : " It puts \(lowered.prefix(6).joined(separator: ", ")) below the stated risk tier, a "
      + "statement about harm that no simulation weighs; --keep-tiers forbids it."
  return [
    "Cheapest tiers that pass: \(tierText(tiers, advice.scenario))\(same) (\(scope), "
      + "\(count)\(ran)).\(warning)"
  ]
}

/// Candidates that might win yet, and how many replications would probably tell.
private func openSentences(_ advice: Advice, _ names: CandidateNames) -> [String] {
  advice.openRivals.map { index in
    let candidate = advice.candidates[index]
    let open = candidate.openOrFailing.filter { $0.verdict == .inconclusive }
    let count = candidate.outcome.replications.count
    let needed = open.compactMap { replicationsNeeded($0, after: count) }.max()
    let hint =
      needed.map { "; about \(NumberText.count($0)) replications might tell" } ?? ""
    let objectives = open.map { advice.scenario.objectives[$0.objective].name }
    return "\(names[index]) would be preferred but is undecided after \(count) replications "
      + "(\(objectives.joined(separator: ", ")))\(hint)."
  }
}

/// Widths shrink with the square root of the number of replications.
private func replicationsNeeded(_ objective: ObjectiveSummary, after count: Int) -> Int? {
  guard let ratio = objective.goodRatio, let width = ratio.halfWidth else { return nil }
  let distance = abs(ratio.value - objective.target)
  guard distance > 0 else { return nil }
  let needed = Double(count) * (width / distance) * (width / distance)
  return needed < 1e6 ? max(count + 1, Int(needed.rounded(.up))) : nil
}

private func priceSentences(_ advice: Advice, _ names: CandidateNames) -> [String] {
  if advice.runnerUp != nil, advice.priceFlips.isEmpty {
    return [
      "Price that flips it: none; no price of one kind of node or of a cluster, however high or "
        + "low, makes another candidate cheaper."
    ]
  }
  return advice.priceFlips.map { flip in
    let item: String
    switch flip.item {
    case .overhead(let name): item = "\(name) per cluster and hour"
    case .node(let pool): item = "a node of pool \(pool) per hour"
    }
    let direction = flip.flipsAt > flip.today ? "or more" : "or less"
    return "Price that flips it: at \(exactMoney(flip.flipsAt)) \(advice.scenario.costs.currency) "
      + "\(direction) for \(item) (today \(exactMoney(flip.today))), \(names[flip.other]) is the "
      + "cheapest."
  }
}

private func loadSentences(_ advice: Advice, _ names: CandidateNames) -> [String] {
  guard let flip = advice.loadFlip, let winner = advice.winner else { return [] }
  guard let fail = flip.fail, let objective = flip.objective else {
    return [
      "Load that flips it: none up to \(factorText(flip.highest)) of everybody's load under "
        + "\(names[winner])."
    ]
  }
  let name = advice.scenario.objectives[objective].name
  let pass = flip.pass.map { "passes up to \(factorText($0)) and fails" } ?? "fails"
  return [
    "Load that flips it: with everybody's load scaled, \(names[winner]) \(pass) from "
      + "\(factorText(fail)), \(name) first."
  ]
}

private func thresholdSentences(_ advice: Advice, _ names: CandidateNames) -> [String] {
  advice.thresholdFlips.filter { !$0.flips.isEmpty }.map { rival in
    let parts = rival.flips.map { flip in
      let objective = advice.scenario.objectives[flip.objective]
      let today = durationText(flip.today)
      guard let threshold = flip.threshold else {
        return "\(objective.name): at no threshold, too many requests are not answered"
      }
      return "\(objective.name) at \(millisecondsUp(threshold)) ms instead of \(today)"
    }
    let start =
      rival.suffices
      ? "Thresholds that flip it: \(names[rival.candidate]) would pass with "
      : "\(names[rival.candidate]) would not pass by longer thresholds alone: "
    return start + parts.joined(separator: ", ") + "."
  }
}

/// Rounded up to three digits, so that what is printed passes too.
private func millisecondsUp(_ duration: SimDuration) -> String {
  let milliseconds = duration.inSeconds * 1e3
  let places = milliseconds >= 100 ? 0 : milliseconds >= 10 ? 1 : 2
  return NumberText.fixed(milliseconds, places: places, .up)
}
