internal import Contention
internal import Digests
internal import Domain
internal import EventCore
internal import Statistics

extension ClusterSimulation {
  /// Everything the finished replication leaves behind.
  func record() -> ReplicationRecord {
    let roster = scenario.roster
    var workload = StreamHash()
    for endpoint in 0..<endpoints.count { workload.add(recorder.workload[endpoint].value) }
    return ReplicationRecord(
      pattern: deployment.plan.pattern,
      replication: replication,
      seed: scenario.run.seed,
      events: events,
      endpoints: (0..<endpoints.count).map { recorder.endpointRecord($0) },
      objectives: scenario.objectives.enumerated().map { recorder.objectives.record(of: $0, $1) },
      pods: podRecords(),
      usage: recorder.minutes.samples,
      podEvents: lives.books.events,
      enforcement: requestRules(roster) + containerRules(roster) + batcherRules(roster)
        + lives.books.bound,
      batches: recorder.parts?.records ?? [],
      workloadDigest: workload.value,
      outcomeDigest: recorder.outcome.value
    )
  }

  private func podRecords() -> [PodRecord] {
    var records = Array(repeating: PodRecord(), count: deployment.plan.pods.count)
    for (index, container) in layout.containers.enumerated() {
      let measure = recorder.containers[index]
      let seconds = (measure.atEnd.used - measure.atStart.used) / 1e9
      if container.isOnGPU {
        records[container.pod.index].gpuSeconds += seconds * container.gpuCount
      } else {
        records[container.pod.index].cpuSeconds += seconds
      }
    }
    for (index, pod) in lives.books.pods.enumerated() {
      records[index].deaths = pod.deaths
      records[index].evictions = pod.evictions
      records[index].readyAt = pod.readyAt
    }
    return records
  }

  /// The rules that refused requests.
  private func requestRules(_ roster: Roster) -> [EnforcementRecord] {
    roster.endpoints.enumerated().flatMap { index, entry in
      let counters = recorder.endpoints[index].measured
      let bound = [
        (EnforcementRule.rateLimit, counters.rateLimited),
        (EnforcementRule.requestLimit, counters.requestLimited),
        (EnforcementRule.tokenLimit, counters.tokenLimited),
        (EnforcementRule.queueCapacity, counters.queueFull),
        (EnforcementRule.cacheLength, counters.tooLong),
      ]
      return bound.filter { $0.1 > 0 }.map { rule, count in
        EnforcementRecord(
          rule: rule,
          tenant: entry.tenant,
          subject: entry.label,
          count: count,
          boundSeconds: 0
        )
      }
    }
  }

  /// The rules that slowed containers, by workload.
  private func containerRules(_ roster: Roster) -> [EnforcementRecord] {
    struct Subject: Hashable {
      var rule: EnforcementRule
      var tenant: TenantID?
      var name: String
    }
    var records: [EnforcementRecord] = []
    var places: [Subject: Int] = [:]
    for (index, container) in layout.containers.enumerated() {
      let subject: String
      switch container.workload {
      case .service(let service): subject = roster.services[service.index].service.name
      case .batch(let batch): subject = roster.batchWorkloads[batch.index].workload.name
      case .addOn: continue
      }
      for (rule, count, seconds) in recorder.containers[index].bindings(container) {
        let key = Subject(rule: rule, tenant: container.tenant, name: subject)
        if let place = places[key] {
          records[place].count += count
          records[place].boundSeconds += seconds
        } else {
          places[key] = records.count
          records.append(
            EnforcementRecord(
              rule: rule,
              tenant: container.tenant,
              subject: subject,
              count: count,
              boundSeconds: seconds
            )
          )
        }
      }
    }
    return records
  }
}

extension Recorder {
  /// What became of the measured requests of an endpoint.
  func endpointRecord(_ endpoint: Int) -> EndpointRecord {
    let counters = endpoints[endpoint].measured
    let responses = endpoints[endpoint].responses
    return EndpointRecord(
      arrived: counters.arrived,
      completed: counters.completed,
      good: responses.good,
      cacheHits: cacheHits[endpoint],
      rateLimited: counters.rateLimited,
      requestLimited: counters.requestLimited,
      tokenLimited: counters.tokenLimited,
      queueFull: counters.queueFull,
      noReplica: counters.noReplica,
      tooLong: counters.tooLong,
      timedOut: counters.timedOut,
      lost: counters.lost,
      unfinished: counters.arrived - counters.departed,
      latency: latencies.histogram(endpoint),
      latencySum: responses.latencySum,
      latencyMax: responses.latencyMax,
      inputTokens: responses.inputTokens,
      outputTokens: responses.outputTokens,
      work: responses.work,
      tokenTimes: tokenTimes.record(of: endpoint),
      workloadDigest: workload[endpoint].value
    )
  }
}

extension ContainerMeasure {
  /// The rules that bound the container in the measured window.
  fileprivate func bindings(
    _ container: DeviceLayout.Container
  ) -> [(EnforcementRule, Int, Double)] {
    let limited = (atEnd.limitBound - atStart.limitBound) / 1e9
    let short = (atEnd.shareBound - atStart.shareBound) / 1e9
    // A binding that was under way when measuring began counts as well.
    let byLimit = atEnd.limitBindings - atStart.limitBindings + (atStart.isLimited ? 1 : 0)
    let byShare = atEnd.shareBindings - atStart.shareBindings + (atStart.isShort ? 1 : 0)
    let shareRule = container.isOnGPU ? EnforcementRule.gpuShare : .cpuShare
    let limitRule = container.isOnGPU ? EnforcementRule.gpuLimit : .cpuLimit
    return [(limitRule, byLimit, limited), (shareRule, byShare, short)]
      .filter { $0.2 > 0 }
  }
}
