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
    }>;
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
