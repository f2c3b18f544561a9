import type { ObjectRef } from '@portolan/plugin-traffic-common';
import type { FieldProblem } from '../../match/readLabelSelector';
import { readLabelSelector } from '../../match/readLabelSelector';
import type { KubeObject } from '../../snapshot/KubeObject';
import { isRecord, readRecord } from '../../snapshot/read';
import { parsePeer } from './parsePeer';
import { parsePort } from './parsePort';
import type { DirectionFact, PolicyFact, RuleFact } from './PolicyFact';

/** Takes the sentences about fields that could not be read. */
export type ReportProblem = (problem: FieldProblem) => void;

const API_VERSION = 'networking.k8s.io/v1';
const CLOSED_BY_TYPE = 'spec.policyTypes';

/** Reads a NetworkPolicy of any shape: never fails, states what it could not read. */
export function parsePolicy(
  ref: ObjectRef,
  object: KubeObject,
): { policy: PolicyFact; problems: readonly FieldProblem[] } {
  const problems: FieldProblem[] = [];
  const report: ReportProblem = problem => problems.push(problem);
  if (object.apiVersion !== API_VERSION || !isRecord(object.spec)) {
    report(
      object.apiVersion === API_VERSION
        ? { path: 'spec', message: 'The policy has no spec.' }
        : {
            path: 'apiVersion',
            message: `The version ${object.apiVersion} is not known; ${API_VERSION} is.`,
          },
    );
    return { policy: unreadablePolicy(ref), problems };
  }
  const selector = readLabelSelector(
    object.spec.podSelector,
    'spec.podSelector',
  );
  if (!selector.ok) {
    report(selector.problem);
  }
  const isolates = parseTypes(object.spec, report);
  const policy: PolicyFact = {
    ref,
    podSelector: selector.ok ? selector.selector : 'unreadable',
    ingress: {
      isolates: isolates('Ingress'),
      ...parseDirection(object, 'ingress', report),
    },
    egress: {
      isolates: isolates('Egress'),
      ...parseDirection(object, 'egress', report),
    },
  };
  return { policy, problems };
}

/**
 * Which directions a policy is about. Without `policyTypes` it is ingress always, and egress exactly when there are egress
 * rules (networking/v1 NetworkPolicySpec.policyTypes).
 */
function parseTypes(
  spec: Readonly<Record<string, unknown>>,
  report: ReportProblem,
): (type: 'Ingress' | 'Egress') => DirectionFact['isolates'] {
  const types = spec.policyTypes ?? [];
  const wrong = Array.isArray(types)
    ? types.findIndex(type => type !== 'Ingress' && type !== 'Egress')
    : 0;
  if (!Array.isArray(types) || wrong >= 0) {
    report({
      path: Array.isArray(types)
        ? `${CLOSED_BY_TYPE}[${wrong}]`
        : CLOSED_BY_TYPE,
      message: 'A policy type is Ingress or Egress.',
    });
    return type =>
      Array.isArray(types) && types.includes(type)
        ? 'yes'
        : 'policy-not-readable';
  }
  if (types.length === 0) {
    const hasEgress = Array.isArray(spec.egress)
      ? spec.egress.length > 0
      : spec.egress !== undefined && spec.egress !== null;
    return type => (type === 'Ingress' || hasEgress ? 'yes' : 'no');
  }
  return type => (types.includes(type) ? 'yes' : 'no');
}

function parseDirection(
  object: KubeObject,
  direction: 'ingress' | 'egress',
  report: ReportProblem,
): Pick<DirectionFact, 'path' | 'rules'> {
  const path = `spec.${direction}`;
  const rules = readRecord(object, 'spec')[direction];
  if (rules === undefined || rules === null) {
    return { path: CLOSED_BY_TYPE, rules: [] };
  }
  if (!Array.isArray(rules)) {
    report({ path, message: 'The rules must be a list.' });
    return { path, rules: [unreadableRule(path)] };
  }
  return {
    path,
    rules: rules.map((rule, i) =>
      parseRule(rule, `${path}[${i}]`, {
        peersField: direction === 'ingress' ? 'from' : 'to',
        report,
      }),
    ),
  };
}

function parseRule(
  value: unknown,
  path: string,
  { peersField, report }: { peersField: string; report: ReportProblem },
): RuleFact {
  if (!isRecord(value)) {
    report({ path, message: 'A rule must be an object.' });
    return unreadableRule(path);
  }
  const unknownField = Object.keys(value).find(
    key => key !== peersField && key !== 'ports',
  );
  if (unknownField !== undefined) {
    report({
      path: `${path}.${unknownField}`,
      message: `The field ${unknownField} of a rule is not known.`,
    });
    return unreadableRule(path);
  }
  const peers = value[peersField] ?? [];
  const ports = value.ports ?? [];
  if (!Array.isArray(peers) || !Array.isArray(ports)) {
    report({
      path: `${path}.${Array.isArray(peers) ? 'ports' : peersField}`,
      message: 'Peers and ports of a rule must be lists.',
    });
    return unreadableRule(path);
  }
  return {
    path,
    peers: peers.map((peer, i) =>
      parsePeer(peer, `${path}.${peersField}[${i}]`, report),
    ),
    ports: ports.map((port, i) =>
      parsePort(port, `${path}.ports[${i}]`, report),
    ),
  };
}

function unreadableRule(path: string): RuleFact {
  return { path, ports: [], peers: [{ kind: 'unreadable', path }] };
}

function unreadablePolicy(ref: ObjectRef): PolicyFact {
  const direction: DirectionFact = {
    isolates: 'policy-not-readable',
    path: 'spec',
    rules: [unreadableRule('spec')],
  };
  return {
    ref,
    podSelector: 'unreadable',
    ingress: direction,
    egress: direction,
  };
}
