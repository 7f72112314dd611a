/// How a number is made: its key, its formula and who defined it so.
struct Definition {
  var id: String
  var formula: String
  var source: String
}

/// Every definition that a column may name.
let definitions: [Definition] = [
  Definition(
    id: "response-time",
    formula: "time of the response − intended arrival, of answered requests only",
    source: "Tene: coordinated omission; wrk2"
  ),
  Definition(
    id: "token-times",
    formula:
      "timeToFirstToken: first token − intended arrival; timePerOutputToken: (response time − "
      + "time to first token) ÷ (output tokens − 1), of requests with at least two; of answered "
      + "requests only",
    source: "MLPerf Inference, LLM server scenario"
  ),
  Definition(
    id: "quantile",
    formula: "value of rank ⌈share × n⌉, as the upper end of its histogram bucket, at most the "
      + "maximum; in summaries the mean over replications",
    source: "HdrHistogram, 3 significant digits"
  ),
  Definition(
    id: "interval",
    formula: "confidence interval of a mean over independent replications; NULL with fewer than 2",
    source: "Law: Simulation Modeling and Analysis, 9.4"
  ),
  Definition(
    id: "good-ratio",
    formula: "good ÷ all requests that arrived (occurrences), or good ÷ all minutes with traffic "
      + "(timeslices); refused, timed-out, lost and unanswered requests are bad",
    source: "OpenSLO v1, ratio metric"
  ),
  Definition(
    id: "margin",
    formula: "good_ratio − target_ratio",
    source: "Bulkhead"
  ),
  Definition(
    id: "breach-minutes",
    formula: "minutes in which the share of good requests was below the target",
    source: "OpenSLO v1, budgetingMethod Timeslices"
  ),
  Definition(
    id: "budget-burnt",
    formula: "(1 − good_ratio) ÷ (1 − target_ratio), if the whole window went like the run",
    source: "Google SRE Workbook, chapter 5"
  ),
  Definition(
    id: "verdict",
    formula: "pass if the interval of good_ratio lies above the target, fail if below, "
      + "inconclusive if it holds the target or there is too little to say",
    source: "Bulkhead"
  ),
  Definition(
    id: "gate-verdict",
    formula: "pass if the whole interval keeps to the limit, fail if none of it does or the "
      + "pattern can't be built, else inconclusive; prices and pods are exact and need no interval",
    source: "Bulkhead"
  ),
  Definition(id: "month", formula: "730 h = 8,760 h ÷ 12", source: "cloud price lists"),
  Definition(
    id: "cost-per-thousand-requests",
    formula: "cost per hour ÷ answered requests per hour × 1,000",
    source: "FinOps unit economics"
  ),
  Definition(
    id: "cost-per-million-tokens",
    formula: "cost per hour ÷ tokens per hour × 1,000,000",
    source: "FinOps unit economics"
  ),
  Definition(
    id: "logical-digest",
    formula: "SHA-256 over the sorted rows of every table of facts, row numbers replaced by names; "
      + "without latency_summary, latency_bucket, token_latency_summary, slo_result, metric_value "
      + "and metric_sample, which follow from them; without wall clock, host, paths and workers",
    source: "Bulkhead"
  ),
]
