import type { KindStatus, Resolution } from '@portolan/plugin-traffic-common';
import { refOf, refTo } from '../../../model/refs';
import { lookUp } from '../../../references/lookUp';
import { referenceGrants } from '../../../references/referenceGrants';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import type { SourceProblem } from '../../Source';
import { readGateway } from '../facts/gatewayFact';
import { readGatewayClass } from '../facts/gatewayClassFact';
import { GATEWAY, GATEWAY_CLASS } from '../kinds';
import { noteProblems, parseProblem } from '../problems';
import type { ClassEntry, GatewayEntry, ListenerEntry } from './GatewayEntry';
import { judgeGateway } from './judgeGateway';
import { judgeListeners } from './judgeListeners';

/** The Gateways of one cluster with the verdicts on their listeners. */
export interface GatewayIndex {
  /** Sorted by namespace and name. */
  readonly all: readonly GatewayEntry[];
  readonly problems: readonly SourceProblem[];
  /** `unsupported` for a Gateway that is there and could not be read. */
  get(namespace: string, name: string): Resolution<GatewayEntry>;
}

export function buildGatewayIndex(snapshot: ClusterSnapshot): GatewayIndex {
  const classes = new Map<string, ClassEntry>();
  const classOf = (name: string) => {
    const known = classes.get(name) ?? findClass(snapshot, name);
    classes.set(name, known);
    return known;
  };
  const entries = new Map<string, GatewayEntry>();
  const problems: SourceProblem[] = [];
  for (const object of snapshot.list(GATEWAY)) {
    const ref = refTo(snapshot.cluster, object);
    const parsed = readGateway(object);
    if (parsed.ok) {
      entries.set(
        `${ref.namespace}/${ref.name}`,
        buildEntry(snapshot, {
          ref,
          fact: parsed.fact,
          gatewayClass: classOf(parsed.fact.className),
        }),
      );
      problems.push(...noteProblems(ref, parsed.fact.notes));
    } else {
      problems.push(parseProblem(ref, parsed));
    }
  }
  return {
    all: [...entries.values()],
    problems,
    get: (namespace, name) => {
      const value = entries.get(`${namespace}/${name}`);
      if (value) {
        return { state: 'resolved', value };
      }
      const found = lookUp(snapshot, GATEWAY, namespace, name);
      return found.state === 'resolved'
        ? {
            state: 'unsupported',
            ref: refOf(snapshot.cluster, GATEWAY, namespace, name),
            why: 'the Gateway could not be read',
          }
        : found;
    },
  };
}

function buildEntry(
  snapshot: ClusterSnapshot,
  {
    ref,
    fact,
    gatewayClass,
  }: Pick<GatewayEntry, 'ref' | 'fact' | 'gatewayClass'>,
): GatewayEntry {
  const certificates = {
    snapshot,
    grants: snapshot.index(referenceGrants),
    from: { kind: GATEWAY.kind, namespace: ref.namespace },
    controller: gatewayClass.controller,
  };
  const verdicts = judgeListeners({
    gateway: fact,
    gatewayClass,
    certificates,
  });
  const listeners: ListenerEntry[] = [];
  const entry: GatewayEntry = {
    ref,
    fact,
    gatewayClass,
    listeners,
    predicted: judgeGateway({
      gateway: fact,
      gatewayClass,
      listeners: verdicts,
      certificates,
    }),
  };
  fact.listeners.forEach((listener, index) =>
    listeners.push({
      fact: listener,
      verdict: verdicts[index],
      gateway: entry,
    }),
  );
  return entry;
}

function findClass(snapshot: ClusterSnapshot, name: string): ClassEntry {
  const found = lookUp(snapshot, GATEWAY_CLASS, '', name);
  const nothing = { name, controller: null, features: null } as const;
  switch (found.state) {
    case 'resolved': {
      const parsed = readGatewayClass(found.value);
      return parsed.ok
        ? {
            name,
            state: 'resolved',
            controller: parsed.fact.controller || null,
            features: parsed.fact.features,
          }
        : { ...nothing, state: 'unknown' };
    }
    case 'missing':
      return { ...nothing, state: 'missing' };
    default:
      return { ...nothing, state: 'unknown', because: statusOf(found) };
  }
}

function statusOf(found: Resolution<unknown>): KindStatus | undefined {
  return found.state === 'unknown' ? found.because : undefined;
}
