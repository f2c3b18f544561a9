import type { RouteProposal } from '@portolan/plugin-traffic-common';
import type { HttpRouteManifest } from './schema/httpRouteSchema';
import type { ReferenceGrantManifest } from './schema/referenceGrantSchema';

const GROUP = 'gateway.networking.k8s.io';

/** The annotation that says for which catalog entity an object was made. */
export const MADE_FOR_ANNOTATION = 'portolan.dev/made-for';

/** The HTTPRoute of a proposal, always the same for the same proposal. Values are not judged here. */
export function renderHttpRoute(proposal: RouteProposal): HttpRouteManifest {
  const { gateway, backends, path, method, requestTimeout } = proposal;
  return {
    apiVersion: `${GROUP}/v1`,
    kind: 'HTTPRoute',
    metadata: madeFor(proposal, proposal.namespace, proposal.name),
    spec: {
      parentRefs: [
        {
          group: GROUP,
          kind: 'Gateway',
          name: gateway.name,
          ...(gateway.namespace === proposal.namespace
            ? {}
            : { namespace: gateway.namespace }),
          ...(gateway.listener === null
            ? {}
            : { sectionName: gateway.listener }),
        },
      ],
      hostnames: proposal.hostnames,
      rules: [
        {
          matches: [
            {
              path,
              ...(method === null ? {} : { method: asMethod(method) }),
            },
          ],
          backendRefs: backends.map(backend => ({
            name: backend.service,
            ...(backend.namespace === proposal.namespace
              ? {}
              : { namespace: backend.namespace }),
            port: backend.port,
            weight: backend.weight,
          })),
          ...(requestTimeout === null
            ? {}
            : { timeouts: { request: requestTimeout } }),
        },
      ],
    },
  };
}

type Method = NonNullable<
  NonNullable<
    NonNullable<
      NonNullable<HttpRouteManifest['spec']['rules']>[number]['matches']
    >[number]['method']
  >
>;

/** Kept as written, in upper case: whether it is a method is for the validation to say. */
function asMethod(method: string): Method {
  return method.toLocaleUpperCase('en-US') as Method;
}

/** A grant in a backend's namespace that lets the route's namespace refer to just this Service. */
export function renderReferenceGrant(
  proposal: RouteProposal,
  target: { namespace: string; service: string },
): ReferenceGrantManifest {
  return {
    apiVersion: `${GROUP}/v1beta1`,
    kind: 'ReferenceGrant',
    metadata: madeFor(
      proposal,
      target.namespace,
      `${proposal.namespace}-${proposal.name}-${target.service}`.slice(0, 253),
    ),
    spec: {
      from: [
        { group: GROUP, kind: 'HTTPRoute', namespace: proposal.namespace },
      ],
      to: [{ group: '', kind: 'Service', name: target.service }],
    },
  };
}

function madeFor(proposal: RouteProposal, namespace: string, name: string) {
  return {
    name,
    namespace,
    labels: { 'app.kubernetes.io/managed-by': 'portolan' },
    annotations: { [MADE_FOR_ANNOTATION]: proposal.entityRef },
  };
}
