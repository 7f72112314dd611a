/// The smallest question worth asking, whether a noisy tenant hurts a quiet one.
let twoTenantsTemplate = ScenarioTemplate(
  name: "two-tenants",
  summary: "A latency-sensitive tenant beside a noisy one, on shared CPU nodes.",
  text: """
    # yaml-language-server: $schema=./bulkhead.schema.json
    # Does a noisy tenant hurt a quiet one, and which isolation pattern stops it?
    apiVersion: bulkhead/v1alpha1
    kind: Scenario
    metadata:
      name: two-tenants
      description: A latency-sensitive tenant beside a noisy one
    spec:
      run:
        duration: 5m              # simulated time of one replication
        warmup: 1m                # served, but not measured
        replications: 10          # independent repetitions, for the intervals
        seed: 42

      capacity:
        nodePools:
          - name: cpu
            nodes: 3
            allocatable: {cpu: 3920m, memory: 6584Mi, pods: 58}
            price: {amount: "0.17", unit: Node-Hours, category: OnDemand}

      tenants:
        - name: retail
          displayName: Retail banking
          riskTier: high          # low | medium | high; the hybrid pattern isolates by it
          serviceTier: gold
          quota: {requests.cpu: 8, limits.cpu: 12, requests.memory: 16Gi, pods: 10}
          services:
            - name: chat
              model: small-chat
              replicas: 3
              requests: {cpu: 300m, memory: 1Gi}
              limits: {cpu: 3, memory: 1Gi}
              runtime: {concurrent: {workers: 4}}
              endpoints:
                - name: api
                  arrivals: {poisson: {rate: 60/s}}
                  work: {exponential: {mean: 20ms}}      # CPU time of one request
                  timeout: 2s

        - name: analytics
          riskTier: low
          serviceTier: bronze
          quota: {requests.cpu: 5, limits.cpu: 6, requests.memory: 8Gi, pods: 10}
          services:
            - name: scoring
              model: risk-score
              replicas: 4
              requests: {cpu: 1, memory: 1Gi}
              limits: {cpu: 1500m, memory: 1Gi}
              runtime: {concurrent: {workers: 16}}
              endpoints:
                - name: bulk
                  arrivals:
                    # Bursts: 250 requests a second for about 20 s, then nearly nothing.
                    onOff:
                      on: {rate: 250/s, for: {exponential: {mean: 20s}}}
                      off: {rate: 2/s, for: {exponential: {mean: 40s}}}
                  work: {lognormal: {median: 40ms, p95: 200ms}}
          batch:
            - name: training
              replicas: 2
              requests: {cpu: 500m, memory: 1Gi}
              limits: {cpu: 1500m, memory: 1Gi}
              threads: 8
              activity:
                onOff: {active: {exponential: {mean: 60s}}, idle: {exponential: {mean: 60s}}}

      slos:
        - name: retail-chat
          tenant: retail
          service: chat
          indicator: {metric: latency}
          timeWindow: [{duration: 28d, isRolling: true}]
          budgetingMethod: Occurrences
          objectives: [{op: lte, value: 100ms, targetPercent: 97}]

      costs:
        currency: USD
        overhead: [{name: control-plane, amount: "0.10", unit: Cluster-Hours}]
        sharing: {idle: proportional, overhead: even}

    """
)
