import type {
  Destination,
  Evidence,
  Port,
} from '@portolan/plugin-traffic-common';
import { createPodGroups } from '../../egress/podGroups';
import type { RuleTable, TablePolicy } from '../../egress/ruleTables/RuleTable';
import { SERVICE } from '../../kinds/coreKinds';
import { portOf } from '../../egress/declaredPorts';
import type { Match } from '../../match/Match';
import { PROTOCOLS, type PortRule } from '../../match/port';
import type { DependencyDraft } from '../../model/drafts';
import { at, refOf } from '../../model/refs';
import {
  steppedIndex,
  type ClusterSnapshot,
} from '../../snapshot/ClusterSnapshot';
import { groupBy } from '../../snapshot/groupBy';
import { workloadIndex, type WorkloadFact } from '../../topology/workloadIndex';
import type { CiliumFact, CiliumPeer, CiliumRule } from './CiliumFact';
import { SOURCE_ID } from './kinds';
import { ciliumPolicies, ciliumTable, TABLE_READS } from './policyTable';
import { servicesMeant, type ServicesPeer } from './servicesMeant';

/** One thing that a rule names for every pod that its policy selects. */
interface Named {
  readonly destination: Destination;
  readonly rung: Evidence['rung'];
  readonly path: string;
  readonly rule: CiliumRule;
}

/**
 * What the allowing egress rules name: a host or Service is declared by name for exactly these pods (SEMANTICS C.2); ranges and
 * the world are only permitted.
 */
export const ciliumDependencies = steppedIndex<CiliumDependencies>({
  name: 'cilium dependencies',
  reads: [...TABLE_READS, ...workloadIndex.reads],
  *buildInSteps(snapshot) {
    const { facts } = yield* snapshot.indexInSteps(ciliumPolicies);
    const table = ciliumTable(snapshot);
    yield;
    return {
      table,
      dependencies: yield* listDependencies(snapshot, facts, table),
    };
  },
});

/** The dependencies, and the table of rules by which it was told whose they are. */
interface CiliumDependencies {
  readonly table: RuleTable;
  readonly dependencies: readonly DependencyDraft[];
}

/** So many workloads are asked about in one step: some milliseconds with thousands of policies. */
const WORKLOADS_PER_STEP = 50;

function* listDependencies(
  snapshot: ClusterSnapshot,
  facts: readonly CiliumFact[],
  table: RuleTable,
): Generator<void, readonly DependencyDraft[]> {
  const policyOf = new Map(
    facts.map((fact, index) => [fact, table.policies[index]]),
  );
  const withNames = facts
    .map(fact => ({ fact, named: namedBy(fact, snapshot) }))
    .filter(({ named }) => named.length > 0);
  if (withNames.length === 0) {
    return [];
  }
  const byNamespace = groupBy(withNames, ({ fact }) => fact.ref.namespace);
  yield;
  const podGroups = createPodGroups(table.labelKeys);
  const ofWorkload = (workload: WorkloadFact) => {
    const groups = podGroups(workload);
    return [
      ...(byNamespace.get('') ?? []),
      ...(byNamespace.get(workload.ref.namespace) ?? []),
    ]
      .filter(({ fact }) => {
        const policy: TablePolicy | undefined = policyOf.get(fact);
        // What a policy declares, it declares though Cilium may refuse it.
        const enough: readonly (Match | undefined)[] =
          fact.isRefused && fact.choice !== 'unreadable'
            ? ['yes', 'policy-not-readable']
            : ['yes'];
        return groups.some(({ end }) => enough.includes(policy?.selects(end)));
      })
      .flatMap(({ fact, named }) =>
        named.flatMap(each => toDrafts(workload, fact, each)),
      );
  };
  const drafts: DependencyDraft[] = [];
  for (const [position, workload] of snapshot
    .index(workloadIndex)
    .all.entries()) {
    if (position % WORKLOADS_PER_STEP === WORKLOADS_PER_STEP - 1) {
      yield;
    }
    drafts.push(...ofWorkload(workload));
  }
  return drafts;
}

function namedBy(
  fact: CiliumFact,
  snapshot: ClusterSnapshot,
): readonly Named[] {
  return fact.egress
    .filter(({ action }) => action === 'allow')
    .flatMap(rule =>
      (
        rule.peers ?? [
          { kind: 'entity', entity: 'all', path: rule.path } as const,
        ]
      ).flatMap((peer): Named[] => {
        const named =
          peer.kind === 'services'
            ? servicesOf(peer, snapshot)
            : [destinationOf(peer)].flatMap(each => each ?? []);
        return named.map(each => ({ ...each, path: peer.path, rule }));
      }),
    );
}

/** One that is named with its namespace is declared, whether it is there or not. */
function servicesOf(
  peer: ServicesPeer,
  snapshot: ClusterSnapshot,
): readonly Pick<Named, 'destination' | 'rung'>[] {
  const { namespace, which } = peer;
  const services =
    typeof which === 'string' && namespace !== null
      ? [{ namespace, name: which }]
      : snapshot.index(servicesMeant)(peer);
  return services.map(service => ({
    destination: {
      kind: 'service',
      service: refOf(
        snapshot.cluster,
        SERVICE,
        service.namespace,
        service.name,
      ),
    },
    rung: 'declared-workload',
  }));
}

function destinationOf(
  peer: CiliumPeer,
): Pick<Named, 'destination' | 'rung'> | undefined {
  switch (peer.kind) {
    case 'fqdn':
      return peer.name === '*'
        ? { destination: { kind: 'anywhere' }, rung: 'permitted' }
        : {
            destination: { kind: 'host', host: peer.name },
            rung: 'declared-workload',
          };
    case 'cidr':
      return {
        destination: {
          kind: 'cidr',
          cidr: peer.cidr,
          except: [...peer.except],
        },
        rung: 'permitted',
      };
    case 'entity':
      return peer.entity === 'world' || peer.entity === 'all'
        ? { destination: { kind: 'anywhere' }, rung: 'permitted' }
        : undefined;
    default:
      return undefined;
  }
}

function toDrafts(
  workload: WorkloadFact,
  fact: CiliumFact,
  { destination, rung, path, rule }: Named,
): readonly DependencyDraft[] {
  // The ports of a rule are the pods’, and not those of the Service before them.
  const ports =
    destination.kind === 'service'
      ? [{ port: null, protocol: null }]
      : portsOf(rule);
  return ports.map(port => ({
    cluster: workload.ref.cluster,
    workload: workload.ref,
    destination,
    ...port,
    evidence: [
      { rung, source: SOURCE_ID, provenance: at(SOURCE_ID, fact.ref)(path) },
    ],
    declared: { answer: rung === 'permitted' ? 'no' : 'yes' },
  }));
}

/** A port that is open for every protocol is one port of none in particular. */
function portsOf({
  ports,
}: CiliumRule): readonly { port: Port; protocol: string | null }[] {
  const readable = ports.filter(
    (port): port is PortRule => port !== 'unreadable',
  );
  if (ports.length === 0) {
    return [{ port: null, protocol: null }];
  }
  return [
    ...groupBy(readable, ({ port }) => JSON.stringify(port)).values(),
  ].flatMap((same): { port: Port; protocol: string | null }[] =>
    same.length === PROTOCOLS.length
      ? [{ port: portOf(same[0]), protocol: null }]
      : same.map(rule => ({ port: portOf(rule), protocol: rule.protocol })),
  );
}
