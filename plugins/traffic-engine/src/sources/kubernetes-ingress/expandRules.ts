import type { Host } from '@portolan/plugin-traffic-common';
import { coversHost, readHost } from './host';
import type {
  IngressBackend,
  IngressPath,
  IngressRule,
  IngressSpec,
  IngressTls,
} from './schema';

/** One host and one path of an Ingress, with the scheme that its TLS section gives to this host. */
export interface Way {
  readonly scheme: 'http' | 'https';
  readonly host: Host;
  /** null: everything that reaches the default backend. */
  readonly path: Pick<IngressPath, 'path' | 'pathType'> | null;
  readonly backend: IngressBackend;
  /** -1 for `spec.defaultBackend`, which is no rule. */
  readonly ruleIndex: number;
  readonly matchIndex: number;
  /** The fields that say so: the rule or path, and the TLS entry. */
  readonly paths: readonly string[];
  readonly backendPath: string;
  readonly secretNames: readonly string[];
}

/** A TLS entry, as its Ingress has it or as a controller puts it together from several. */
export interface TlsEntry
  extends Readonly<Pick<IngressTls, 'hosts' | 'secretName'>> {
  /** The field that it was taken from; null for one of another Ingress, absent for its own place in the list. */
  readonly path?: string | null;
}

/** Something that the API leaves open. */
export interface OpenQuestion {
  readonly path: string;
  readonly message: string;
}

const ANY_HOST: Host = { kind: 'any', value: '' };

/**
 * All ways in that an Ingress declares. A rule without paths and `spec.defaultBackend` catch what no path takes, of any host or
 * of those of the Ingress alone.
 */
export function expandRules(
  spec: Pick<IngressSpec, 'rules' | 'defaultBackend'> & {
    readonly tls: readonly TlsEntry[];
  },
  defaultBackendTakes: 'any-host' | 'own-hosts' = 'any-host',
): {
  ways: readonly Way[];
  questions: readonly OpenQuestion[];
} {
  const ways: Way[] = [];
  const questions: OpenQuestion[] = [];
  const exactHosts = spec.rules.map(rule => readHost(rule.host).value);
  const addWays = (
    host: Host,
    way: Omit<Way, 'scheme' | 'host' | 'secretNames'>,
  ) => {
    for (const door of doorsOf(host, spec.tls, exactHosts)) {
      ways.push({
        ...way,
        scheme: door.scheme,
        host: door.host,
        paths: [...way.paths, ...door.paths],
        secretNames: door.secretNames,
      });
    }
  };
  spec.rules.forEach((rule, ruleIndex) => {
    const path = `spec.rules[${ruleIndex}]`;
    const host = readHost(rule.host);
    pathsOf(rule).forEach((item, matchIndex) => {
      const at = `${path}.http.paths[${matchIndex}]`;
      addWays(host, {
        path: item,
        backend: item.backend,
        ruleIndex,
        matchIndex,
        paths: [at],
        backendPath: `${at}.backend`,
      });
    });
    if (pathsOf(rule).length === 0) {
      questions.push({
        path,
        message: spec.defaultBackend
          ? 'The rule has no paths: whether the controller sends this host to spec.defaultBackend is its own decision; read as if it did.'
          : 'The rule has no paths and the Ingress no spec.defaultBackend: what the controller answers is its own decision.',
      });
      if (spec.defaultBackend) {
        addWays(host, {
          path: null,
          backend: spec.defaultBackend,
          ruleIndex,
          matchIndex: 0,
          paths: [path],
          backendPath: 'spec.defaultBackend',
        });
      }
    }
  });
  if (spec.defaultBackend) {
    const { defaultBackend } = spec;
    const hosts =
      defaultBackendTakes === 'own-hosts'
        ? spec.rules
            .filter(rule => pathsOf(rule).length > 0)
            .map(rule => readHost(rule.host))
        : [ANY_HOST];
    for (const host of hosts) {
      addWays(host, {
        path: null,
        backend: defaultBackend,
        ruleIndex: -1,
        matchIndex: 0,
        paths: ['spec.defaultBackend'],
        backendPath: 'spec.defaultBackend',
      });
    }
  }
  return { ways, questions };
}

function pathsOf(rule: IngressRule): readonly IngressPath[] {
  return rule.http?.paths ?? [];
}

interface Door extends Pick<Way, 'scheme' | 'host' | 'paths' | 'secretNames'> {}

/**
 * TLS is a matter of the host and not of the Ingress: a host that no `spec.tls[].hosts` names is served as plain HTTP. An
 * entry without hosts stands for all of them (IngressTLS.hosts: the load balancer's wildcard). Where the TLS section names
 * a host that lies inside a wider rule, that host alone is HTTPS, unless a rule of its own takes it.
 */
function doorsOf(
  host: Host,
  tls: readonly TlsEntry[],
  ruleHosts: readonly string[],
): readonly Door[] {
  const entries = tls.flatMap(({ hosts, secretName, path }, index) =>
    (hosts.length === 0 ? [''] : hosts).map((name, hostIndex) => ({
      host: readHost(name),
      secretName,
      path:
        path !== undefined
          ? path
          : placeOf(index, hosts.length === 0 ? null : hostIndex),
    })),
  );
  const covering = entries.filter(entry => coversHost(entry.host, host));
  if (covering.length > 0) {
    return [secure(host, covering)];
  }
  const narrower = new Map(
    entries
      .filter(
        entry =>
          coversHost(host, entry.host) && !ruleHosts.includes(entry.host.value),
      )
      .map(entry => [entry.host.value, entry.host]),
  );
  return [
    { scheme: 'http', host, paths: [], secretNames: [] },
    ...[...narrower.values()].map(inner =>
      secure(
        inner,
        entries.filter(entry => coversHost(entry.host, inner)),
      ),
    ),
  ];
}

function placeOf(index: number, hostIndex: number | null): string {
  return `spec.tls[${index}]${
    hostIndex === null ? '' : `.hosts[${hostIndex}]`
  }`;
}

function secure(
  host: Host,
  entries: readonly { secretName: string | null; path: string | null }[],
): Door {
  return {
    scheme: 'https',
    host,
    paths: entries.flatMap(entry => entry.path ?? []),
    secretNames: [
      ...new Set(entries.flatMap(({ secretName }) => secretName ?? [])),
    ],
  };
}
