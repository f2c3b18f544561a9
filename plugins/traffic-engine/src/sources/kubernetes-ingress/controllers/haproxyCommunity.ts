import type { AskedRequest } from '../../../request/AskedRequest';
import { groupBy } from '../../../snapshot/groupBy';
import type { TlsEntry, Way } from '../expandRules';
import type { IngressFact } from '../facts/IngressFact';
import { isTrue } from './annotationPolicies';
import {
  COMMUNITY_ANNOTATIONS,
  COMMUNITY_PREFIXES,
} from './haproxyCommunityKeys';
import {
  compareAges,
  findInMatchFiles,
  readingOf,
  type MatchType,
} from './haproxyMatchFiles';
import { settle, type HaproxySettings } from './haproxySettings';
import { redirectUnlessFalse } from './httpsRedirect';
import type { ClassDoor, IngressController } from './IngressController';
import type { EntryAction } from './standard/Dialect';
import { translateDialect } from './standard';
import { takesPath, type DialectEntry } from './standard/entries';
import type { Found } from './standard/findWinner';
import { hostRank } from './standard/hosts';

/** jcmoraisjr/haproxy-ingress, the community's controller. */
export const haproxyCommunity: IngressController = {
  title: 'HAProxy Ingress',
  isNamedBy: controller =>
    controller === 'haproxy-ingress.github.io/controller' ||
    controller.startsWith('haproxy-ingress.github.io/controller/'),
  classNames: ['haproxy-ingress'],
  translate: seen => {
    const { door, settings } = settle(seen, 'community', COMMUNITY_ANNOTATIONS);
    const isOpen = settings.state === 'not-known';
    const status = Number(settings.values['ssl-redirect-code'] ?? 302);
    const tls = tlsOfHosts(door);
    const hosts = new Set(
      door.ingresses.flatMap(({ spec }) =>
        spec.rules.map(({ host }) => (host ?? '').toLowerCase()),
      ),
    );
    return translateDialect(door, {
      title: 'HAProxy Ingress',
      annotations: COMMUNITY_ANNOTATIONS,
      prefix: 'element',
      implementationSpecific: () => 'caseless-text',
      readingOf: (fact, way) => readingOf(matchTypeOf(fact, way), way),
      problems: settings.problems,
      notFound:
        settings.hasDefaultBackend ||
        settings.values['default-backend-redirect']
          ? null
          : 404,
      failure: 503,
      // A path whose Service or port is missing is skipped (syncIngressHTTP).
      dropsMissingBackends: true,
      order: 'specificity',
      find: (entries, request) =>
        findBySettings(
          entries.filter(
            ({ fact, way }) =>
              request.scheme === 'http' ||
              request.scheme === 'grpc' ||
              way.scheme === 'https' ||
              way.host.kind === 'any' ||
              isTrue(valueOf(fact, 'ssl-always-add-https')),
          ),
          { request, settings },
        ),
      defaultBackendIsPath: true,
      fallsBackToWiderHost: true,
      appRoot: fact => valueOf(fact, 'app-root'),
      neverToHttps:
        settings.values['no-tls-redirect-locations'] ??
        '/.well-known/acme-challenge',
      plainHttp: fact =>
        isOpen && keyOf(fact, 'ssl-redirect') === undefined
          ? { kind: 'unknown' }
          : redirectUnlessFalse(fact, {
              keys: COMMUNITY_PREFIXES.map(prefix => `${prefix}ssl-redirect`),
              status: status >= 300 && status < 400 ? status : 302,
            }),
      actionOf: (_, fact) => redirectTo(fact),
      prepare: ({ ingresses }) =>
        ingresses.map(fact =>
          isTcpService(fact) ? { fact, isHidden: true } : { fact },
        ),
      aliasesOf: fact => aliasesOf(fact, hosts),
      otherHostsBy: fact =>
        ['server-alias-regex', 'redirect-from', 'redirect-from-regex'].find(
          key => valueOf(fact, key) !== undefined,
        ),
      tlsOf: fact => tls(fact),
      // Of hosts that any Ingress names in its TLS section, and of rules without a host.
      httpsWithoutTls: 'served',
    });
  },
};

const USUAL_ORDER = 'exact,prefix,begin,regex';

/**
 * `strict-host` keeps a request at the narrowest host that takes it, where a path of a wider one might; `path-type-order` is
 * another order of paths. Where their values are not known, only what both ways give is an answer.
 */
function findBySettings(
  entries: readonly DialectEntry[],
  options: { request: AskedRequest; settings: HaproxySettings },
): Found {
  const {
    request,
    settings: { state, values },
  } = options;
  const find = (some: readonly DialectEntry[]) =>
    findInMatchFiles(some, { request, typeOf: matchTypeOf });
  const order = values['path-type-order']?.replace(/\s/g, '') ?? USUAL_ORDER;
  const types = new Set(
    entries
      .filter(entry => takesPath(entry, request) !== 'no')
      .map(({ fact, way }) => matchTypeOf(fact, way)),
  );
  if (order !== USUAL_ORDER && types.size > 1) {
    return { state: 'unknown', why: 'path-type-order is not interpreted' };
  }
  const found = find(entries);
  if (state !== 'not-known' && !isTrue(values['strict-host'])) {
    return found;
  }
  const narrowest = Math.max(...entries.map(({ way }) => hostRank(way.host)));
  const own = find(
    entries.filter(({ way }) => hostRank(way.host) === narrowest),
  );
  return own.state === 'none' && found.state === 'found'
    ? {
        state: 'unknown',
        why: 'strict-host may keep the request from the rules of wider hosts',
      }
    : found;
}

/** Its rules are for one port and TCP: nothing of it is HTTP. */
function isTcpService(fact: IngressFact): boolean {
  return Number(valueOf(fact, 'tcp-service-port')) > 0;
}

/** An alias that is the host of a rule itself is none. */
function aliasesOf(
  fact: IngressFact,
  declared: ReadonlySet<string>,
): readonly { host: string; path: string }[] {
  const key = keyOf(fact, 'server-alias');
  const host = valueOf(fact, 'server-alias')?.toLowerCase();
  return key === undefined || host === undefined || declared.has(host)
    ? []
    : [{ host, path: fact.atAnnotation(key).path }];
}

/** TLS is a matter of the host by its name: of all Ingresses that name it, the oldest gives the certificate. */
function tlsOfHosts({
  ingresses,
}: ClassDoor): (fact: IngressFact) => readonly TlsEntry[] {
  const entries = [...ingresses]
    .sort((a, b) => compareAges(a, b) ?? 0)
    .flatMap(fact =>
      fact.spec.tls.flatMap(({ hosts, secretName }, index) =>
        hosts.map((host, hostIndex) => ({
          fact,
          host: host.toLowerCase(),
          secretName,
          path: `spec.tls[${index}].hosts[${hostIndex}]`,
        })),
      ),
    );
  const byHost = groupBy(entries, ({ host }) => host);
  return fact =>
    [...new Set(fact.spec.rules.map(({ host }) => (host ?? '').toLowerCase()))]
      .flatMap(host => byHost.get(host)?.slice(0, 1) ?? [])
      .map(first => ({
        hosts: [first.host],
        secretName:
          first.fact === fact || first.secretName === null
            ? first.secretName
            : `${first.fact.object.namespace}/${first.secretName}`,
        path: first.fact === fact ? first.path : null,
      }));
}

function keyOf({ annotations }: IngressFact, name: string): string | undefined {
  return COMMUNITY_PREFIXES.map(prefix => `${prefix}${name}`).find(
    key => key in annotations,
  );
}

function valueOf(fact: IngressFact, name: string): string | undefined {
  const key = keyOf(fact, name);
  return key === undefined ? undefined : fact.annotations[key] || undefined;
}

/** The backend is written for the API alone then: all requests are sent to one URL, without their path and query. */
function redirectTo(fact: IngressFact): EntryAction | undefined {
  const target = valueOf(fact, 'redirect-to');
  if (target === undefined) {
    return undefined;
  }
  const [, scheme = null, hostname = null, port = '', path = ''] =
    /^(https?):\/\/([^/:?#]+)(?::(\d{1,5}))?(.*)$/.exec(target) ?? [];
  return {
    backends: [],
    redirect: {
      scheme,
      hostname,
      port: port === '' ? null : Number(port),
      path: (scheme === null ? target : path) || null,
      statusCode: 302,
    },
    answer: () => ({
      kind: 'respond',
      status: 302,
      location: target,
      why: 'the Ingress redirects all requests',
    }),
    policies: [
      {
        aspect: 'redirect',
        summary: `302 to ${target}`,
        params: { 'redirect-to': target },
        state: 'in-force',
        setBy: fact.atAnnotation(keyOf(fact, 'redirect-to') ?? ''),
      },
    ],
  };
}

/** Upper and lower case are the same in the value; one that is none of them is `begin` (readPathType). */
function matchTypeOf(fact: IngressFact, { path }: Way): MatchType {
  switch (path?.pathType) {
    case 'Exact':
      return 'exact';
    case 'Prefix':
      return 'prefix';
    default: {
      const value = valueOf(fact, 'path-type')?.toLowerCase();
      return value === 'exact' || value === 'prefix' || value === 'regex'
        ? value
        : 'begin';
    }
  }
}
