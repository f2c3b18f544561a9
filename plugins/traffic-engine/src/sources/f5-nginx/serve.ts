import type {
  RequestAnswer,
  RequestOutcome,
  RequestRule,
  RunnerUp,
} from '@portolan/plugin-traffic-common';
import { PASSTHROUGH_LISTENER } from '../../f5/hostHolders';
import { VIRTUAL_SERVER } from '../../f5/kinds';
import { nginxHostName } from '../../match/nginxHostName';
import { normalizeNginxPath } from '../../match/normalizeNginxPath';
import { at } from '../../model/refs';
import { canTellAbsence } from '../../references/lookUp';
import type { AskedRequest } from '../../request/AskedRequest';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { branchesOf } from './branches';
import {
  entryOf,
  mayHaveWildcardCertificate,
  secretDoor,
  tlsRedirectOf,
  waysOf,
} from './draftRoutes';
import type { F5Rule, F5Server } from './F5Rule';
import { SOURCE_ID } from './kinds';
import { outcomeOf, respond, unknown } from './outcomeOf';
import { hasTls, policiesOfServer } from './policies/rulePolicies';
import { lostBy, selectLocation } from './selectLocation';
import { missOf, requestUri, selectBranch } from './selectBranch';
import { bestServerName, takesName } from '../../f5/bestServerName';
import { isOfIngress } from './selectServer';
import { answerStreams } from './serveStreams';
import { f5View } from './view';

const FILE_METHODS: readonly string[] = ['GET', 'HEAD', 'POST'];

/** What the NGINX of each controller answers: streams by their port, and virtual hosts by NGINX’s own order. */
export function answerRequest(
  snapshot: ClusterSnapshot,
  request: AskedRequest,
): readonly RequestAnswer[] {
  const { scheme } = request;
  const passthrough = answerStreams(snapshot, request);
  if (scheme === 'tls' || scheme === 'tcp' || scheme === 'udp') {
    return passthrough;
  }
  const isTls = scheme === 'https' || scheme === 'grpcs';
  const passed = isTls
    ? passthrough.filter(
        ({ entry }) =>
          entry.kind === 'entry-point' && entry.name === PASSTHROUGH_LISTENER,
      )
    : [];
  const { servers } = snapshot.index(f5View);
  const classes = new Set(servers.map(({ controller }) => controller.name));
  return passed.length > 0
    ? passed
    : [...classes].sort().flatMap(name => {
        const answer = answerClass(snapshot, {
          request: { ...request, host: nginxHostName(request.host) ?? '' },
          isTls,
          name,
          servers: servers.filter(({ controller }) => controller.name === name),
        });
        return answer ? [answer] : [];
      });
}

interface Asked {
  readonly request: AskedRequest;
  readonly isTls: boolean;
  readonly name: string;
  readonly servers: readonly F5Server[];
}

interface Found {
  readonly outcome: RequestOutcome;
  readonly rule?: F5Rule;
  readonly branch?: number;
  readonly server?: F5Server;
  readonly path?: string;
}

function answerClass(
  snapshot: ClusterSnapshot,
  asked: Asked,
): RequestAnswer | null {
  const { request, isTls, name, servers } = asked;
  const open = servers.filter(
    server =>
      server.door.state !== 'detached' && listens(server, request.port, isTls),
  );
  const all = new Set(
    servers.flatMap(
      ({ ports: { http, https } }) => (isTls ? https : http) ?? [],
    ),
  );
  const isOpen =
    all.has(request.port) ||
    servers.some(({ ports }) => ports.door.state === 'unknown');
  if (!isOpen || isOfIngress(snapshot, name, request.host)) {
    return null;
  }
  const found = find(snapshot, asked, open);
  const { outcome, rule, branch = 0, server, path = request.path } = found;
  return {
    cluster: snapshot.cluster,
    source: SOURCE_ID,
    entry: entryOf(servers[0].controller),
    outcome,
    winner: rule ? ruleOf(rule, branch, isTls) : null,
    runnersUp: [...listRunnersUp(asked, { rule, branch, server, path })],
  };
}

/** The virtual host by the handshake and the Host header, and in it what its VirtualServer says. */
function find(
  snapshot: ClusterSnapshot,
  { request, isTls, servers }: Asked,
  open: readonly F5Server[],
): Found {
  const byName = (host: string) => {
    const best = bestServerName(
      open.map(({ fact }) => fact.host),
      host,
    );
    return open.filter(({ fact }) => fact.host === best);
  };
  if (isTls) {
    const sni = request.sni ?? request.host;
    const [greeted] = byName(sni);
    const mayBe = servers.some(
      server =>
        server.door.state !== 'detached' &&
        mayHaveWildcardCertificate(server) &&
        takesName(server.fact.host, sni),
    );
    if (!greeted) {
      return {
        outcome: mayBe
          ? unknown(
              'Whether the controller has a certificate for virtual hosts that name none is not known.',
            )
          : notThere(snapshot, 'refused'),
      };
    }
    if (
      secretDoor(snapshot, { server: greeted }, 'https').state !== 'serving'
    ) {
      return {
        outcome: {
          kind: 'refused',
          why: 'The Secret of the virtual host does not exist, and NGINX refuses the handshake.',
        },
        server: greeted,
      };
    }
  }
  const path = normalizeNginxPath(request.path);
  if (request.host === '' || path === undefined) {
    return {
      outcome: respond(400, 'NGINX does not accept the host or the path.'),
    };
  }
  const candidates = byName(request.host);
  const [server] = candidates;
  if (!server) {
    return { outcome: notThere(snapshot, 'not-found') };
  }
  if (candidates.some(({ door }) => door.state === 'unknown')) {
    return {
      outcome: unknown(
        'Whether the controller serves the VirtualServer is not known.',
      ),
      server,
    };
  }
  return inServer(snapshot, server, { request, isTls, path });
}

function notThere(
  snapshot: ClusterSnapshot,
  how: 'refused' | 'not-found',
): RequestOutcome {
  if (!canTellAbsence(snapshot.statusOf(VIRTUAL_SERVER), '')) {
    return unknown('Not all VirtualServers could be looked at.');
  }
  return how === 'refused'
    ? {
        kind: 'refused',
        why: 'No virtual host has TLS for this server name, and the default one refuses the handshake unless it was given a certificate.',
      }
    : respond(404, 'No virtual host has the host: the default one answers.');
}

function inServer(
  snapshot: ClusterSnapshot,
  server: F5Server,
  {
    request,
    isTls,
    path,
  }: Pick<Asked, 'request' | 'isTls'> & { readonly path: string },
): Found {
  const policies = policiesOfServer(snapshot, server);
  const needsCertificate = policies.settings.some(
    ({ type }) => type.field === 'ingressMTLS',
  );
  const { sni } = request;
  if (isTls && needsCertificate && sni !== undefined && sni !== request.host) {
    return {
      outcome: respond(
        421,
        'The handshake was made for another host, and this one asks for client certificates.',
      ),
      server,
    };
  }
  const selection = selectLocation(server.rules, path);
  const rule = 'rule' in selection ? selection.rule : undefined;
  const place = { server, path, ...(rule ? { rule } : {}) };
  const sentOn = tlsRedirectOf(server.fact.spec);
  const isPlain =
    sentOn?.basedOn === 'x-forwarded-proto'
      ? request.headers['x-forwarded-proto'] === 'http'
      : !isTls;
  if (sentOn && isPlain) {
    return {
      ...place,
      branch: rule ? branchesOf(rule).length - 1 : 0,
      outcome: respond(
        sentOn.code,
        'The virtual host sends plain requests on.',
        `https://${request.host}${requestUri(request)}`,
      ),
    };
  }
  if (policies.door.state !== 'serving') {
    return {
      ...place,
      outcome:
        policies.door.state === 'failing'
          ? respond(500, policies.failure?.message ?? 'A Policy is wrong.')
          : unknown('A Policy could not be looked at.'),
    };
  }
  switch (selection.kind) {
    case 'unknown':
      return { server, path, outcome: unknown(selection.why) };
    case 'none':
      return {
        server,
        path,
        outcome: FILE_METHODS.includes(request.method)
          ? respond(404, 'No route of the VirtualServer takes the path.')
          : respond(
              405,
              'No route of the VirtualServer takes the path, and NGINX looks for a file for GET, HEAD and POST alone.',
            ),
      };
    case 'add-slash':
      return {
        ...place,
        outcome: respond(
          301,
          'The path lacks the last slash of the route.',
          slashed(request, { isTls, path }),
        ),
      };
    default: {
      const branches = branchesOf(selection.rule);
      const branch = selectBranch(branches, request);
      return branch === 'not-known'
        ? {
            server,
            path,
            outcome: unknown('Whether a condition holds is not known.'),
          }
        : {
            ...place,
            branch: branch.index,
            outcome: outcomeOf({
              snapshot,
              rule: selection.rule,
              branch,
              request,
              path,
            }),
          };
    }
  }
}

function slashed(
  { host, port, query }: AskedRequest,
  { isTls, path }: { isTls: boolean; path: string },
): string {
  const suffix = port === (isTls ? 443 : 80) ? '' : `:${port}`;
  return `http${isTls ? 's' : ''}://${host}${suffix}${path}/${
    query === '' ? '' : `?${query}`
  }`;
}

function listens(server: F5Server, port: number, isTls: boolean): boolean {
  const { https, http, door } = server.ports;
  if (door.state === 'unknown') {
    return true;
  }
  return isTls ? hasTls(server.fact.spec) && https === port : http === port;
}

function listRunnersUp(
  { request, isTls, servers }: Asked,
  found: Pick<Found, 'rule' | 'branch' | 'server' | 'path'>,
): readonly RunnerUp[] {
  const path = found.path ?? request.path;
  return servers.flatMap(server =>
    server.rules.flatMap(rule =>
      branchesOf(rule).flatMap((branch): RunnerUp[] => {
        if (rule === found.rule && branch.index === found.branch) {
          return [];
        }
        const common = { ...ruleOf(rule, branch.index, isTls), params: {} };
        if (server !== found.server) {
          return [{ ...common, lostBy: otherHost(server, { request, isTls }) }];
        }
        if (rule === found.rule) {
          return [
            { ...common, lostBy: missOf(branch, request) ?? 'later-in-list' },
          ];
        }
        return [
          {
            ...common,
            lostBy: lostBy(rule, { path, winner: found.rule ?? null }),
          },
        ];
      }),
    ),
  );
}

/** Why another virtual host did not get the request. */
function otherHost(
  server: F5Server,
  { request, isTls }: Pick<Asked, 'request' | 'isTls'>,
): RunnerUp['lostBy'] {
  if (!takesName(server.fact.host, request.host)) {
    return 'host';
  }
  if (server.door.state === 'detached') {
    return 'not-attached';
  }
  return listens(server, request.port, isTls)
    ? 'less-specific-host'
    : 'other-listener';
}

function ruleOf(rule: F5Rule, branch: number, isTls: boolean): RequestRule {
  const scheme = isTls ? 'https' : 'http';
  const isServed = waysOf(rule).some(way => way.scheme === scheme);
  const [path] = branchesOf(rule).flatMap(each =>
    each.index === branch ? [each.path] : [],
  );
  return {
    source: SOURCE_ID,
    object: rule.owner.object,
    ruleIndex: rule.ruleIndex,
    matchIndex: branch,
    routeId: isServed ? `${rule.id}|${branch}|${scheme}` : null,
    provenance: at(SOURCE_ID, rule.owner.object)(path ?? rule.path),
  };
}
