import { HumanDuration } from '@backstage/types';

export interface Config {
  /** The traffic plugin. Clusters are not configured here: it reads those of the kubernetes plugin. */
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
  };
}
