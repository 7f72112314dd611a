internal import Domain
internal import EventCore

/// The run leaves time to measure.
func checkRun(_ scenario: Scenario, _ reading: Reading) {
  let run: FieldPath = "spec.run"
  guard reading.isSound(run["duration"]), reading.isSound(run["warmup"]) else { return }
  if scenario.run.warmUp >= scenario.run.duration {
    let length = written(scenario.run.duration)
    reading.report("must be shorter than the `duration` of \(length)", at: run["warmup"])
  }
  if scenario.run.replications == 1, reading.isSound(run["replications"]) {
    let message = "a single replication gives no interval, so no objective can pass"
    reading.warn(message, at: run["replications"], help: "ten replications are usual")
  }
}

/// There are no more pods than can be planned in a minute or so.
func checkPodCount(_ scenario: Scenario, _ reading: Reading) {
  let most = 1_000_000
  var total = 0
  for template in scenario.podTemplates where reading.isSound(template.path["replicas"]) {
    let isWithin = total <= most
    total += template.replicas
    if isWithin, total > most {
      let message = "makes \(total) pods with those above it; a scenario takes at most \(most)"
      reading.report(message, at: template.path["replicas"])
    }
  }
}
