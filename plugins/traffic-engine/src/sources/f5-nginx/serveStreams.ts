import type {
  RequestAnswer,
  RequestOutcome,
  RunnerUp,
} from '@portolan/plugin-traffic-common';
import { PASSTHROUGH_LISTENER } from '../../f5/hostHolders';
import { at } from '../../model/refs';
import type { AskedRequest } from '../../request/AskedRequest';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { SOURCE_ID } from './kinds';
import { readinessOf, unknown } from './outcomeOf';
import { bestServerName, takesName } from '../../f5/bestServerName';
import {
  f5Streams,
  streamBackends,
  streamEntry,
  type F5Stream,
} from './transport';

/** What the listeners of TransportServers do with a connection: by its server name, or all of it where none is asked for. */
export function answerStreams(
  snapshot: ClusterSnapshot,
  request: AskedRequest,
): readonly RequestAnswer[] {
  const isTls = ['tls', 'https', 'grpcs'].includes(request.scheme);
  const atPort = snapshot
    .index(f5Streams)
    .streams.filter(
      ({ port, scheme, door }) =>
        port === request.port &&
        door.state !== 'detached' &&
        (scheme === 'udp') === (request.scheme === 'udp'),
    );
  const doors = new Set(
    atPort.map(({ controller, listener }) => `${controller}|${listener}`),
  );
  return [...doors].sort().flatMap(door => {
    const streams = atPort.filter(
      ({ controller, listener }) => `${controller}|${listener}` === door,
    );
    const [{ listener }] = streams;
    const name = isTls ? request.sni ?? request.host : '';
    const best =
      bestServerName(
        streams.map(({ fact }) => fact.host).filter(host => host !== ''),
        name,
      ) ?? '';
    const stream = streams.find(({ fact }) => fact.host === best);
    // Without a TransportServer for the name the virtual hosts of TLS get the connection.
    if (!stream && listener === PASSTHROUGH_LISTENER) {
      return [];
    }
    return [
      {
        cluster: snapshot.cluster,
        source: SOURCE_ID,
        entry: streamEntry(streams[0]),
        outcome: stream
          ? outcomeOf(snapshot, stream)
          : {
              kind: 'refused' as const,
              why: 'No TransportServer of the listener has this server name.',
            },
        winner: stream ? ruleOf(stream) : null,
        runnersUp: streams
          .filter(each => each !== stream)
          .map(
            (each): RunnerUp => ({
              ...ruleOf(each),
              lostBy:
                each.fact.host === '' || takesName(each.fact.host, name)
                  ? 'less-specific-host'
                  : 'host',
              params: {},
            }),
          ),
      },
    ];
  });
}

function outcomeOf(
  snapshot: ClusterSnapshot,
  stream: F5Stream,
): RequestOutcome {
  if (stream.door.state === 'unknown') {
    return unknown('Whether the controller opens the listener is not known.');
  }
  return {
    kind: 'forward',
    mirrors: [],
    shares: streamBackends(snapshot, stream).map(backend => {
      const readiness = readinessOf(snapshot, backend);
      const outcome = { ready: 'forwarded', dry: 'failed' } as const;
      return {
        backend: backend.ref,
        port: backend.port,
        share: backend.share,
        outcome: readiness === 'not-known' ? 'unknown' : outcome[readiness],
        status: null,
        host: null,
        path: null,
        location: null,
      };
    }),
  };
}

function ruleOf({ id, fact }: F5Stream) {
  return {
    source: SOURCE_ID,
    object: fact.object,
    ruleIndex: 0,
    matchIndex: 0,
    routeId: id,
    provenance: at(SOURCE_ID, fact.object)('spec.action.pass'),
  };
}
