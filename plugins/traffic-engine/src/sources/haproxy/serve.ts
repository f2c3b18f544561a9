import type { RequestAnswer } from '@portolan/plugin-traffic-common';
import { at } from '../../model/refs';
import type { AskedRequest } from '../../request/AskedRequest';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { serviceIndex } from '../../topology/serviceIndex';
import { entryOf, resolveService, switchesOf } from './draftTcp';
import { SOURCE_ID } from './kinds';
import { tcpView, type TcpBind } from './tcpView';

/** What each frontend of a TCP object does with a connection to its port: it looks at nothing else of it. */
export function answerRequest(
  snapshot: ClusterSnapshot,
  request: AskedRequest,
): readonly RequestAnswer[] {
  if (request.scheme === 'udp') {
    return [];
  }
  const isPlain = request.scheme === 'tcp' || request.scheme === 'http';
  const seen = new Set<string>();
  return snapshot
    .index(tcpView)
    .filter(
      ({ port, door, isTls }) =>
        port === request.port &&
        door.state !== 'detached' &&
        !(isTls && isPlain),
    )
    .filter(bind => {
      const isFirst = !seen.has(bind.frontend);
      seen.add(bind.frontend);
      return isFirst;
    })
    .map(bind => ({
      cluster: snapshot.cluster,
      source: SOURCE_ID,
      entry: entryOf(bind),
      outcome: outcomeOf(snapshot, bind),
      winner: {
        source: SOURCE_ID,
        object: bind.object,
        ruleIndex: bind.index,
        matchIndex: bind.bindIndex,
        routeId: bind.id,
        provenance: at(SOURCE_ID, bind.object)(bind.path),
      },
      runnersUp: [],
    }));
}

function outcomeOf(
  snapshot: ClusterSnapshot,
  bind: TcpBind,
): RequestAnswer['outcome'] {
  const [rule] = switchesOf(bind);
  if (bind.door.state === 'unknown' || rule) {
    return {
      kind: 'unknown',
      why: rule
        ? `Where ${rule} sends the connection was not worked out.`
        : 'Which of several TCP objects has the port is not known.',
    };
  }
  const { ref, port, share, target } = resolveService(snapshot, bind);
  const found =
    target.state === 'resolved'
      ? snapshot
          .index(serviceIndex)
          .endpointsOf(
            target.value.service.namespace,
            target.value.service.name,
            target.value.servicePort,
          )
      : null;
  const isUnknown = target.state === 'unknown' || found?.state === 'unknown';
  const isReady =
    found?.state === 'external' ||
    (found?.state === 'known' && found.ready > 0);
  const known = isReady ? 'forwarded' : 'failed';
  return {
    kind: 'forward',
    mirrors: [],
    shares: [
      {
        backend: ref,
        port,
        share,
        outcome: isUnknown ? 'unknown' : known,
        status: null,
        host: null,
        path: null,
        location: null,
      },
    ],
  };
}
