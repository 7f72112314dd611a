internal import Analysis
internal import Domain
internal import EventCore

/// Which rule bound whom: rows are rule and workload, columns patterns.
///
/// Pods and requests refused are counted; pods that waited for a node, or were taken away, are
/// given with their minutes. A container held back by its CPU limit, by its share of a
/// busy node or by its turn on a GPU is given as the share of its measured time for which it was.
/// The rows that bound most are shown, the rest is in the table `enforcement`.
func enforcementTable(_ summary: RunSummary, of run: RunRecord) -> TextTable {
  let shown = 12
  let variants = summary.variants.filter { $0.infeasibleReason == nil }
  var table = TextTable(
    columns: [.init(title: "what bound", maxWidth: 24), .init(title: "whom", maxWidth: 32)]
      + variants.map { .init(title: $0.pattern.rawValue, isNumber: true) }
  )
  let roster = run.scenario.roster
  let lines = boundLines(of: variants)
  for line in lines.prefix(shown) {
    let owner = run.scenario.ownerName(of: line.tenant, of: line.subject)
    let cells = variants.map { variant in
      let record = variant.enforcement.first { BoundLine(of: $0) == line }
      return record.map { text(of: $0, variant, run, roster) } ?? "–"
    }
    let whom = "\(owner)/\(line.subject)" + (line.takenBy.map { " for \($0)" } ?? "")
    table.rows.append([line.rule.words, SafeText.plain(whom)] + cells)
  }
  if lines.count > shown {
    let rest = counted(lines.count - shown, "more row")
    table.rows.append(["and \(rest)", "in the table enforcement"] + variants.map { _ in "" })
  }
  return table
}

/// A rule and whom it bound.
private struct BoundLine: Hashable {
  var rule: EnforcementRule
  var tenant: TenantID?
  var subject: String
  var takenBy: String?

  init(of record: EnforcementRecord) {
    rule = record.rule
    tenant = record.tenant
    subject = record.subject
    takenBy = record.takenBy
  }
}

/// The lines of all patterns: refusals of pods first, then what bound most.
private func boundLines(of variants: [VariantSummary]) -> [BoundLine] {
  var lines: [BoundLine] = []
  // The most that each bound under any pattern.
  var weights: [BoundLine: Double] = [:]
  for record in variants.flatMap(\.enforcement) {
    let weight =
      record.rule.refusesPods ? .infinity : max(Double(record.count), record.boundSeconds)
    let line = BoundLine(of: record)
    if weights[line] == nil { lines.append(line) }
    weights[line] = max(weights[line] ?? weight, weight)
  }
  return inOrder(lines, of: lines.map { weights[$0] ?? 0 })
}

/// The heaviest first; ties keep their order of appearance, so that the text is always the same.
private func inOrder(_ lines: [BoundLine], of weights: [Double]) -> [BoundLine] {
  lines.indices.sorted { (weights[$1], $0) < (weights[$0], $1) }.map { lines[$0] }
}

private func text(
  of record: EnforcementRecord,
  _ variant: VariantSummary,
  _ run: RunRecord,
  _ roster: Roster
) -> String {
  switch record.rule {
  case .resourceQuota, .limitRange, .disruptionBudget, .gpuMemory:
    return counted(record.count, "pod")
  case .scheduling, .taint, .affinity, .topologySpread, .cohort, .preemption:
    return podTime(record, run.scenario.run)
  case .rateLimit, .requestLimit, .tokenLimit, .queueCapacity, .cacheLength, .cachePreemption:
    return "\(NumberText.count(record.count)) req"
  case .memoryLimit, .nodeMemory, .eviction, .registryBandwidth, .networkBandwidth,
    .diskBandwidth:
    return outage(record, run.scenario.run)
  case .cpuLimit, .cpuShare, .gpuShare, .gpuLimit, .cacheFull, .maxSequences:
    let containers = containerCount(of: record, variant.pattern, run, roster)
    let settings = run.scenario.run
    let measured = settings.window.inSeconds * Double(settings.replications) * containers
    guard measured > 0 else { return "–" }
    let percent = record.boundSeconds / measured * 100
    return percent < 0.1 ? "< 0.1 %" : "\(NumberText.fixed(percent, places: 1)) %"
  }
}

/// How many pods, and for how long unless it was for the whole run.
private func podTime(_ record: EnforcementRecord, _ settings: RunSettings) -> String {
  let pods = counted(record.count, "pod")
  let whole = settings.duration.inSeconds * Double(record.count)
  guard record.boundSeconds < whole else { return pods }
  return "\(pods), \(NumberText.fixed(record.boundSeconds / 60, places: 1)) min"
}

/// How often in a replication, on average, and for how long each time.
private func outage(_ record: EnforcementRecord, _ settings: RunSettings) -> String {
  let times = Double(record.count) / Double(max(1, settings.replications))
  let each = record.boundSeconds / Double(max(1, record.count))
  let count = NumberText.fixed(times, places: times < 10 ? 1 : 0)
  return "\(count) ×, \(NumberText.fixed(each, places: each < 10 ? 1 : 0)) s each"
}

/// How many containers of a workload run under a pattern, on average over the measured window.
private func containerCount(
  of record: EnforcementRecord,
  _ pattern: IsolationPattern,
  _ run: RunRecord,
  _ roster: Roster
) -> Double {
  guard let deployment = run.variants.first(where: { $0.pattern == pattern })?.deployment else {
    return 0
  }
  let start = SimTime.start + run.scenario.run.warmUp
  let horizon = SimTime.start + run.scenario.run.duration
  return zip(deployment.plan.pods, deployment.placements).reduce(0) { sum, pair in
    let (pod, placement) = pair
    guard pod.tenant == record.tenant, let presence = placement.presence(until: horizon)
    else { return sum }
    let name: String? =
      switch pod.workload {
      case .service(let service): roster.services[service.index].service.name
      case .batch(let batch): roster.batchWorkloads[batch.index].workload.name
      case .addOn: nil
      }
    return name == record.subject ? sum + presence.share(from: start, to: horizon) : sum
  }
}

extension EnforcementRule {
  fileprivate var refusesPods: Bool {
    switch self {
    case .resourceQuota, .limitRange, .scheduling, .taint, .affinity, .topologySpread, .cohort,
      .preemption, .disruptionBudget, .gpuMemory:
      true
    case .rateLimit, .requestLimit, .tokenLimit, .queueCapacity, .cpuLimit, .cpuShare, .gpuShare,
      .gpuLimit, .cacheLength, .cacheFull, .cachePreemption, .maxSequences, .memoryLimit,
      .nodeMemory, .eviction, .registryBandwidth, .networkBandwidth, .diskBandwidth:
      false
    }
  }

  /// What an operator would call it.
  var words: String {
    switch self {
    case .resourceQuota: "resource quota"
    case .limitRange: "limit range"
    case .scheduling: "no room on nodes"
    case .taint: "untolerated taint"
    case .affinity: "affinity"
    case .topologySpread: "topology spread"
    case .cohort: "cohort"
    case .preemption: "preemption"
    case .disruptionBudget: "disruption budget broken"
    case .rateLimit: "rate limit"
    case .requestLimit: "requests per minute"
    case .tokenLimit: "tokens per minute"
    case .queueCapacity: "full queue"
    case .cpuLimit: "CPU limit"
    case .cpuShare: "busy node's CPUs"
    case .gpuShare: "busy GPU"
    case .cacheLength: "longer than the cache"
    case .cacheFull: "full KV cache"
    case .cachePreemption: "thrown out of KV cache"
    case .maxSequences: "full batch"
    case .memoryLimit: "memory limit"
    case .nodeMemory: "node out of memory"
    case .eviction: "memory pressure"
    case .registryBandwidth: "registry bandwidth"
    case .networkBandwidth: "network bandwidth"
    case .diskBandwidth: "disk bandwidth"
    case .gpuLimit: "MPS percentage"
    case .gpuMemory: "GPU memory"
    }
  }
}
