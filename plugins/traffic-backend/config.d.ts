import { HumanDuration } from '@backstage/types';

export interface Config {
  /** The traffic plugin. Where clusters are, and how to sign in there, is configured for the kubernetes plugin. */
  traffic?: {
    /** The entities of the catalog that carry one of the `backstage.io/kubernetes-*` annotations. */
    entities?: {
      /**
       * How often the catalog is asked again which entities claim which workloads: at least one second.
       * The default is 30 seconds.
       * @visibility backend
       */
      refreshInterval?: string | HumanDuration;
    };
    /** Kubeconfig files whose contexts are read as clusters too, each under the name of its context. */
    kubeconfig?: Array<{
      /**
       * An absolute path. Without it: the files that KUBECONFIG names, else ~/.kube/config of the portal's account.
       * @visibility backend
       */
      path?: string;
      /**
       * The contexts to read; all of the file when none is named.
       * @visibility backend
       */
      contexts?: string[];
    }>;
    /** What is special about single clusters; a cluster that is not named here is read as a whole. */
    clusters?: Array<{
      /**
       * The name of the cluster, as the kubernetes plugin knows it.
       * @visibility backend
       */
      name: string;
      /**
       * The cluster is not read at all.
       * @visibility backend
       */
      exclude?: boolean;
      /**
       * The namespaces to read where the credential may not read the whole cluster. Everything else of that cluster is
       * told as "not known".
       * @visibility backend
       */
      namespaces?: string[];
      /** What no API object of the cluster tells of its ways out. */
      egress?: {
        /**
         * The addresses that the outside sees of this cluster, such as those of a cloud's NAT gateway. Shown as stated by the
         * operator, where nothing that is read in the cluster tells another.
         * @visibility backend
         */
        natAddresses?: string[];
      };
    }>;
    /** Where telemetry is asked what was really called; without it the page says that there is none. */
    telemetry?: Array<{
      /**
       * The name of the cluster, as the kubernetes plugin knows it.
       * @visibility backend
       */
      cluster: string;
      /**
       * The address of a Prometheus, or of what speaks its HTTP API; a path in it comes before `/api/v1`.
       * @visibility backend
       */
      url: string;
      /**
       * Which telemetry there is.
       * @visibility backend
       */
      presets?: Array<
        | 'cilium-hubble'
        | 'istio-ambient'
        | 'istio-sidecar'
        | 'otel-service-graph'
      >;
      /** Queries of one's own. */
      templates?: Array<{
        /**
         * Shown as the source of what it says.
         * @visibility backend
         */
        name: string;
        /**
         * PromQL that gives calls per second; `$window` and `$matchers` stand for the values below.
         * @visibility backend
         */
        query: string;
        /** Which label of a series says what. */
        labels: {
          /** @visibility backend */
          workload: string;
          /** @visibility backend */
          namespace?: string;
          /** @visibility backend */
          host: string;
          /** @visibility backend */
          port?: string;
          /** The values of a label that mean that the call failed. */
          failed?: {
            /** @visibility backend */
            label: string;
            /** @visibility backend */
            values: string[];
          };
          /** The values of a label that mean that the call was refused. */
          refused?: {
            /** @visibility backend */
            label: string;
            /** @visibility backend */
            values: string[];
          };
        };
      }>;
      /**
       * Label matchers for a Prometheus that holds several clusters: `cluster="prod-eu"`.
       * @visibility backend
       */
      matchers?: string;
      /**
       * How far back a call counts as seen. The default is 600.
       * @visibility backend
       */
      windowSeconds?: number;
      /**
       * How often it is asked. The default is 60.
       * @visibility backend
       */
      intervalSeconds?: number;
      /**
       * How long an answer may take. The default is 10.
       * @visibility backend
       */
      timeoutSeconds?: number;
      /**
       * A file of PEM certificates to trust instead of the public ones.
       * @visibility backend
       */
      caFile?: string;
      /** How to sign in: a token, a file that holds one, or a user name and password. */
      auth?: {
        /** @visibility secret */
        bearerToken?: string;
        /** @visibility backend */
        bearerTokenFile?: string;
        /** @visibility backend */
        username?: string;
        /** @visibility secret */
        password?: string;
      };
    }>;
    /** What is read of certificates. */
    certificates?: {
      /**
       * Secrets of type kubernetes.io/tls are watched, and the names, the issuer, the dates and the fingerprint of their
       * certificates are kept; keys never are. The credential must be allowed to list Secrets, so the default is false:
       * then only cert-manager's Certificates tell of them.
       * @visibility backend
       */
      readSecrets?: boolean;
    };
    /**
     * Where workloads go to, by the URLs and hosts in their variables, arguments and ConfigMaps. User information is dropped
     * before anything is kept, and Secrets are not read for it.
     */
    mining?: {
      /**
       * Whether such values are searched. The default is true.
       * @visibility backend
       */
      enabled?: boolean;
      /**
       * Namespaces whose values are not searched.
       * @visibility backend
       */
      excludeNamespaces?: string[];
      /**
       * Names of variables, keys and flags whose values are not searched; `*` stands for any text.
       * @visibility backend
       */
      excludeKeys?: string[];
    };
    /** Making routes from a form. Without it people see what a route would do, and nothing is ever written. */
    selfService?: {
      /** Where the portal may write, with the credential that reads the cluster. */
      apply?: Array<{
        /**
         * The name of the cluster, as the kubernetes plugin knows it.
         * @visibility backend
         */
        cluster: string;
        /**
         * The namespaces in which objects may be written; every namespace when left out.
         * @visibility backend
         */
        namespaces?: string[];
        /**
         * The kinds that may be written; both when left out.
         * @visibility backend
         */
        kinds?: Array<'HTTPRoute' | 'ReferenceGrant'>;
      }>;
    };
  };
}
