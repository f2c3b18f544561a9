import type { RequestOutcome } from '@portolan/plugin-traffic-common';
import type { AskedRequest } from '../../../request/AskedRequest';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import type { EntryPoint } from '../../../traefik/EntryPoint';
import { isSet, listedIn } from '../../../traefik/readArguments';
import { readEntryPoints } from '../../../traefik/readEntryPoints';
import { traefikProxy } from '../../../traefik/traefikProxy';

const PROVIDER = 'providers.kubernetesingress';

/** What the arguments of Traefik say of its Ingresses; each is a flag that no object of the API shows. */
export interface TraefikSettings {
  /** Whether Traefik looks at Ingresses at all. */
  readonly isOn: boolean;
  /** `Prefix` is compared element by element, as the API says. */
  readonly isStrict: boolean;
  readonly allowEmptyServices: boolean;
  readonly allowExternalNameServices: boolean;
  readonly nativeLBByDefault: boolean;
  /** '' takes every class of Traefik. */
  readonly ingressClass: string;
  /** None named: all of them. */
  readonly namespaces: readonly string[];
  readonly labelSelector: string;
  readonly entryPoints: readonly EntryPoint[];
  /** Those of Ingresses that name none. */
  readonly defaultEntryPoints: readonly EntryPoint[];
}

/** The settings of the Traefik of a cluster; null where its configuration is not known. */
export function readTraefikSettings(
  snapshot: ClusterSnapshot,
): TraefikSettings | null {
  const proxy = snapshot.index(traefikProxy);
  if (proxy.state !== 'known') {
    return null;
  }
  const { flags } = proxy;
  const { entryPoints, defaults } = readEntryPoints(snapshot, proxy);
  return {
    isOn: [...flags].some(
      ([name, value]) =>
        name.startsWith(`${PROVIDER}.`) ||
        (name === PROVIDER && value !== 'false'),
    ),
    isStrict: isSet(flags, `${PROVIDER}.strictprefixmatching`),
    allowEmptyServices: isSet(flags, `${PROVIDER}.allowemptyservices`),
    allowExternalNameServices: isSet(
      flags,
      `${PROVIDER}.allowexternalnameservices`,
    ),
    nativeLBByDefault: isSet(flags, `${PROVIDER}.nativelbbydefault`),
    ingressClass: flags.get(`${PROVIDER}.ingressclass`) ?? '',
    namespaces: listedIn(flags, `${PROVIDER}.namespaces`),
    labelSelector: flags.get(`${PROVIDER}.labelselector`) ?? '',
    entryPoints,
    defaultEntryPoints: entryPoints.filter(({ name }) =>
      defaults.includes(name),
    ),
  };
}

/** The redirect of the entry point that a request comes to, which answers before any router is asked. */
export function redirectOfEntryPoint(
  settings: TraefikSettings | null,
  { scheme, host, port, path, query, method }: AskedRequest,
): RequestOutcome | undefined {
  const redirect = settings?.entryPoints.find(
    each => each.protocol === 'tcp' && each.port === port,
  )?.redirect;
  if (!redirect || redirect.scheme === scheme) {
    return undefined;
  }
  const to = redirect.port === null ? '' : `:${redirect.port}`;
  const [forGet, forOthers] = redirect.permanent ? [301, 308] : [302, 307];
  return {
    kind: 'respond',
    status: method === 'GET' ? forGet : forOthers,
    location: `${redirect.scheme}://${host}${to}${path}${
      query === '' ? '' : `?${query}`
    }`,
    why: 'The entry point redirects all requests.',
  };
}
