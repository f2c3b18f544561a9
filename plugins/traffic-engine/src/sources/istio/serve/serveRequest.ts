import type {
  RequestAnswer,
  RequestOutcome,
} from '@portolan/plugin-traffic-common';
import { matchesHost } from '../../../istio/hostnames';
import { ISTIO_GATEWAY, VIRTUAL_SERVICE } from '../../../istio/kinds';
import type { MeshPeers } from '../../../join/meshPeers';
import { whyUnseen } from '../../../references/whyUnseen';
import type { AskedRequest } from '../../../request/AskedRequest';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import { groupBy } from '../../../snapshot/groupBy';
import type { ServerEntry } from '../gateways/ServerEntry';
import { istioTranslation } from '../translate';
import { answerHttp } from './answerHttp';
import { toAnswer, type Door, type Said } from './Door';
import { isSecure } from './matchHttp';
import { selectChain } from './selectChain';
import { serveConnection } from './serveConnection';

/**
 * What each gateway answers: first the server, by port and, with TLS, by the most specific name; then the most
 * specific host of all VirtualServices there; then their rules in order. The mesh's own and east-west servers are no doors.
 */
export function serveRequest(
  snapshot: ClusterSnapshot,
  request: AskedRequest,
  mesh?: MeshPeers,
): readonly RequestAnswer[] {
  const translation = snapshot.index(istioTranslation);
  const servers = translation.servers.filter(
    ({ reachedPorts, kind, exposure, leftOut }) =>
      !leftOut?.isSure &&
      reachedPorts.includes(request.port) &&
      kind !== 'east-west' &&
      exposure !== 'mesh',
  );
  const listeners = groupBy(
    servers,
    ({ workloads, listensAt }) => `${listensAt} ${workloads.key}`,
  );
  const door = { snapshot, translation, request, mesh };
  return [...listeners.values()].flatMap(group => {
    const answers = answerAt(door, group);
    const name = request.sni ?? request.host;
    const open = group.find(
      ({ leftOut, hosts }) =>
        leftOut &&
        (leftOut.by !== 'host-taken' ||
          hosts.some(({ host }) => matchesHost(host, name))),
    );
    return open
      ? answers.map(answer => ({ ...answer, outcome: notKnown(open) }))
      : answers.map(answer => unlessUnseen(snapshot, answer));
  });
}

/** That no rule takes a request is only said where all VirtualServices were seen. */
function unlessUnseen(
  snapshot: ClusterSnapshot,
  answer: RequestAnswer,
): RequestAnswer {
  const { outcome, winner } = answer;
  const isEmpty =
    winner === null &&
    (outcome.kind === 'refused' ||
      (outcome.kind === 'respond' && outcome.status === 404));
  const unseen = isEmpty
    ? whyUnseen(snapshot, [VIRTUAL_SERVICE, ISTIO_GATEWAY], [''])
    : undefined;
  return unseen
    ? {
        ...answer,
        outcome: {
          kind: 'unknown',
          why: `no rule that could be looked at takes the request, and ${unseen}`,
        },
      }
    : answer;
}

function answerAt(
  door: Door,
  servers: readonly ServerEntry[],
): readonly RequestAnswer[] {
  const { request } = door;
  if (request.scheme === 'udp') {
    return [];
  }
  if (request.scheme === 'tcp') {
    const plain = servers.filter(({ kind }) => kind === 'tcp');
    return plain.length > 0
      ? [toAnswer(plain[0], serveConnection(door, plain[0]))]
      : [];
  }
  return [
    isSecure(request) ? answerTls(door, servers) : answerPlain(door, servers),
  ];
}

function answerPlain(
  door: Door,
  servers: readonly ServerEntry[],
): RequestAnswer {
  const table = door.translation.tables.find(
    candidate =>
      !candidate.isTls &&
      candidate.servers.some(server => servers.includes(server)),
  );
  const tcp = servers.find(({ kind }) => kind === 'tcp');
  if (!table) {
    return tcp
      ? toAnswer(tcp, serveConnection(door, tcp))
      : toAnswer(servers[0], refused('this port speaks TLS alone'));
  }
  return answerHttp(door, table);
}

function answerTls(door: Door, servers: readonly ServerEntry[]): RequestAnswer {
  const { request, translation } = door;
  const name = request.sni ?? request.host;
  const selected = selectChain(servers, translation.connections, name);
  if (selected.state === 'refused') {
    return toAnswer(servers[0], {
      outcome: {
        kind: 'unknown',
        why: `Envoy refuses a listener with two filter chains for ${selected.host}, and keeps the one it had before`,
      },
      winner: null,
      runnersUp: [],
    });
  }
  if (selected.state === 'none') {
    const tcp = servers.find(({ kind }) => kind === 'tcp');
    return tcp
      ? toAnswer(tcp, serveConnection(door, tcp))
      : toAnswer(
          servers[0],
          refused(
            servers.every(({ kind }) => kind === 'http')
              ? 'this port speaks no TLS'
              : `no server of this port is for the server name ${name}`,
          ),
        );
  }
  const { server } = selected;
  if (server.kind !== 'https') {
    return toAnswer(server, serveConnection(door, server));
  }
  const table = translation.tables.find(({ servers: own }) =>
    own.includes(server),
  );
  return table
    ? answerHttp(door, table)
    : toAnswer(server, refused('the server has no routes'));
}

/** Which of two servers that cannot both be there is left out. */
function notKnown({ gateway, path, port }: ServerEntry): RequestOutcome {
  return {
    kind: 'unknown',
    why: `whether istiod leaves out ${path} of Gateway ${gateway.ref.namespace}/${gateway.ref.name}, since another server holds port ${port} or a host, is not known`,
  };
}

function refused(why: string): Said {
  return { outcome: { kind: 'refused', why }, winner: null, runnersUp: [] };
}
