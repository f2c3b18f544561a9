import { POD, SERVICE } from '../../kinds/coreKinds';
import { matchLabels } from '../../match/labels';
import { matchPorts } from '../../match/port';
import { at, refOf } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { NETWORK_POLICY } from '../../sources/network-policy/kinds';
import type {
  PolicyFact,
  RuleFact,
} from '../../sources/network-policy/PolicyFact';
import { policyIndex } from '../../sources/network-policy/policyIndex';
import {
  readList,
  readNumber,
  readRecord,
  readText,
} from '../../snapshot/read';
import { podTemplateOf } from '../../topology/Pod';
import type { ServiceFact, ServicePortFact } from '../../topology/Service';
import { serviceIndex } from '../../topology/serviceIndex';
import { workloadIndex, type WorkloadFact } from '../../topology/workloadIndex';
import { groupBy } from '../../snapshot/groupBy';
import type { Check, FindingDraft } from '../Check';
import { createEntitiesOfWorkloads } from '../claimsOf';

/** An ingress rule opens the port of a Service, and the pods behind it listen at another, which nothing opens. */
export const servicePortOpened: Check = {
  id: 'service-port-opened',
  code: 'TRF409',
  severity: 'warning',
  title: 'Port of the Service instead of the pods',
  message:
    'NetworkPolicy {{policy}} opens port {{port}}, which is the port of Service {{service}}: its pods listen at {{targetPort}}, and no policy of the namespace opens that.',
  fix: 'Open port {{targetPort}} in {{policy}}: a policy sees the port of the pod, whatever port {{service}} is reached at.',
  reads: [NETWORK_POLICY, ...serviceIndex.reads],
  run: ({ snapshots, model }) => {
    const entitiesOf = createEntitiesOfWorkloads(model);
    return snapshots.flatMap(snapshot =>
      [
        ...groupBy(
          snapshot.index(policyIndex).policies,
          ({ ref }) => ref.namespace,
        ).values(),
      ].flatMap(policies =>
        policies.flatMap(policy =>
          findMistaken(policy, { policies, snapshot }).map(
            ({ workloads, draft }) => ({
              ...draft,
              entities: entitiesOf(workloads.map(({ ref }) => ref)),
            }),
          ),
        ),
      ),
    );
  },
};

interface Surroundings {
  /** All of the namespace. */
  readonly policies: readonly PolicyFact[];
  readonly snapshot: ClusterSnapshot;
}

function findMistaken(
  { ref, podSelector, ingress }: PolicyFact,
  { policies, snapshot }: Surroundings,
): readonly { workloads: readonly WorkloadFact[]; draft: FindingDraft }[] {
  const numbers = ingress.rules.flatMap(rule => singlePorts(rule));
  if (
    podSelector === 'unreadable' ||
    ingress.isolates !== 'yes' ||
    numbers.length === 0
  ) {
    return [];
  }
  const selected = snapshot
    .index(workloadIndex)
    .inNamespace(ref.namespace)
    .filter(({ podLabels }) => matchLabels(podSelector, podLabels));
  const exposures = selected.flatMap(workload =>
    exposuresOf(workload, snapshot),
  );
  return numbers.flatMap(({ path, number, protocol }) => {
    const meant = exposures.filter(
      ({ port }) => port.port === number && port.protocol === protocol,
    );
    const [first] = meant;
    // A Service without such a mapping, or pods that serve the port itself, make the rule right.
    const isRight =
      exposures.some(
        ({ target, port }) => target === number && port.protocol === protocol,
      ) ||
      selected.some(workload =>
        servesNumber(workload, snapshot, { number, protocol }),
      ) ||
      meant.some(
        ({ target }) =>
          target === null || opensAnywhere(policies, target, protocol),
      );
    return first && first.target !== null && !isRight
      ? [
          {
            workloads: meant.map(({ workload }) => workload),
            draft: {
              at: at('network-policy', ref)(path),
              params: {
                policy: `${ref.namespace}/${ref.name}`,
                port: number,
                service: `${first.service.namespace}/${first.service.name}`,
                targetPort: first.target,
              },
              related: [
                refOf(
                  snapshot.cluster,
                  SERVICE,
                  first.service.namespace,
                  first.service.name,
                ),
              ],
              entities: [],
            },
          },
        ]
      : [];
  });
}

function singlePorts({
  path,
  ports,
}: RuleFact): readonly { path: string; number: number; protocol: string }[] {
  return ports.flatMap((rule, index) =>
    rule !== 'unreadable' &&
    rule.port.kind === 'range' &&
    rule.port.from === rule.port.to
      ? [
          {
            path: `${path}.ports[${index}].port`,
            number: rule.port.from,
            protocol: rule.protocol,
          },
        ]
      : [],
  );
}

interface Exposure {
  readonly workload: WorkloadFact;
  readonly service: ServiceFact;
  readonly port: ServicePortFact;
  /** null: a name that the workload does not give. */
  readonly target: number | null;
}

function exposuresOf(
  workload: WorkloadFact,
  snapshot: ClusterSnapshot,
): readonly Exposure[] {
  const services = snapshot.index(serviceIndex);
  return services
    .servicesOf(workload.ref)
    .flatMap(({ namespace, name }) => services.get(namespace, name) ?? [])
    .flatMap(service =>
      service.ports.map(port => ({
        workload,
        service,
        port,
        target: targetOf(port, workload),
      })),
    );
}

function targetOf(
  { targetPort, protocol }: ServicePortFact,
  { namedPorts, pods }: WorkloadFact,
): number | null {
  if (typeof targetPort === 'number') {
    return targetPort;
  }
  const numbers = new Set(
    [namedPorts, ...pods.map(pod => pod.namedPorts)]
      .flat()
      .filter(named => named.name === targetPort && named.protocol === protocol)
      .map(({ port }) => port),
  );
  const [only] = numbers;
  return numbers.size === 1 ? only : null;
}

/** Whether a container says that it listens at a port, by whatever name. */
function servesNumber(
  { ref }: WorkloadFact,
  snapshot: ClusterSnapshot,
  { number, protocol }: { number: number; protocol: string },
): boolean {
  const kind = workloadIndex.reads.find(each => each.kind === ref.kind);
  const object = kind && snapshot.get(kind, ref.namespace, ref.name);
  const spec =
    object?.kind === POD.kind
      ? object.spec
      : readRecord(object && podTemplateOf(object), 'spec');
  return ['containers', 'initContainers']
    .flatMap(field => readList(spec, field))
    .flatMap(container => readList(container, 'ports'))
    .some(
      port =>
        readNumber(port, 'containerPort') === number &&
        (readText(port, 'protocol') ?? 'TCP') === protocol,
    );
}

/** Whether any policy of the namespace opens a port of pods, to anybody. */
function opensAnywhere(
  policies: readonly PolicyFact[],
  port: number,
  protocol: string,
): boolean {
  const asked = { from: port, to: port, protocol, namedPorts: null };
  return policies.some(({ ingress }) =>
    ingress.rules.some(({ ports }) => matchPorts(ports, asked) !== 'no'),
  );
}
