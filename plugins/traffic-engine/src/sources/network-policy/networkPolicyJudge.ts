import type { LayerVerdict } from '@portolan/plugin-traffic-common';
import {
  inBothDirections,
  layerAnswer,
  overPorts,
} from '../../egress/layerAnswer';
import { namespaceLabels } from '../../egress/namespaceLabels';
import type { PodEnd } from '../../egress/podGroups';
import type {
  Connection,
  ConnectionEnd,
  ConnectionJudge,
  LayerAnswer,
} from '../../model/drafts';
import { canTellAbsence } from '../../references/lookUp';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { rememberIsolations, type Isolations } from './isolations';
import { judgeUnion } from './judgeUnion';
import { NETWORK_POLICY } from './kinds';
import { openingsFor, rememberPeers } from './openings';
import { LAYER } from './PolicyFact';
import { policyIndex } from './policyIndex';

type Direction = LayerVerdict['direction'];

const NO_ANSWERS: readonly LayerAnswer[] = [];
const NOT_ISOLATED = layerAnswer({
  layer: LAYER,
  direction: 'egress',
  outcomes: ['pass'],
  code: 'not-isolated',
  rules: [],
});

/**
 * NetworkPolicy's answers for one cluster: a pod is isolated per direction as soon as one policy selects it, and then
 * exactly the union of the rules of all policies that select it is allowed.
 */
export function createNetworkPolicyJudge(
  snapshot: ClusterSnapshot,
): ConnectionJudge {
  const policies = snapshot.index(policyIndex);
  const namespaces = snapshot.index(namespaceLabels);
  const isolationsOf = rememberIsolations(policies);
  const rememberAnswer = createAnswerMemory();
  const status = snapshot.statusOf(NETWORK_POLICY);

  const answer = (
    direction: Direction,
    subject: ConnectionEnd,
    other: ConnectionEnd,
    connection: Connection,
  ): readonly LayerAnswer[] => {
    if (subject.kind !== 'pod') {
      return NO_ANSWERS;
    }
    if (!canTellAbsence(status, subject.namespace)) {
      return [
        layerAnswer({
          layer: LAYER,
          direction,
          outcomes: ['allow', 'deny', 'pass'],
          code: 'kind-not-known',
          rules: [],
          because: status,
        }),
      ];
    }
    const isolations = isolationsOf(direction, subject);
    if (isolations.all.length === 0) {
      return [{ ...NOT_ISOLATED, direction }];
    }
    const { all, portRules } = isolations;
    return [
      rememberAnswer(
        isolations,
        { direction, subject, other, connection },
        () => {
          const matches = rememberPeers(other, namespaces);
          return overPorts(connection, portRules, question =>
            judgeUnion({
              direction,
              subject,
              other,
              isolations: all,
              openings: openingsFor({
                isolations: all,
                other,
                question,
                matches,
              }),
              namespaces,
            }),
          );
        },
      ),
    ];
  };

  return {
    layer: LAYER,
    chain: { id: 'kubernetes', order: 20 },
    labelKeys: policies.labelKeys,
    judge: connection =>
      inBothDirections(
        answer('egress', connection.from, connection.to, connection),
        answer('ingress', connection.to, connection.from, connection),
      ),
  };
}

/**
 * The same policies answer the same about one end, whichever of their pods is asked about. A port by its name on the asked pod
 * is the pod's own, so that is answered for each.
 */
function createAnswerMemory() {
  const answers = new WeakMap<
    ConnectionEnd,
    Map<Isolations, Map<string, LayerAnswer>>
  >();
  return (
    isolations: Isolations,
    asked: {
      direction: Direction;
      subject: PodEnd;
      other: ConnectionEnd;
      connection: Connection;
    },
    answer: () => LayerAnswer,
  ): LayerAnswer => {
    const { direction, subject, other, connection } = asked;
    if (
      direction === 'ingress' &&
      isolations.portRules.some(({ port }) => port.kind === 'named')
    ) {
      return answer();
    }
    const { port, protocol } = connection;
    const key = `${
      typeof port === 'object' && port ? `${port.from}-${port.to}` : port
    } ${protocol} ${subject.hostNetwork}`;
    const ofEnd =
      answers.get(other) ?? new Map<Isolations, Map<string, LayerAnswer>>();
    answers.set(other, ofEnd);
    const known = ofEnd.get(isolations) ?? new Map<string, LayerAnswer>();
    ofEnd.set(isolations, known);
    const found = known.get(key) ?? answer();
    known.set(key, found);
    // An answer of its own for each question, which `mergeAnswers` tells from one answer to many.
    return { ...found };
  };
}
