import type { Address } from '@portolan/plugin-traffic-common';
import { z } from 'zod';
import type { LabelSelector } from '../../../match/labels';
import {
  toGatewayHostname,
  type GatewayHostname,
} from '../../../match/gatewayHostname';
import { GATEWAY_API_GROUP } from '../kinds';
import type { ReportedCondition } from '../../../conditions/decodeVerdict';
import { conditionsSchema, toConditions } from './conditions';
import { factReader, text, whole, type FieldNote } from './parse';

/** A reference to an object that holds a certificate or a list of authorities, defaults applied. */
export interface CertificateRef {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly path: string;
}

export interface NamespacePolicy {
  readonly from: 'All' | 'Same' | 'Selector' | 'None';
  /** null: none given, which selects nothing. */
  readonly selector: LabelSelector | null;
}

export interface RouteKindRef {
  readonly group: string;
  readonly kind: string;
}

/** One listener as written, with the defaults of the CRD. */
export interface ListenerFact {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  readonly hostname: GatewayHostname;
  readonly tls: {
    readonly mode: 'Terminate' | 'Passthrough';
    readonly certificates: readonly CertificateRef[];
    /** Vendors' ways of naming certificates. */
    readonly hasOptions: boolean;
  } | null;
  readonly namespaces: NamespacePolicy;
  /** null: those of the protocol. */
  readonly kinds: readonly RouteKindRef[] | null;
  /** `spec.listeners[0]`. */
  readonly path: string;
}

/** How clients prove who they are on one port; port null is the default of all HTTPS ports. */
export interface ClientValidationFact {
  readonly port: number | null;
  readonly authorities: readonly CertificateRef[];
  readonly allowsInsecure: boolean;
  /** `spec.tls.frontend.default.validation`. */
  readonly path: string;
}

export interface ListenerStatusFact {
  readonly name: string;
  readonly attachedRoutes: number | null;
  readonly conditions: readonly ReportedCondition[];
}

/** What routes see of a Gateway. */
export interface GatewayFact {
  readonly namespace: string;
  readonly name: string;
  readonly generation: number | undefined;
  readonly className: string;
  readonly listeners: readonly ListenerFact[];
  readonly clientValidation: readonly ClientValidationFact[];
  /** Where ListenerSets may come from. */
  readonly allowedListeners: NamespacePolicy;
  /** The certificate that the Gateway shows to backends. */
  readonly clientCertificate: CertificateRef | null;
  readonly requestedAddressTypes: readonly string[];
  readonly parameters: {
    readonly group: string;
    readonly kind: string;
    readonly name: string;
  } | null;
  readonly addresses: readonly Address[];
  readonly conditions: readonly ReportedCondition[];
  readonly listenerStatuses: readonly ListenerStatusFact[];
  readonly notes: readonly FieldNote[];
}

const refSchema = z.object({
  group: text,
  kind: text,
  name: z.string(),
  namespace: text,
});
const selectorSchema = z.object({
  matchLabels: z.record(z.string(), z.string()).nullish(),
  matchExpressions: z
    .array(
      z.object({
        key: z.string(),
        operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
        values: z.array(z.string()).nullish(),
      }),
    )
    .nullish(),
});
const namespacesSchema = z
  .object({
    from: z.enum(['All', 'Same', 'Selector', 'None']).nullish(),
    selector: selectorSchema.nullish(),
  })
  .nullish();
const validationSchema = z
  .object({
    validation: z
      .object({
        mode: text,
        caCertificateRefs: z.array(refSchema).nullish(),
      })
      .nullish(),
  })
  .nullish();
const addressesSchema = z
  .array(z.object({ type: text, value: text }))
  .nullish();

export const listenerSchema = z.object({
  name: z.string(),
  port: whole,
  protocol: z.string(),
  hostname: text,
  tls: z
    .object({
      mode: z.enum(['Terminate', 'Passthrough']).nullish(),
      certificateRefs: z.array(refSchema).nullish(),
      options: z.record(z.string(), z.unknown()).nullish(),
    })
    .nullish(),
  allowedRoutes: z
    .object({
      namespaces: namespacesSchema,
      kinds: z.array(z.object({ group: text, kind: z.string() })).nullish(),
    })
    .nullish(),
});

export const listenerStatusesSchema = z
  .array(
    z.object({
      name: z.string(),
      attachedRoutes: whole,
      conditions: conditionsSchema,
    }),
  )
  .nullish();

const schema = z.object({
  spec: z.object({
    gatewayClassName: z.string(),
    listeners: z.array(listenerSchema).nullish(),
    addresses: addressesSchema,
    infrastructure: z
      .object({
        parametersRef: z
          .object({ group: text, kind: z.string(), name: z.string() })
          .nullish(),
      })
      .nullish(),
    tls: z
      .object({
        backend: z
          .object({ clientCertificateRef: refSchema.nullish() })
          .nullish(),
        frontend: z
          .object({
            default: validationSchema,
            perPort: z
              .array(
                z.object({ port: z.number().int(), tls: validationSchema }),
              )
              .nullish(),
          })
          .nullish(),
      })
      .nullish(),
    allowedListeners: z.object({ namespaces: namespacesSchema }).nullish(),
    defaultScope: text,
  }),
  status: z
    .object({
      addresses: addressesSchema,
      conditions: conditionsSchema,
      listeners: listenerStatusesSchema,
    })
    .nullish(),
});

export const readGateway = factReader(
  schema,
  ({ spec, status }, { metadata }): GatewayFact => {
    const namespace = metadata.namespace ?? '';
    const parameters = spec.infrastructure?.parametersRef;
    const clientCertificate = spec.tls?.backend?.clientCertificateRef;
    return {
      namespace,
      name: metadata.name,
      generation: metadata.generation,
      className: spec.gatewayClassName,
      listeners: (spec.listeners ?? []).map((listener, index) =>
        toListener(listener, { namespace, path: `spec.listeners[${index}]` }),
      ),
      clientValidation: toClientValidation(spec.tls?.frontend, namespace),
      allowedListeners: toNamespacePolicy(
        spec.allowedListeners?.namespaces,
        'None',
      ),
      clientCertificate: clientCertificate
        ? toRef(clientCertificate, {
            namespace,
            kind: 'Secret',
            path: 'spec.tls.backend.clientCertificateRef',
          })
        : null,
      requestedAddressTypes: (spec.addresses ?? []).map(
        address => address.type ?? 'IPAddress',
      ),
      parameters: parameters
        ? {
            group: parameters.group ?? '',
            kind: parameters.kind,
            name: parameters.name,
          }
        : null,
      addresses: (status?.addresses ?? []).flatMap(({ type, value }) =>
        value ? [{ type: type ?? 'IPAddress', value }] : [],
      ),
      conditions: toConditions(status?.conditions),
      listenerStatuses: toListenerStatuses(status?.listeners),
      notes: notesOf(spec),
    };
  },
);

export function toListener(
  listener: z.output<typeof listenerSchema>,
  { namespace, path }: { namespace: string; path: string },
): ListenerFact {
  const { tls, allowedRoutes } = listener;
  const kinds = allowedRoutes?.kinds ?? [];
  return {
    name: listener.name,
    port: listener.port ?? defaultPort(listener.protocol),
    protocol: listener.protocol,
    hostname: toGatewayHostname(listener.hostname),
    tls: tls
      ? {
          mode: tls.mode ?? 'Terminate',
          certificates: (tls.certificateRefs ?? []).map((ref, index) =>
            toRef(ref, {
              namespace,
              kind: 'Secret',
              path: `${path}.tls.certificateRefs[${index}]`,
            }),
          ),
          hasOptions: Object.keys(tls.options ?? {}).length > 0,
        }
      : null,
    namespaces: toNamespacePolicy(allowedRoutes?.namespaces, 'Same'),
    kinds:
      kinds.length > 0
        ? kinds.map(({ group, kind }) => ({
            group: group ?? GATEWAY_API_GROUP,
            kind,
          }))
        : null,
    path,
  };
}

/** Where routes may come from; the selector counts for `Selector` only. */
function toNamespacePolicy(
  value: z.output<typeof namespacesSchema>,
  fallback: NamespacePolicy['from'],
): NamespacePolicy {
  const selector = value?.selector;
  return {
    from: value?.from ?? fallback,
    selector: selector
      ? {
          matchLabels: selector.matchLabels ?? {},
          matchExpressions: (selector.matchExpressions ?? []).map(
            ({ key, operator, values }) => ({
              key,
              operator,
              values: values ?? [],
            }),
          ),
        }
      : null,
  };
}

export function toListenerStatuses(
  listeners: z.output<typeof listenerStatusesSchema>,
): readonly ListenerStatusFact[] {
  return (listeners ?? []).map(listener => ({
    name: listener.name,
    attachedRoutes: listener.attachedRoutes ?? null,
    conditions: toConditions(listener.conditions),
  }));
}

function toRef(
  ref: z.output<typeof refSchema>,
  defaults: { namespace: string; kind: string; path: string },
): CertificateRef {
  return {
    group: ref.group ?? '',
    kind: ref.kind ?? defaults.kind,
    namespace: ref.namespace || defaults.namespace,
    name: ref.name,
    path: defaults.path,
  };
}

function toClientValidation(
  frontend: NonNullable<z.output<typeof schema>['spec']['tls']>['frontend'],
  namespace: string,
): readonly ClientValidationFact[] {
  const entries = [
    ...(frontend?.perPort ?? []).map((entry, index) => ({
      port: entry.port,
      validation: entry.tls?.validation,
      path: `spec.tls.frontend.perPort[${index}].tls.validation`,
    })),
    {
      port: null,
      validation: frontend?.default?.validation,
      path: 'spec.tls.frontend.default.validation',
    },
  ];
  return entries.flatMap(({ port, validation, path }) =>
    validation
      ? [
          {
            port,
            path,
            allowsInsecure: validation.mode === 'AllowInsecureFallback',
            authorities: (validation.caCertificateRefs ?? []).map(
              (ref, index) =>
                toRef(ref, {
                  namespace,
                  kind: 'ConfigMap',
                  path: `${path}.caCertificateRefs[${index}]`,
                }),
            ),
          },
        ]
      : [],
  );
}

function defaultPort(protocol: string): number {
  return protocol === 'HTTPS' || protocol === 'TLS' ? 443 : 80;
}

function notesOf(spec: { defaultScope?: string | null }): FieldNote[] {
  return spec.defaultScope
    ? [
        {
          severity: 'info',
          path: 'spec.defaultScope',
          message:
            'Default Gateways (spec.defaultScope) are not interpreted: routes that use them are shown as not attached.',
        },
      ]
    : [];
}
