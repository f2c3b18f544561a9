import {
  F5_POLICY,
  GLOBAL_CONFIGURATION,
  TRANSPORT_SERVER,
  VIRTUAL_SERVER,
  VIRTUAL_SERVER_ROUTE,
} from '../../f5/kinds';
import { SECRET } from '../../kinds/coreKinds';
import { INGRESS, INGRESS_CLASS } from '../../kinds/ingressKinds';
import { at, refKey } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { serviceIndex } from '../../topology/serviceIndex';
import { sourceResult, type Source, type SourceProblem } from '../Source';
import { compareVerdicts } from './compareVerdicts';
import { draftRoutes } from './draftRoutes';
import type { F5Fault, F5Rule } from './F5Rule';
import { SOURCE_ID } from './kinds';
import { policiesOfRule } from './policies/rulePolicies';
import { answerRequest } from './serve';
import { draftStream, f5Streams } from './transport';
import { f5View } from './view';

/** The kinds of the NGINX Ingress Controller of F5, as its NGINX serves them. */
export const f5Nginx: Source = {
  id: SOURCE_ID,
  title: 'F5 NGINX',
  reads: [
    VIRTUAL_SERVER,
    VIRTUAL_SERVER_ROUTE,
    F5_POLICY,
    TRANSPORT_SERVER,
    GLOBAL_CONFIGURATION,
    INGRESS,
    INGRESS_CLASS,
    ...serviceIndex.reads,
  ],
  readsIfGiven: [SECRET],
  resolve: snapshot => {
    const { servers, orphans, faults } = snapshot.index(f5View);
    const { streams, faults: streamFaults } = snapshot.index(f5Streams);
    const rules = [...servers.flatMap(server => server.rules), ...orphans];
    const drafts = [
      ...rules.flatMap(rule => draftRoutes(snapshot, rule)),
      ...streams.map(stream => draftStream(snapshot, stream)),
    ];
    return sourceResult({
      routes: compareVerdicts(drafts),
      problems: unique([
        ...[...faults, ...streamFaults].map(problemOf),
        ...policyProblems(snapshot, rules),
        ...drafts
          .flatMap(({ notInterpreted = [] }) => notInterpreted)
          .map(({ object, path }) => ({
            severity: 'info' as const,
            object,
            path,
            message:
              'Seen, not interpreted: this field may change what NGINX does.',
          })),
      ]),
    });
  },
  serve: answerRequest,
};

function problemOf({ fact, path, message }: F5Fault): SourceProblem {
  return { severity: 'error', object: fact.object, path, message };
}

function policyProblems(
  snapshot: ClusterSnapshot,
  rules: readonly F5Rule[],
): readonly SourceProblem[] {
  return rules.flatMap(rule =>
    policiesOfRule(snapshot, rule).failures.map(
      ({ place, path, message }): SourceProblem => ({
        severity: 'error',
        object: at(SOURCE_ID, place.owner.object)(path).object,
        path,
        message: `NGINX answers 500: ${message}.`,
      }),
    ),
  );
}

function unique(problems: readonly SourceProblem[]): readonly SourceProblem[] {
  return [
    ...new Map(
      problems.map(problem => [
        `${refKey(problem.object)} ${problem.path} ${problem.message}`,
        problem,
      ]),
    ).values(),
  ];
}
