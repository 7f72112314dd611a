/// A scenario that says everything there is to say.
let fullScenario = """
  apiVersion: bulkhead/v1alpha1
  kind: Scenario
  metadata: {name: full, description: All of it, labels: {client: acme}}
  spec:
    study:
      purpose: Why not?
      decisionOwner: J. Rao
      assumptions: [{id: A1, text: It holds, pedigree: vendor}]
    run: {duration: 2h, warmup: 1m, replications: 20, seed: 18446744073709551615, confidence: 0.99}
    patterns: [hybrid, shared-nodes]
    hardware: {needed: {targetUtilization: 0.7}}
    isolation: {nodePoolsBy: serviceTier, clustersFor: [bank]}
    cluster:
      kubernetesVersion: "1.35"
      reservedPerNode: {cpu: 100m, memory: 256Mi}
      addOns: [{name: ingress, replicas: 2, requests: {cpu: 500m}}]
    capacity:
      nodePools:
        - name: mig
          nodes: 1
          allocatable: {cpu: 16, memory: 64Gi}
          gpus:
            {model: A100-80GB, count: 2, memory: 80Gi, sharing: {mig: [1g.10gb, 2g.20gb, 3g.40gb]}}
        - name: shared
          nodes: 1
          allocatable: {cpu: 16, memory: 64Gi}
          gpus:
            model: L4
            memory: 24Gi
            sharing: {timeSlicing: {replicas: 4, slice: 2ms, switchCost: 100us}}
        - name: cpu
          nodes: 8
          allocatable: {cpu: 7910m, memory: 14162Mi, ephemeral-storage: 100Gi}
          labels: {disk: ssd}
          taints: [{key: a.example/b, value: c, effect: PreferNoSchedule}]
          price: {amount: "0.34", unit: Node-Hours, category: Spot}
    priorityClasses: [{name: gold, value: 1000}]
    tenants:
      - name: retail
        displayName: Retail <b>banking</b>
        riskTier: high
        serviceTier: gold
        weight: 2
        priorityClass: gold
        quota: {requests.cpu: 8, limits.cpu: 12, memory: 16Gi, pods: 10, requests.nvidia.com/gpu: 2}
        limitRange:
          default: {cpu: 2}
          defaultRequest: {cpu: 500m}
          min: {}
          max: {cpu: 4}
          maxLimitRequestRatio: {cpu: 4.5}
        services:
          - name: chat
            model: small-chat
            version: "3"
            replicas: 3
            requests: {cpu: 2, memory: 2Gi}
            limits: {cpu: 4, memory: 4Gi}
            nodeSelector: {disk: ssd}
            tolerations: [{key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}]
            runtime: {concurrent: {workers: 4, threadsPerRequest: 2}}
            queue: {capacity: 64}
            balancing: roundRobin
            endpoints:
              - name: api
                arrivals: {poisson: {rate: 44/s}}
                work:
                  exponential: {mean: {value: 20ms, pedigree: measured, source: bench/chat.json}}
                timeout: 2s
                rateLimit: {rate: 50/s, burst: 100}
              - name: even
                arrivals: {deterministic: {rate: 30/m}}
                work: {gamma: {mean: 100ms, cv: 2}}
              - name: daily
                arrivals:
                  gamma:
                    cv: 2.5
                    schedule: &daily
                      points: [{at: 0s, rate: 5/s}, {at: 2m, rate: 20/s}]
                      interpolation: linear
                      repeatEvery: 1h
                work: {weibull: {mean: 100ms, shape: 0.5}}
              - name: bursts
                arrivals:
                  weibull:
                    shape: 0.6
                    onOff: &bursts
                      on: {rate: 80/s, for: {exponential: {mean: 20s}}}
                      off: {rate: 0/s, for: {uniform: {low: 1s, high: 40s}}}
                work: {empirical: {quantiles: [{p: 0, value: 1ms}, {p: 1, value: 10ms}]}}
              - name: plain-bursts
                arrivals: {onOff: *bursts}
                work:
                  tokens:
                    input: {lognormal: {median: 400, p95: 2400}}
                    output: 100
                    base: 5ms
                    perInputToken: 10us
                    perOutputToken: 1ms
              - name: plain-daily
                arrivals: {schedule: *daily}
                work: {lognormal: {mean: 2s, cv: 0.5}}
          - name: vision
            replicas: 1
            requests: {cpu: 1, nvidia.com/gpu: 1}
            runtime:
              batching:
                maxBatch: 16
                maxQueueDelay: 5ms
                latencyCurve: [{items: 1, latency: 8ms}, {items: 16, latency: 40ms}]
            endpoints:
              - {name: classify, arrivals: {poisson: {rate: 1/s}}, items: {constant: 1}}
      - name: bank
        services:
          - name: risk
            replicas: 1
            requests: {cpu: 1, nvidia.com/mig-1g.10gb: 1}
            runtime: {concurrent: {workers: 4, gpuStreams: 8}}
            endpoints: [{name: api, arrivals: {poisson: {rate: 1/s}}, work: {constant: 5ms}}]
        batch:
          - name: training
            replicas: 2
            requests: {cpu: 1, memory: 1Gi}
            limits: {cpu: 8}
            threads: 16
            activity: {onOff: {active: {exponential: {mean: 60s}}, idle: 500ms}}
    slos:
      - name: retail-chat
        displayName: Chat
        tenant: retail
        service: chat
        endpoint: api
        indicator: {metric: latency}
        timeWindow: [{duration: 1w, isRolling: true}]
        budgetingMethod: Occurrences
        objectives: [{op: lte, value: 250ms, targetPercent: 95}, {value: 1s, target: 0.99}]
      - name: bank-all
        tenant: bank
        indicator: {metric: latency}
        budgetingMethod: Timeslices
        timeSliceTarget: 0.8
        timeSliceWindow: 1m
        objectives: [{op: lte, value: 1s, targetPercent: 99.9}]
    costs:
      currency: EUR
      overhead: [{name: control-plane, amount: "0.10", unit: Cluster-Hours}]
      sharing: {idle: weighted, overhead: proportional}

  """
