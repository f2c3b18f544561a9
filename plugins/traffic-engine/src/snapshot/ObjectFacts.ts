import type { CertificateFacts } from '@portolan/plugin-traffic-common';

/** What `tls.crt` and `tls.key` of a Secret come to: public facts of the first certificate, never the key. */
export type SecretCertificate =
  | { readonly state: 'read'; readonly facts: CertificateFacts }
  | { readonly state: 'malformed'; readonly why: string }
  /** The data was left out before it came here, or is a placeholder that a pipeline fills in. */
  | { readonly state: 'not-given' };

/** Somewhere that a configuration value points at: no user information, no query. */
export interface MinedEndpoint {
  /** A host name in lower case without a trailing dot, or an address. */
  readonly host: string;
  /** Absent where neither the value nor its scheme names one. */
  readonly port?: number;
  /** As written, in lower case: `postgres`, `jdbc:mysql`; absent for a bare `host:port`. */
  readonly scheme?: string;
  /** Of a web URL: its path as far as that is made of names, `/orders/v1`; absent for none. */
  readonly requestPath?: string;
  /** The field of the object that the value is in. */
  readonly path: string;
}

/** A field of a pod that takes values from a ConfigMap of its own namespace. */
export interface ConfigMapUse {
  readonly name: string;
  /** The keys that are taken; absent: all. */
  readonly keys?: readonly string[];
  readonly path: string;
}

/** A field of a pod that takes values from a Secret, which may name hosts; Secrets are not read for it. */
export interface SecretUse {
  /** The variables whose names say that they are somewhere to connect to; absent: all that the Secret holds. */
  readonly variables?: readonly string[];
  readonly path: string;
}

/** A value of which only the beginning was searched. */
export interface CutValue {
  readonly path: string;
  readonly searchedChars: number;
}

/** What was mined from an object's configuration values (SEMANTICS.md C.2.1). */
export interface MinedFacts {
  readonly endpoints: readonly MinedEndpoint[];
  readonly configMaps: readonly ConfigMapUse[];
  readonly secrets: readonly SecretUse[];
  readonly cut: readonly CutValue[];
}

/** The settings of Istio's mesh configuration that decide about traffic; what is not set has no key. */
export interface MeshSettings {
  readonly rootNamespace?: string;
  readonly trustDomain?: string;
  readonly trustDomainAliases?: readonly string[];
  readonly meshId?: string;
  /** Which hosts are each cluster's own, in a mesh of several clusters. */
  readonly serviceSettings?: readonly {
    readonly hosts: readonly string[];
    readonly clusterLocal: boolean;
  }[];
  readonly defaultServiceExportTo?: readonly string[];
  readonly defaultVirtualServiceExportTo?: readonly string[];
  readonly defaultDestinationRuleExportTo?: readonly string[];
  /** Their names alone. */
  readonly extensionProviders?: readonly string[];
  readonly defaultHttpRetryPolicy?: {
    readonly attempts: number | null;
    readonly retryOn: string | null;
    readonly perTryTimeout: string | null;
  };
  /** The names of other fields that change what proxies do, where they are set. */
  readonly notInterpreted?: readonly string[];
}

/** What Istio's mesh configuration says; of hosts that the mesh does not know it always says something. */
export type MeshFacts =
  | ({
      readonly state: 'read';
      readonly outboundTrafficPolicy: 'ALLOW_ANY' | 'REGISTRY_ONLY';
    } & MeshSettings)
  | { readonly state: 'malformed'; readonly why: string };

/** How the Traefik that a workload runs was started; names of arguments in lower case, those that route alone. */
export type TraefikFacts =
  | {
      readonly state: 'read';
      readonly arguments: Readonly<Record<string, string>>;
      /** By the tag of its image; absent where that tells none. */
      readonly majorVersion?: number;
    }
  /** By a file or variables of the environment. */
  | { readonly state: 'not-given'; readonly majorVersion?: number };

/** How the HAProxy controller that a workload runs was started. */
export interface HaproxyFacts {
  /** HAProxy Technologies', or jcmoraisjr/haproxy-ingress. */
  readonly controller: 'technologies' | 'community';
  /** The ConfigMap with its settings, as `namespace/name`; `not-known` where the argument says it by a variable. */
  readonly configMap:
    | { readonly state: 'none' | 'not-known' }
    | { readonly state: 'named'; readonly place: string };
  /** What follows the slash in the controller's name that an IngressClass has to give; null for nothing. */
  readonly classSuffix: string | null;
  /** A Service of its own answers what no rule takes. */
  readonly hasDefaultBackend: boolean;
}

/** How the ingress-nginx that a workload runs was started. */
export interface IngressNginxFacts {
  /** The ConfigMap with its settings, as `namespace/name`; `not-known` where the flag says it by a variable. */
  readonly configMap:
    | { readonly state: 'none' | 'not-known' }
    | { readonly state: 'named'; readonly place: string };
  /** Those that decide about traffic; '' for a flag without a value. */
  readonly flags: Readonly<Record<string, string>>;
}

/** What is kept of a KongPlugin or KongClusterPlugin. */
export interface KongPluginFacts {
  /** `key-auth` */
  readonly plugin: string;
  readonly isDisabled: boolean;
  /** It has no `config.trigger`, which is a condition, and no Secret holds some of its configuration. */
  readonly answersAll: boolean;
  /** `config.status_code`, where it is set. */
  readonly status?: number;
}

/** What is kept of values that themselves must not be: read once, where an object comes in. */
export interface ObjectFacts {
  /** Of a Secret; one that is for something else is `malformed` as a certificate. */
  readonly certificate?: SecretCertificate;
  /** Of a ConfigMap: whether its `ca.crt` holds anything. */
  readonly authority?: 'present' | 'absent';
  /** Of a ConfigMap and of what makes pods. */
  readonly mined?: MinedFacts;
  /** Of the ConfigMap that holds Istio's mesh configuration. */
  readonly mesh?: MeshFacts;
  /** The version that is gone in which the object was written last, as `networking.k8s.io/v1beta1`. */
  readonly writtenAs?: string;
  /** Of a workload that runs Traefik. */
  readonly traefik?: TraefikFacts;
  /** Of a workload that runs a HAProxy controller. */
  readonly haproxy?: HaproxyFacts;
  /** Of a ConfigMap with keys that a HAProxy controller understands: their values. */
  readonly haproxySettings?: Readonly<Record<string, string>>;
  /** Of a workload that runs ingress-nginx. */
  readonly ingressNginx?: IngressNginxFacts;
  /** Of a ConfigMap with keys that ingress-nginx understands: their values. */
  readonly ingressNginxSettings?: Readonly<Record<string, string>>;
  /** Of a KongPlugin or KongClusterPlugin. */
  readonly kongPlugin?: KongPluginFacts;
}
