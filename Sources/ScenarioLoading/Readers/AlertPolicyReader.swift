internal import Domain
internal import EventCore

/// An alert policy of OpenSLO, written inline; each of its conditions is an alert.
func alertPolicyShape() -> Shape<[WrittenAlert]> {
  object("OpenSLOAlertPolicy", "An alert policy, written inline.") { fields in
    let reference = fields.optional("alertPolicyRef", "Refused: write it inline.", anything())
    fields.optional("apiVersion", "OpenSLO's version.", anything())
    fields.optional("kind", "Always `AlertPolicy`.", word([("AlertPolicy", ())], standIn: ()))
    fields.optional("metadata", "Its name.", anything())
    let alerts = fields.optional("spec", "When to alert whom.", policySpecShape())
    fields.check { place, reading in
      if reference != nil {
        let message = "an alert policy of another file is not known"
        let help = "write it inline: `kind: AlertPolicy` with its `spec`"
        reading.report(message, at: place.path["alertPolicyRef"], help: help)
      } else if alerts == nil {
        reading.report("the field `spec` is missing from \(place.path.title)", at: place)
      }
    }
    return alerts ?? []
  }
}

private func policySpecShape() -> Shape<[WrittenAlert]> {
  object("OpenSLOAlertPolicySpec", "When to alert whom.") { fields in
    fields.optional("description", "For readers.", anything())
    let onBreach = fields.optional("alertWhenBreaching", "Always true.", truth(), default: true)
    let others = ["alertWhenResolved", "alertWhenNoData"].filter { name in
      fields.optional(name, "Not simulated; a warning says so.", truth(), default: false)
    }
    let conditions = fields.required(
      "conditions",
      "Burn rates that alert.",
      list(of: conditionShape(), atLeast: 1)
    )
    fields.optional("notificationTargets", "Nobody is notified.", anything())
    fields.check { place, reading in
      if !onBreach {
        let message = "only alerts on breaching are simulated; leave the policy out"
        reading.report(message, at: place.path["alertWhenBreaching"])
      }
      for name in others {
        reading.warn("`\(name)` is not simulated: only breaching alerts", at: place.path[name])
      }
    }
    return conditions
  }
}

private func conditionShape() -> Shape<WrittenAlert> {
  object("OpenSLOAlertCondition", "A burn rate that alerts, written inline.") { fields in
    let reference = fields.optional("conditionRef", "Refused: write it inline.", anything())
    fields.optional("apiVersion", "OpenSLO's version.", anything())
    fields.optional(
      "kind",
      "Always `AlertCondition`.",
      word([("AlertCondition", ())], standIn: ())
    )
    let name = fields.optional("metadata", "Its name.", conditionMetadataShape())
    let alert = fields.optional("spec", "Severity and burn rate.", conditionSpecShape())
    fields.check { place, reading in
      if reference != nil {
        let message = "an alert condition of another file is not known"
        let help = "write it inline: `kind: AlertCondition` with its `metadata` and `spec`"
        reading.report(message, at: place.path["conditionRef"], help: help)
        return
      }
      for (isGiven, field) in [(name != nil, "metadata"), (alert != nil, "spec")] where !isGiven {
        reading.report("the field `\(field)` is missing from \(place.path.title)", at: place)
      }
    }
    var named = alert ?? conditionSpecShape().standIn()
    named.name = name ?? ""
    return named
  }
}

private func conditionMetadataShape() -> Shape<String> {
  object("OpenSLOConditionMetadata", "Name of a condition.") { fields in
    fields.optional("displayName", "For readers.", anything())
    fields.optional("labels", "Labels for people and their tools.", anything())
    fields.optional("annotations", "Annotations of others.", anything())
    return fields.required("name", "Name of the alert.", scalar(name()))
  }
}

private func conditionSpecShape() -> Shape<WrittenAlert> {
  object("OpenSLOAlertConditionSpec", "Severity and burn rate.") { fields in
    fields.optional("description", "For readers.", anything())
    let severity = fields.required(
      "severity",
      "Who is to look, such as `page` or `ticket`.",
      scalar(labelValue(canBeEmpty: false))
    )
    var alert = fields.required("condition", "The burn rate.", burnRateShape())
    alert.severity = severity
    return alert
  }
}

private func burnRateShape() -> Shape<WrittenAlert> {
  object("OpenSLOBurnRate", "A burn rate and the window it is looked at in.") { fields in
    fields.optional("kind", "Always `burnrate`.", word([("burnrate", ())], standIn: ()))
    let isAtMost = fields.optional(
      "op",
      "Read as `gte`: an alert fires at or above its threshold.",
      word([("gte", false), ("gt", false), ("lte", true), ("lt", true)], standIn: false),
      default: false
    )
    let threshold = fields.required(
      "threshold",
      "Burn rate from which it fires.",
      quantity(burnRateThreshold())
    )
    let window = fields.required(
      "lookbackWindow",
      "The window.",
      quantity(positiveDuration(to: longestBudgetWindow))
    )
    let holdFor = fields.optional(
      "alertAfter",
      "How long it must burn before the alert fires.",
      quantity(duration()),
      default: .zero
    )
    fields.check { place, reading in
      if isAtMost {
        let message = "a low burn rate alerts nobody; this is read as `gte`"
        reading.warn(message, at: place.path["op"])
      }
    }
    return WrittenAlert(
      name: "",
      severity: "page",
      rate: .burnRate(threshold),
      window: window,
      shortWindow: nil,
      holdFor: holdFor
    )
  }
}
