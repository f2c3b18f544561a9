import type {
  Provenance,
  Reason,
  RouteMatch,
  RouteVerdict,
} from '@portolan/plugin-traffic-common';
import type { RouteDraft } from '../../../../model/drafts';
import { readHost } from '../../host';
import { resolveBackend } from '../../resolveBackend';
import { draftRoute, type RouteParts } from '../../routes/draftRoute';
import type { ClassDoor } from '../IngressController';
import { annotationKey } from './annotations';
import { backendsOf } from './backendsOf';
import { canaryPolicy } from './canary';
import type { Canaries, IdleCanary } from './matchCanaries';
import { certificateOf } from './certificateOf';
import { deniedBy } from './deniedBy';
import type { HttpsNames } from './HttpsNames';
import { passedThrough } from './passedThrough';
import { PolicyReader } from './policies';
import {
  httpsRedirectOf,
  redirectFor,
  redirectOf,
  redirectPolicies,
} from './redirects';
import type { Claim, NginxLocation, NginxServer } from './servers';
import type { NginxSettings } from './settings';
import {
  agesNotKnown,
  clashVerdict,
  deniedVerdict,
  redirectNotKnown,
  removedVerdict,
  shadowedBy,
} from './verdicts';

type Scheme = 'http' | 'https';

const IDLE_REASONS: Readonly<Record<IdleCanary['why'], string>> = {
  'no-main': 'a canary without a main Ingress of the same host and path',
  'second-canary': 'another canary has the main backend',
  'same-backend': 'the backend of the main Ingress itself',
  removed:
    'another path of a canary with this Service finds no main Ingress, or a main Ingress named the Service first',
};

const SERVERS_PER_STEP = 100;

/** The routes of all servers: each host and path by the Ingress that won it, and the losers beside it. */
export function* draftServers(
  door: ClassDoor,
  servers: readonly NginxServer[],
  options: { canaries: Canaries; https: HttpsNames; settings: NginxSettings },
): Generator<void, readonly RouteDraft[]> {
  const { canaries, settings } = options;
  const reader = new PolicyReader(settings);
  const drafts: RouteDraft[] = [];
  for (const [position, server] of servers.entries()) {
    if (position % SERVERS_PER_STEP === SERVERS_PER_STEP - 1) {
      yield;
    }
    const secrets = secretsOf(door, server);
    for (const location of server.locations.filter(isWayIn)) {
      drafts.push(
        ...draftLocation({
          door,
          server,
          location,
          reader,
          secrets,
          ...options,
        }),
      );
    }
    drafts.push(...draftWww(door, server, { secrets, settings }));
  }
  return [...drafts, ...canaries.idle.map(idle => draftIdle(door, idle))];
}

/** What the controller's own default backend takes is no way to anything. */
function isWayIn({ claim }: NginxLocation): boolean {
  return claim.backend !== null;
}

interface LocationContext {
  readonly door: ClassDoor;
  readonly server: NginxServer;
  readonly location: NginxLocation;
  readonly canaries: Canaries;
  readonly reader: PolicyReader;
  readonly https: HttpsNames;
  readonly settings: NginxSettings;
  readonly secrets: RouteParts['secrets'];
}

function draftLocation(context: LocationContext): readonly RouteDraft[] {
  const { server, location, https, settings } = context;
  const { claim, losers, isOrderKnown } = location;
  const rival = losers.find(({ fact }) => fact !== claim.fact);
  const winner: RouteVerdict | undefined =
    isOrderKnown || !rival ? undefined : agesNotKnown(rival);
  const hosts = [server.host, ...server.aliases.map(({ host }) => host)];
  return hosts.flatMap((host, index) => {
    const alias = index === 0 ? null : server.aliases[index - 1];
    const at = alias
      ? [alias.fact.atAnnotation(annotationKey('server-alias'))]
      : [];
    return [
      ...schemesOf(
        server,
        httpsRedirectOf(claim, https.of(host), settings),
      ).flatMap(scheme =>
        draftClaim(context, claim, { host, scheme, at, verdict: winner }),
      ),
      ...losers.flatMap(loser =>
        draftClaim(context, loser, {
          host,
          scheme: server.tls ? 'https' : 'http',
          at,
          verdict: isOrderKnown ? shadowedBy(claim) : agesNotKnown(claim),
        }),
      ),
    ];
  });
}

/** Plain HTTP is a route of its own: of its redirect, or of what it serves. */
function schemesOf(
  server: NginxServer,
  toHttps: ReturnType<typeof httpsRedirectOf>,
): readonly Scheme[] {
  return server.tls || toHttps ? ['https', 'http'] : ['http'];
}

function draftClaim(
  { door, server, canaries, reader, https, settings, secrets }: LocationContext,
  claim: Claim,
  options: {
    host: string;
    scheme: Scheme;
    at: readonly Provenance[];
    verdict: RouteVerdict | undefined;
  },
): readonly RouteDraft[] {
  const { host, scheme, at, verdict } = options;
  const { fact, ruleIndex, matchIndex } = claim;
  const passed =
    scheme === 'https' && host === server.host
      ? passedThrough(server, settings)
      : undefined;
  const isPassed = passed?.claim === claim;
  const own = isPassed ? null : redirectOf(claim);
  const open =
    scheme === 'http' && !own
      ? httpsRedirectOf(claim, https.of(host), settings)
      : null;
  const toHttps = open === 'unknown' ? null : open;
  const denied = isPassed ? undefined : deniedBy(door.snapshot, claim);
  const canary = canaries.of(claim);
  const removedBy = canaries.removedBy(claim);
  const { policies, notInterpreted, mayReroute } = reader.ofLocation(
    server,
    claim,
  );
  const redirect = redirectFor(own, toHttps, settings);
  return [
    draftRoute(door, {
      fact,
      scheme,
      host: readHost(host),
      path: pathOf(claim, server.regexBy !== null),
      ruleIndex,
      matchIndex,
      ...(isPassed
        ? { secrets: [], tlsMode: 'passthrough' as const }
        : { secrets }),
      backends: redirect ? [] : backendsOf(door, claim, canaries),
      ...(redirect ? { redirect } : {}),
      verdict:
        verdict ??
        clashVerdict(server, claim) ??
        (passed && !isPassed ? shadowedBy(passed.claim) : undefined) ??
        (denied === undefined ? undefined : deniedVerdict(denied)) ??
        (removedBy && !redirect ? removedVerdict(removedBy) : undefined) ??
        (open === 'unknown'
          ? redirectNotKnown(door, { host, settings })
          : undefined),
      reasons: notReadReasons(mayReroute),
      policies: [
        ...policies,
        ...redirectPolicies(own, toHttps, settings),
        ...(canary && !redirect ? [canaryPolicy(canary)] : []),
      ],
      notInterpreted,
      provenance: [
        fact.at(claim.at),
        ...at,
        ...(scheme === 'https' && server.tls
          ? server.tls.paths.map(server.tls.fact.at)
          : []),
        ...(server.regexBy && claim.ruleIndex >= 0
          ? [server.regexBy.fact.atAnnotation(server.regexBy.key)]
          : []),
      ],
    }),
  ];
}

/** None where it is not known which one of several counts. */
function secretsOf(
  { snapshot }: ClassDoor,
  server: NginxServer,
): RouteParts['secrets'] {
  const chosen = certificateOf(snapshot, server);
  switch (chosen) {
    case undefined:
      return [];
    case 'default':
      return [null];
    default:
      return [chosen];
  }
}

function notReadReasons(keys: readonly string[]): readonly Reason[] {
  return keys.length === 0
    ? []
    : [
        {
          code: 'FilterNotInterpreted',
          params: { filters: keys.join(', ') },
        },
      ];
}

/** A path as NGINX matches it: `(?i)` says that upper and lower case are the same. */
function pathOf(claim: Claim, isRegex: boolean): RouteMatch['path'] {
  if (claim.ruleIndex === -1) {
    return null;
  }
  if (isRegex) {
    return { type: 'RegularExpression', value: `(?i)^${claim.path}` };
  }
  return {
    type: claim.pathType === 'Exact' ? 'Exact' : 'PathPrefix',
    value: claim.path,
  };
}

/** The other name of a host that from-to-www-redirect answers for. */
function draftWww(
  door: ClassDoor,
  server: NginxServer,
  {
    secrets,
    settings,
  }: { secrets: RouteParts['secrets']; settings: NginxSettings },
): readonly RouteDraft[] {
  if (!server.www) {
    return [];
  }
  const { host, fact } = server.www;
  const at = fact.atAnnotation(annotationKey('from-to-www-redirect'));
  return [
    draftRoute(door, {
      fact,
      scheme: server.tls ? 'https' : 'http',
      host: readHost(host),
      path: null,
      ruleIndex: -1,
      matchIndex: 0,
      secrets,
      backends: [],
      redirect: {
        scheme: null,
        hostname: server.host,
        port: null,
        path: null,
        statusCode: settings.redirectCode,
      },
      provenance: [at],
    }),
  ];
}

/** A path of a canary Ingress that gets no requests: it is no way in of its own. */
function draftIdle(door: ClassDoor, idle: IdleCanary): RouteDraft {
  const { fact, host, claim, ruleIndex, matchIndex, why, by } = idle;
  const backend = resolveBackend({
    snapshot: door.snapshot,
    namespace: fact.object.namespace,
    backend: idle.backend,
    provenance: fact.at(idle.backendPath),
    findsTargetPorts: true,
  });
  return draftRoute(door, {
    fact,
    scheme: 'http',
    host: readHost(host),
    path: pathOf(claim, false),
    ruleIndex,
    matchIndex,
    secrets: [],
    backends: backend ? [backend] : [],
    verdict: {
      state: by === null ? 'detached' : 'shadowed',
      reasons: [
        by === null
          ? {
              code: 'NotAttached',
              params: {
                by: 'ingress-nginx',
                reason: IDLE_REASONS[why],
                canary: why,
              },
            }
          : {
              code: 'Shadowed',
              params: {
                by: `Ingress ${by.object.namespace}/${by.object.name}`,
              },
            },
      ],
    },
    provenance: [fact.at(claim.at), fact.atAnnotation(annotationKey('canary'))],
  });
}
