import type {
  Dependency,
  LayerVerdict,
  ObjectRef,
  Port,
  Provenance,
} from '@portolan/plugin-traffic-common';
import { judgeConnection } from '../../egress/judgeConnection';
import { courtOf, mergeVerdicts } from '../../egress/judgeDependency';
import { serviceDestinations } from '../../egress/destinationsOf';
import { compareRefs, refKey } from '../../model/refs';
import type { Connection, ConnectionEnd } from '../../model/drafts';
import { compareText } from '../../snapshot/compareText';
import { groupBy } from '../../snapshot/groupBy';
import { judgesOf } from '../../sources/resultOf';
import { workloadIndex } from '../../topology/workloadIndex';
import type { Check, CheckContext } from '../Check';

const DNS = { port: 53, protocol: 'UDP' };
/** The ports at which pods serve DNS: OpenShift's serve 53 of their Service at 5353 of their own. */
const DNS_PORTS: readonly number[] = [DNS.port, 5353];

/** Where clusters run their DNS: its Service, by namespace and name. */
const DNS_SERVICES: readonly { namespace: string; name: string }[] = [
  { namespace: 'kube-system', name: 'kube-dns' },
  { namespace: 'openshift-dns', name: 'dns-default' },
];

/** The pods of the cluster's DNS as every usual installation labels them, for where they are not in sight. */
const USUAL_DNS: ConnectionEnd = {
  kind: 'pod',
  namespace: 'kube-system',
  labels: { 'k8s-app': 'kube-dns' },
  ips: [],
  hostNetwork: false,
  namedPorts: [
    { name: 'dns', port: 53, protocol: 'UDP' },
    { name: 'dns-tcp', port: 53, protocol: 'TCP' },
  ],
};

/** A workload goes somewhere by name, and policies keep it from asking for names. */
export const dnsNotPermitted: Check = {
  id: 'dns-not-permitted',
  code: 'TRF402',
  severity: 'error',
  title: 'DNS not permitted',
  message:
    '{{workloads}} may not ask the cluster’s DNS (UDP 53), so nothing that is reached by name works: {{destinations}}.',
  fix: 'Add an egress rule for UDP and TCP port 53 to the pods of the cluster’s DNS for {{workloads}}.',
  reads: [],
  run: context => {
    const byWorkload = groupBy(context.model.dependencies, ({ workload }) =>
      refKey(workload),
    );
    const hits = [...byWorkload.values()].flatMap(dependencies => {
      const byName = dependencies.filter(isByName);
      const rules = byName.length > 0 ? denyingDns(dependencies, context) : [];
      return rules.length > 0 ? [{ at: rules[0], rules, byName }] : [];
    });
    return [
      ...groupBy(hits, ({ at }) => `${refKey(at.object)} ${at.path}`).values(),
    ].map(cause => {
      const dependencies = cause.flatMap(hit => hit.byName);
      return {
        at: cause[0].at,
        params: {
          workloads: list(
            dependencies.map(
              ({ workload: { kind, namespace, name } }) =>
                `${kind} ${namespace}/${name}`,
            ),
          ),
          destinations: list(dependencies.map(nameOf)),
        },
        related: related(cause.flatMap(hit => hit.rules)),
        entities: [
          ...new Set(dependencies.flatMap(({ entities }) => entities)),
        ].sort(),
      };
    });
  },
};

/**
 * Only what somebody declared is gone to; hosts and Services are reached by name. What is denied itself has a finding of its
 * own, and DNS would not help it.
 */
function isByName({ declared, destination, permitted }: Dependency): boolean {
  return (
    declared.answer === 'yes' &&
    permitted.verdict !== 'denied' &&
    (destination.kind === 'host' || destination.kind === 'service')
  );
}

function nameOf({ destination }: Dependency): string {
  switch (destination.kind) {
    case 'host':
      return destination.host;
    case 'service':
      return `Service ${destination.service.namespace}/${destination.service.name}`;
    default:
      return '';
  }
}

/** The rules that surely keep a workload from asking the cluster's DNS; none when it may, or when that is not known. */
function denyingDns(
  dependencies: readonly Dependency[],
  { snapshots, sources }: CheckContext,
): readonly Provenance[] {
  const { workload, cluster } = dependencies[0];
  const snapshot = snapshots.find(one => one.cluster === cluster);
  const fact = snapshot?.index(workloadIndex).get(workload);
  if (!snapshot || !fact) {
    return [];
  }
  const court = courtOf(judgesOf(sources, snapshot), snapshot);
  const seen = DNS_SERVICES.flatMap(
    service => serviceDestinations(service, DNS, court) ?? [],
  );
  if (seen.length === 0 && dependencies.some(opensDns)) {
    return [];
  }
  const destinations: readonly Omit<Connection, 'from'>[] =
    seen.length > 0
      ? seen.flatMap(({ ends }) => ends)
      : [{ to: USUAL_DNS, ...DNS }];
  const { verdict, layers } = mergeVerdicts(
    court
      .podGroups(fact)
      .flatMap(({ end: from }) =>
        destinations.map(destination =>
          judgeConnection({ from, ...destination }, court.judges),
        ),
      ),
    'pods-differ',
  );
  return verdict === 'denied' ? layers.flatMap(denyingEgress) : [];
}

function denyingEgress(layer: LayerVerdict): readonly Provenance[] {
  return layer.direction === 'egress' && layer.verdict === 'denied'
    ? layer.rules
    : [];
}

/** Whether a rule opens a port of DNS to anything: a cluster may run its DNS where we do not look for it. */
function opensDns({ evidence, port, protocol }: Dependency): boolean {
  return (
    evidence.some(({ rung }) => rung === 'permitted') &&
    (protocol === null || protocol === DNS.protocol) &&
    coversDns(port)
  );
}

function coversDns(port: Port): boolean {
  if (typeof port === 'object' && port !== null) {
    return DNS_PORTS.some(number => port.from <= number && number <= port.to);
  }
  return port === null || typeof port === 'string' || DNS_PORTS.includes(port);
}

function related(rules: readonly Provenance[]): readonly ObjectRef[] {
  return [
    ...new Map(rules.map(({ object }) => [refKey(object), object])).values(),
  ].sort(compareRefs);
}

function list(texts: readonly string[]): string {
  return [...new Set(texts)].sort(compareText).join(', ');
}
