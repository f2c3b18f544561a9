import type {
  ObjectRef,
  RoutePolicy,
  Tls,
} from '@portolan/plugin-traffic-common';
import { at, refOf } from '../../../model/refs';
import { lookUp } from '../../../references/lookUp';
import {
  isRecord,
  readFlag,
  readList,
  readRecord,
  readText,
} from '../../../snapshot/read';
import { SOURCE_ID, TLS_OPTION, TLS_STORE } from '../kinds';
import {
  crossNamespace,
  joinObstacles,
  NO_OBSTACLES,
  obstacleOf,
  type Context,
  type Obstacles,
} from './Context';

/** What a `tls` section means for the routers of its object. */
export interface RouterTls {
  readonly tls: Tls;
  readonly policies: readonly RoutePolicy[];
  readonly obstacles: Obstacles;
}

/** The name under which options and stores hold for all that name none; only one of a cluster counts. */
const DEFAULT_NAME = 'default';
const CLIENT_CERTIFICATES: Readonly<Record<string, string>> = {
  RequestClientCert: 'asks for a client certificate',
  RequireAnyClientCert: 'needs some client certificate',
  VerifyClientCertIfGiven: 'verifies a client certificate if there is one',
  RequireAndVerifyClientCert: 'needs a client certificate of known authorities',
};

/** `tls: {}` is TLS with the default certificate; no section is none. */
export function followTls(
  context: Context,
  options: { spec: unknown; object: ObjectRef },
): RouterTls | undefined {
  const { spec, object } = options;
  if (!isRecord(spec) || !isRecord(spec.tls)) {
    return undefined;
  }
  const settings = readRecord(spec, 'tls');
  if (readFlag(settings, 'passthrough')) {
    return {
      tls: { mode: 'passthrough', certificates: [] },
      policies: [],
      obstacles: NO_OBSTACLES,
    };
  }
  const set = (path: string, summary: string): RoutePolicy => ({
    aspect: 'listener-tls',
    summary,
    params: {},
    state: 'in-force',
    setBy: at(SOURCE_ID, object)(path),
  });
  const resolver = readText(settings, 'certResolver');
  const secretName = readText(settings, 'secretName');
  const chosen = followOptions(context, { settings, object });
  return {
    tls: {
      mode: 'terminate',
      certificates: secretName
        ? [certificate(context, object.namespace, secretName)]
        : defaultCertificates(context, resolver),
    },
    policies: [
      ...(resolver
        ? [set('spec.tls.certResolver', `certificate by resolver ${resolver}`)]
        : []),
      ...chosen.policies,
    ],
    obstacles: chosen.obstacles,
  };
}

function certificate(
  { snapshot }: Context,
  namespace: string,
  name: string,
): Tls['certificates'][number] {
  return {
    ref: {
      cluster: snapshot.cluster,
      group: '',
      kind: 'Secret',
      namespace,
      name,
    },
    state: 'not-read',
  };
}

/** That of the default TLSStore; with several stores of that name none counts. */
function defaultCertificates(
  context: Context,
  resolver: string | undefined,
): Tls['certificates'] {
  const stores = context.snapshot
    .list(TLS_STORE)
    .filter(({ metadata }) => metadata.name === DEFAULT_NAME);
  const [store] = stores;
  const name =
    stores.length === 1 && !resolver
      ? readText(readRecord(store.spec, 'defaultCertificate'), 'secretName')
      : undefined;
  return name
    ? [certificate(context, store.metadata.namespace ?? '', name)]
    : [];
}

/** Options by name; without one, the cluster's TLSOption `default` where there is exactly one. */
function followOptions(
  context: Context,
  { settings, object }: { settings: unknown; object: ObjectRef },
): Pick<RouterTls, 'policies' | 'obstacles'> {
  const { snapshot } = context;
  const options = readRecord(settings, 'options');
  const name = readText(options, 'name') ?? '';
  if (name.includes('@')) {
    return { policies: [], obstacles: NO_OBSTACLES };
  }
  if (!name) {
    const defaults = snapshot
      .list(TLS_OPTION)
      .filter(({ metadata }) => metadata.name === DEFAULT_NAME);
    const [only] = defaults;
    return {
      policies:
        defaults.length === 1
          ? optionPolicies(
              only.spec,
              refOf(
                snapshot.cluster,
                TLS_OPTION,
                only.metadata.namespace ?? '',
                DEFAULT_NAME,
              ),
            )
          : [],
      obstacles: NO_OBSTACLES,
    };
  }
  const namespace = readText(options, 'namespace') || object.namespace;
  const ref = refOf(snapshot.cluster, TLS_OPTION, namespace, name);
  const found = lookUp(snapshot, TLS_OPTION, namespace, name);
  return {
    policies:
      found.state === 'resolved' ? optionPolicies(found.value.spec, ref) : [],
    obstacles: joinObstacles([
      crossNamespace(context, object.namespace, ref),
      obstacleOf(
        found.state === 'resolved' || found.state === 'missing'
          ? found.state
          : 'unknown',
        ref,
      ),
    ]),
  };
}

function optionPolicies(spec: unknown, ref: ObjectRef): RoutePolicy[] {
  const setBy = at(SOURCE_ID, ref);
  const lowest = readText(spec, 'minVersion');
  const highest = readText(spec, 'maxVersion');
  const ciphers = readList(spec, 'cipherSuites').length;
  const parts = [
    ...(lowest ? [`at least ${lowest}`] : []),
    ...(highest ? [`at most ${highest}`] : []),
    ...(ciphers > 0 ? [`${ciphers} cipher suites`] : []),
    ...(readFlag(spec, 'sniStrict') ? ['known server names only'] : []),
  ];
  const client = readRecord(spec, 'clientAuth');
  const type = readText(client, 'clientAuthType') ?? '';
  return [
    ...(parts.length > 0
      ? [
          {
            aspect: 'listener-tls' as const,
            summary: parts.join(', '),
            params: {
              ...(lowest ? { minVersion: lowest } : {}),
              ...(highest ? { maxVersion: highest } : {}),
            },
            state: 'in-force' as const,
            setBy: setBy('spec'),
          },
        ]
      : []),
    ...(Object.hasOwn(CLIENT_CERTIFICATES, type)
      ? [
          {
            aspect: 'client-certificate' as const,
            summary: CLIENT_CERTIFICATES[type],
            params: { clientAuthType: type },
            state: 'in-force' as const,
            setBy: setBy('spec.clientAuth'),
          },
        ]
      : []),
  ];
}
