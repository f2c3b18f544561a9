import type {
  RequestOutcome,
  RequestShare,
  RunnerUp,
} from '@portolan/plugin-traffic-common';
import { compareSpecificity, matchesHost } from '../../../istio/hostnames';
import { at } from '../../../model/refs';
import { serviceIndex } from '../../../topology/serviceIndex';
import type { ServerEntry } from '../gateways/ServerEntry';
import { SOURCE_ID } from '../kinds';
import { refusalOf, whyRefused } from '../refused/refusal';
import { toBackends } from '../routes/destinations';
import {
  connectionRouteId,
  type BoundConnection,
} from '../routes/draftConnections';
import { placeOfServer } from '../routes/places';
import type { Door, Said } from './Door';

/**
 * What becomes of a connection at a server that passes bytes on: with TLS that is passed on, the rule of the most specific
 * server name; else the first rule.
 */
export function serveConnection(door: Door, server: ServerEntry): Said {
  const { request, translation } = door;
  const all = translation.connections.get(server) ?? [];
  const name = request.sni ?? request.host;
  const candidates =
    server.kind === 'tls-passthrough'
      ? all
          .filter(({ host }) => matchesHost(host, name))
          .sort((a, b) => compareSpecificity(a.host, b.host))
      : all;
  const winner = candidates.find(({ shadowedBy }) => !shadowedBy);
  const others = candidates.filter(bound => bound !== winner);
  if (!winner) {
    return {
      outcome: {
        kind: 'refused',
        why: `no rule takes connections for ${name || 'this port'}`,
      },
      winner: null,
      runnersUp: [],
    };
  }
  const refusal = refusalOf(winner.virtualService);
  return {
    outcome: refusal
      ? { kind: 'unknown', why: whyRefused(refusal) }
      : outcomeOf(door, winner, server),
    winner: toRule(winner, server),
    runnersUp: others.map(
      (bound): RunnerUp => ({
        ...toRule(bound, server),
        lostBy:
          compareSpecificity(winner.host, bound.host) < 0
            ? 'less-specific-host'
            : 'later-in-list',
        params: { host: bound.host },
      }),
    ),
  };
}

function toRule(bound: BoundConnection, server: ServerEntry) {
  const { ref } = bound.virtualService;
  return {
    source: SOURCE_ID,
    object: ref,
    ruleIndex: bound.ruleIndex,
    matchIndex: bound.matchIndex,
    routeId: connectionRouteId(bound, placeOfServer(server)),
    provenance: at(SOURCE_ID, ref)(bound.path),
  };
}

function outcomeOf(
  { snapshot, translation }: Door,
  bound: BoundConnection,
  server: ServerEntry,
): RequestOutcome {
  const { ref } = bound.virtualService;
  const place = placeOfServer(server);
  const backends = toBackends(
    bound.route.map(({ destination, weight }, index) => ({
      resolved: translation.drafting.resolve(destination, {
        client: place.client ?? ref.namespace,
        proxies: place.proxies,
        owner: ref.namespace,
        port: place.port,
      }),
      weight,
      provenance: at(
        SOURCE_ID,
        ref,
      )(`spec.${bound.list}[${bound.ruleIndex}].route[${index}]`),
    })),
  );
  const shares = backends
    .filter(({ share }) => share > 0)
    .map((backend): RequestShare => {
      const { target, endpoints, reason } = backend;
      const known =
        endpoints ??
        (target.state === 'resolved'
          ? snapshot
              .index(serviceIndex)
              .endpointsOf(
                target.value.service.namespace,
                target.value.service.name,
                target.value.servicePort,
              )
          : undefined);
      const isUnknown =
        target.state === 'unknown' || known?.state === 'unknown';
      const isUp =
        reason === null &&
        (known?.state === 'external' ||
          (known?.state === 'known' && known.ready > 0));
      const settled = isUp ? 'forwarded' : 'failed';
      return {
        backend: backend.ref,
        port: backend.port,
        share: backend.share,
        outcome: isUnknown ? 'unknown' : settled,
        status: null,
        host: null,
        path: null,
        location: null,
      };
    });
  return shares.length > 0
    ? { kind: 'forward', shares, mirrors: [] }
    : { kind: 'refused', why: 'the rule has no destination with a weight' };
}
