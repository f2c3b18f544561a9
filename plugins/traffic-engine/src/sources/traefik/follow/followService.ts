import type {
  KindStatus,
  ObjectRef,
  Resolution,
  RoutePolicy,
} from '@portolan/plugin-traffic-common';
import { SERVICE } from '../../../kinds/coreKinds';
import type { BackendDraft, ServiceTarget } from '../../../model/drafts';
import { at, refOf } from '../../../model/refs';
import { lookUp } from '../../../references/lookUp';
import {
  isRecord,
  readFlag,
  readNumber,
  readText,
} from '../../../snapshot/read';
import {
  isHeadless,
  serviceFact,
  type ServiceFact,
} from '../../../topology/Service';
import { INGRESS_ROUTE, SOURCE_ID, TRAEFIK_SERVICE } from '../kinds';
import {
  crossNamespace,
  dropped,
  joinObstacles,
  needsSetting,
  NO_OBSTACLES,
  type Context,
  type Obstacles,
} from './Context';
import { followTraefikService } from './followTraefikService';
import { loadBalancerPolicies } from './loadBalancerPolicies';

/** Where a reference to a service leads. */
export interface Flow {
  readonly backends: readonly BackendDraft[];
  /** They get copies of requests. */
  readonly mirrors: readonly ObjectRef[];
  readonly policies: readonly RoutePolicy[];
  readonly obstacles: Obstacles;
  /** The fields that name backends of whose endpoints Traefik knows nothing: by the Service's address, or by nodes. */
  readonly native: readonly string[];
  /** Services of Traefik itself that answer: `api@internal`. */
  readonly internal: readonly string[];
}

/** A reference to a service, with the object and field that makes it and the part of the requests that it gets. */
export interface ServiceReference {
  readonly value: unknown;
  readonly object: ObjectRef;
  readonly path: string;
  readonly weight: number;
  readonly share: number;
  /** TraefikServices on the way, so that none is followed in a circle. */
  readonly visited: readonly string[];
}

const NO_FLOW: Flow = {
  backends: [],
  mirrors: [],
  policies: [],
  obstacles: NO_OBSTACLES,
  native: [],
  internal: [],
};

const OTHER_PROVIDER: KindStatus = {
  state: 'pending',
  problem: {
    reason: 'not-configured',
    message:
      'The service belongs to another provider of Traefik, whose configuration is not in the cluster’s objects.',
  },
};

/** Follows one entry of `services` to a port of a Service, or through a TraefikService to several. */
export function followService(
  context: Context,
  reference: ServiceReference,
): Flow {
  const { value, object } = reference;
  const name = readText(value, 'name') ?? '';
  const [, plainName, provider] = /^(.*)@([^@]*)$/.exec(name) ?? [];
  if (provider === 'internal') {
    return { ...NO_FLOW, internal: [name] };
  }
  const isTraefikService = readText(value, 'kind') === TRAEFIK_SERVICE.kind;
  const namespace = readText(value, 'namespace') || object.namespace;
  if (
    provider !== undefined &&
    (provider !== 'kubernetescrd' || isTraefikService)
  ) {
    return otherProvider(context, reference, name);
  }
  const kind = isTraefikService ? TRAEFIK_SERVICE : SERVICE;
  const ref = refOf(
    context.snapshot.cluster,
    kind,
    namespace,
    plainName ?? name,
  );
  const border = crossNamespace(context, object.namespace, ref);
  const flow = isTraefikService
    ? followTraefikService(context, {
        ...reference,
        ref,
        follow: followService,
      })
    : followPlainService(context, reference, ref);
  return { ...flow, obstacles: joinObstacles([border, flow.obstacles]) };
}

function followPlainService(
  context: Context,
  { value, object, path, weight, share }: ServiceReference,
  ref: ObjectRef,
): Flow {
  const port = readNumber(value, 'port') ?? readText(value, 'port') ?? null;
  const found = lookUp(context.snapshot, SERVICE, ref.namespace, ref.name);
  const backend = (
    target: Resolution<ServiceTarget>,
    reason: string | null,
  ): BackendDraft => ({
    ref,
    port,
    weight,
    share,
    reason,
    target,
    provenance: at(SOURCE_ID, object)(path),
  });
  const params = { backend: `${ref.namespace}/${ref.name}`, port: port ?? '' };
  if (found.state !== 'resolved') {
    const isMissing = found.state === 'missing';
    return {
      ...NO_FLOW,
      backends: [backend(found, isMissing ? 'BackendNotFound' : null)],
      obstacles: isMissing
        ? dropped({ code: 'BackendNotFound', params })
        : NO_OBSTACLES,
    };
  }
  const service = serviceFact(found.value);
  const servicePort = findPort(service, port);
  if (servicePort === undefined) {
    return {
      ...NO_FLOW,
      backends: [backend({ state: 'missing', ref }, 'BackendPortNotFound')],
      obstacles: dropped({ code: 'BackendPortNotFound', params }),
    };
  }
  const policies = loadBalancerPolicies(context, {
    value,
    object,
    path,
    servicePort,
    portName:
      service.ports.find(known => known.port === servicePort)?.name ?? '',
  });
  const isNative =
    readFlag(value, 'nativeLB') ??
    (context.install.state === 'known' &&
      context.install.settings.nativeLBByDefault);
  const isByNode =
    service.type === 'NodePort' && readFlag(value, 'nodePortLB') === true;
  return {
    ...NO_FLOW,
    native:
      (isNative || isByNode) && service.externalName === null ? [path] : [],
    backends: [
      backend(
        { state: 'resolved', value: { service: ref, servicePort } },
        null,
      ),
    ],
    policies,
    obstacles: joinObstacles([
      service.externalName === null
        ? NO_OBSTACLES
        : needsSetting(context, 'allowExternalNameServices', ref),
      ...referenceFaults(value, {
        isExternal: service.externalName !== null,
        isHeadless: isNative && isHeadless(service),
        isTcp:
          object.kind !== INGRESS_ROUTE.kind &&
          object.kind !== TRAEFIK_SERVICE.kind,
      }).map(reason =>
        dropped({ code: 'NotAttached', params: { by: 'Traefik', reason } }),
      ),
    ]),
  };
}

const SCHEMES = ['http', 'https', 'h2c'];

/** Why Traefik builds no service of a reference to a Service that is there. */
function referenceFaults(
  value: unknown,
  service: {
    isExternal: boolean;
    /** And reached by its own address, which it has not. */
    isHeadless: boolean;
    isTcp: boolean;
  },
): readonly string[] {
  const scheme = readText(value, 'scheme') ?? '';
  const hasCheck = isRecord(value) && isRecord(value.healthCheck);
  return [
    ...(hasCheck && !service.isExternal && !service.isTcp
      ? ['healthCheck is for ExternalName Services alone']
      : []),
    ...(service.isHeadless
      ? ['nativeLB needs a Service with an address of its own']
      : []),
    ...(scheme !== '' && !SCHEMES.includes(scheme) && !service.isTcp
      ? [`there is no scheme ${scheme}`]
      : []),
  ];
}

function otherProvider(
  { snapshot }: Context,
  { object, path, weight, share }: ServiceReference,
  name: string,
): Flow {
  const ref = refOf(snapshot.cluster, TRAEFIK_SERVICE, object.namespace, name);
  return {
    ...NO_FLOW,
    backends: [
      {
        ref,
        port: null,
        weight,
        share,
        reason: null,
        target: { state: 'unknown', ref, because: OTHER_PROVIDER },
        provenance: at(SOURCE_ID, object)(path),
      },
    ],
  };
}

/** By number or name; an ExternalName Service need not list a number. Traefik refuses a reference without a port. */
function findPort(
  service: ServiceFact,
  port: number | string | null,
): number | undefined {
  const listed = service.ports.find(
    known => port !== null && (known.port === port || known.name === port),
  );
  return (
    listed?.port ??
    (service.externalName !== null && typeof port === 'number'
      ? port
      : undefined)
  );
}
