import { z } from 'zod';
import type { CertificateRef } from './gatewayFact';
import { factReader, text } from './parse';

/** What a BackendTLSPolicy asks of connections to a Service, or to one of its ports. */
export interface BackendTlsPolicyFact {
  readonly namespace: string;
  readonly name: string;
  /** RFC 3339; '' for a policy that has not been created yet. */
  readonly createdAt: string;
  readonly targets: readonly {
    readonly group: string;
    readonly kind: string;
    readonly name: string;
    /** The name of a Service port; null: the whole Service. */
    readonly sectionName: string | null;
  }[];
  readonly authorities: readonly CertificateRef[];
  /** Authorities that the implementation knows by a name, `System`. */
  readonly wellKnownAuthorities: string | null;
  /** The server name that the Gateway sends, and the name that the certificate must have. */
  readonly hostname: string | null;
  /** Names of which the certificate must have one instead. */
  readonly subjectAltNames: readonly string[];
}

const schema = z.object({
  spec: z.object({
    targetRefs: z
      .array(
        z.object({
          group: text,
          kind: text,
          name: z.string(),
          sectionName: text,
        }),
      )
      .nullish(),
    validation: z
      .object({
        caCertificateRefs: z
          .array(z.object({ group: text, kind: text, name: z.string() }))
          .nullish(),
        wellKnownCACertificates: text,
        hostname: text.catch(undefined),
        subjectAltNames: z
          .array(z.object({ type: text, hostname: text, uri: text }))
          .nullish()
          .catch(undefined),
      })
      .nullish(),
  }),
});

export const readBackendTlsPolicy = factReader(
  schema,
  ({ spec }, { metadata }): BackendTlsPolicyFact => {
    const namespace = metadata.namespace ?? '';
    return {
      namespace,
      name: metadata.name,
      createdAt: metadata.creationTimestamp ?? '',
      targets: (spec.targetRefs ?? []).map(target => ({
        group: target.group ?? '',
        kind: target.kind ?? 'Service',
        name: target.name,
        sectionName: target.sectionName || null,
      })),
      authorities: (spec.validation?.caCertificateRefs ?? []).map(
        (ref, index) => ({
          group: ref.group ?? '',
          kind: ref.kind ?? 'ConfigMap',
          namespace,
          name: ref.name,
          path: `spec.validation.caCertificateRefs[${index}]`,
        }),
      ),
      wellKnownAuthorities: spec.validation?.wellKnownCACertificates || null,
      hostname: spec.validation?.hostname || null,
      subjectAltNames: (spec.validation?.subjectAltNames ?? []).flatMap(
        ({ hostname, uri }) => hostname || uri || [],
      ),
    };
  },
);
