import { SERVICE } from '../../kinds/coreKinds';
import { INGRESS } from '../../kinds/ingressKinds';
import { refKey, refTo } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { sourceResult, type Source, type SourceProblem } from '../Source';
import { backendPolicies, unreadOf } from './backendPolicies';
import { draftTcp } from './draftTcp';
import { BACKENDS, GENERAL_KINDS, SOURCE_ID, TCPS } from './kinds';
import { answerRequest } from './serve';
import { servicePolicies, unreadAnnotations } from './servicePolicies';
import { tcpView } from './tcpView';

/** The custom resources of HAProxy Technologies' Ingress controller; its Ingresses are read by kubernetes-ingress. */
export const haproxy: Source = {
  id: SOURCE_ID,
  title: 'HAProxy',
  reads: [...TCPS, ...BACKENDS, ...GENERAL_KINDS, SERVICE, INGRESS],
  resolve: snapshot => {
    const routes = snapshot
      .index(tcpView)
      .map(bind => draftTcp(snapshot, bind));
    return sourceResult({
      routes,
      policies: [...backendPolicies(snapshot), ...servicePolicies(snapshot)],
      problems: [
        ...listUnread(snapshot),
        ...new Map(
          routes
            .flatMap(({ notInterpreted = [] }) => notInterpreted)
            .map(({ object, path }) => [
              `${refKey(object)} ${path}`,
              seen({ object, path }),
            ]),
        ).values(),
      ],
    });
  },
  serve: answerRequest,
};

function listUnread(snapshot: ClusterSnapshot): readonly SourceProblem[] {
  return [
    ...BACKENDS.flatMap(kind => snapshot.list(kind)).flatMap(object =>
      unreadOf(object).map(path =>
        seen({ object: refTo(snapshot.cluster, object), path }),
      ),
    ),
    ...snapshot
      .list(SERVICE)
      .flatMap(object =>
        unreadAnnotations(object).map(path =>
          seen({ object: refTo(snapshot.cluster, object), path }),
        ),
      ),
    ...GENERAL_KINDS.flatMap(kind => snapshot.list(kind)).map(object =>
      seen({ object: refTo(snapshot.cluster, object), path: 'spec' }),
    ),
  ];
}

function seen(place: Pick<SourceProblem, 'object' | 'path'>): SourceProblem {
  return {
    ...place,
    severity: 'info',
    message: 'Seen, not interpreted: it may change what HAProxy does.',
  };
}
