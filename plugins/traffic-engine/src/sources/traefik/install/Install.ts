import type { ObjectRef } from '@portolan/plugin-traffic-common';
import type { EntryPoint } from '../../../traefik/EntryPoint';

/** What an installation allows; each is a flag that no object of the API shows. */
export interface InstallSettings {
  readonly allowCrossNamespace: boolean;
  readonly allowExternalNameServices: boolean;
  readonly allowEmptyServices: boolean;
  /** '' takes routers without a class. */
  readonly ingressClass: string;
  /** Those it watches; none named: all. */
  readonly namespaces: readonly string[];
  /** As it is written; '' takes every object. */
  readonly labelSelector: string;
  readonly defaultRuleSyntax: 'v2' | 'v3';
  /** The tag of its image is of v3 or later. */
  readonly isV3: boolean;
  /** Services are reached by their own address where nothing else is said. */
  readonly nativeLBByDefault: boolean;
  readonly entryPoints: readonly EntryPoint[];
  /** Names of the entry points of routers that name none. */
  readonly defaultEntryPoints: readonly string[];
}

/**
 * The Traefik of a cluster: known when exactly one Deployment or DaemonSet runs it and all its configuration is in the
 * arguments; else not known, and whatever hangs on it stays open.
 */
export type Install =
  | {
      readonly state: 'known';
      readonly workload: ObjectRef;
      readonly settings: InstallSettings;
      /** Arguments that change routing and are not translated. */
      readonly notInterpreted: readonly string[];
    }
  | { readonly state: 'not-known' };
