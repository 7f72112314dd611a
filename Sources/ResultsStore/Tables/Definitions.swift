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
      + "maximum; in summaries of the requests of all replications",
    source: "HdrHistogram, 3 significant digits"
  ),
  Definition(
    id: "interval",
    formula:
      "Student's t around the value, from the scatter of independent sections: replications, "
      + "antithetic pairs or batch means; ratios hold Clopper–Pearson's too; NULL with fewer "
      + "than 2",
    source: "Law: Simulation Modeling and Analysis, 9.4; Asmussen and Glynn: Stochastic "
      + "Simulation, III.5a"
  ),
  Definition(
    id: "paired-difference",
    formula: "value − value of the baseline, interval from the differences of pairs that met the "
      + "same requests",
    source: "Law: Simulation Modeling and Analysis, 10.2.1"
  ),
  Definition(
    id: "p-value",
    formula: "two-sided Student's t of the differences of pairs; 2^(1 − pairs) if all agree",
    source: "Law: Simulation Modeling and Analysis, 10.2.1"
  ),
  Definition(
    id: "adjusted-p-value",
    formula: "Holm's step-down over all subjects and patterns of one metric",
    source: "Holm 1979: A simple sequentially rejective multiple test procedure"
  ),
  Definition(
    id: "mser-5",
    formula: "the cut that minimizes the squared standard error of the mean of the batches of five "
      + "that are left; none if it lies beyond the middle",
    source: "White 1997; Franklin and White 2008"
  ),
  Definition(
    id: "von-neumann",
    formula: "one-sided normal test of von Neumann's ratio of successive to squared differences",
    source: "von Neumann 1941; Fishman 1978"
  ),
  Definition(
    id: "good-ratio",
    formula: "good ÷ all requests that arrived (occurrences), good ÷ all slices with traffic "
      + "(timeslices), or the mean of their shares (ratio timeslices); refused, timed-out, lost "
      + "and unanswered requests are bad",
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
    id: "bad-ratio",
    formula: "1 − good ÷ all requests that arrived, whatever the budgeting method",
    source: "OpenSLO v1, ratio metric"
  ),
  Definition(
    id: "budget-left",
    formula: "1 − budget_burnt_ratio; negative where more than the budget is burnt",
    source: "Pyrra"
  ),
  Definition(
    id: "budget-burnt-by-run",
    formula: "budget_burnt_ratio × measured time ÷ time window, if nothing else goes wrong",
    source: "Google SRE Workbook, chapter 5"
  ),
  Definition(
    id: "burn-rate",
    formula: "share of bad requests (or slices) within a window ÷ (1 − target); an alert fires "
      + "when that of the long and that of the short window are at least its threshold",
    source: "Google SRE Workbook, chapter 5; sloth"
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
    id: "unit-cost",
    formula: "cost of the measured windows ÷ what was done in them, with the interval of the ratio "
      + "estimator over replications; a good request met every objective of its endpoint, or was "
      + "answered where that has none",
    source: "Cochran: Sampling Techniques, 6.4; FinOps unit economics"
  ),
  Definition(
    id: "price-of-isolation",
    formula: "(cost of the pattern − cost of the baseline) ÷ breaches of the baseline avoided, per "
      + "month; breaches are requests of endpoints with objectives that were not good, or bad "
      + "minutes",
    source: "Bulkhead; Fieller's interval with an exact numerator"
  ),
  Definition(
    id: "cost-per-million-tokens",
    formula: "cost per hour ÷ tokens per hour × 1,000,000",
    source: "FinOps unit economics"
  ),
  Definition(
    id: "logical-digest",
    formula: "SHA-256 over the sorted rows of every table of facts, row numbers replaced by names; "
      + "without latency_summary, latency_bucket, token_latency_summary, slo_result, "
      + "slo_burn_rate, metric_value, metric_sample, comparison, precision_goal, "
      + "warm_up_finding, batch_check, sizing, gate, gate_result, cost_allocation, unit_cost "
      + "and price_of_isolation, which follow from them, and without wall clock, host, paths and "
      + "workers",
    source: "Bulkhead"
  ),
]
