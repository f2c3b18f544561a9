import {
  CONFIG_MAP,
  DAEMON_SET,
  DEPLOYMENT,
} from '../../../../kinds/coreKinds';
import { at, refOf } from '../../../../model/refs';
import { lookUp } from '../../../../references/lookUp';
import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../../../../snapshot/ClusterSnapshot';
import type { IngressNginxFacts } from '../../../../snapshot/ObjectFacts';
import { SOURCE_ID } from '../../kinds';
import { isFalse } from '../annotationPolicies';
import type { ClassDoor } from '../IngressController';

const CONTROLLER_CLASS = 'k8s.io/ingress-nginx';
const INGRESS_CLASS = 'nginx';
const REDIRECT_CODES = ['301', '302', '307', '308'];

/** What the ConfigMap and the flags of the controller of a class say. */
export interface NginxSettings {
  /**
   * `read`: what they set is all that is set. `assumed`: no controller of the class was seen, so the documented defaults are.
   * `not-known`: there are settings that were not read.
   */
  readonly state: 'read' | 'assumed' | 'not-known';
  /** Why they are not known. */
  readonly why: string;
  /** The values of the ConfigMap by key. */
  readonly values: Readonly<Record<string, string>>;
  readonly flags: Readonly<Record<string, string>>;
  /** The provenance of a key of the ConfigMap. */
  readonly atKey: ReturnType<typeof at>;
  /** Of all redirects that no annotation gives one: http-redirect-code. */
  readonly redirectCode: number;
  /** Beginnings of paths of which plain HTTP is never redirected: no-tls-redirect-locations. */
  readonly neverToHttps: readonly string[];
}

/** The controllers that run in a cluster. */
const installs: SnapshotIndex<readonly IngressNginxFacts[]> = {
  name: 'ingress-nginx controllers',
  reads: [DAEMON_SET, DEPLOYMENT],
  build: snapshot =>
    [DEPLOYMENT, DAEMON_SET].flatMap(kind =>
      snapshot.list(kind).flatMap(({ facts }) => facts?.ingressNginx ?? []),
    ),
};

/** The settings of the controller that serves a class. */
export function settingsOf({ snapshot, entry }: ClassDoor): NginxSettings {
  const own = snapshot
    .index(installs)
    .filter(({ flags }) =>
      entry.controller === null
        ? (flags['ingress-class'] || INGRESS_CLASS) === entry.className
        : (flags['controller-class'] || CONTROLLER_CLASS) === entry.controller,
    );
  const [first] = own;
  if (!first) {
    return settingsFrom(snapshot, { state: 'assumed' });
  }
  const { flags, configMap } = first;
  if (new Set(own.map(each => JSON.stringify(each))).size > 1) {
    return settingsFrom(snapshot, {
      state: 'not-known',
      why: 'several controllers may serve the class, each with settings of its own',
    });
  }
  if (configMap.state !== 'named') {
    return configMap.state === 'none'
      ? settingsFrom(snapshot, { state: 'read', flags })
      : settingsFrom(snapshot, {
          state: 'not-known',
          flags,
          why: 'the ConfigMap of the controller is named by a variable',
        });
  }
  const { place } = configMap;
  const [namespace, name] = place.split('/');
  const found = lookUp(snapshot, CONFIG_MAP, namespace, name);
  if (found.state === 'unknown') {
    return settingsFrom(snapshot, {
      state: 'not-known',
      flags,
      why: `ConfigMap ${place} of the controller was not read`,
    });
  }
  // One that is missing sets nothing.
  return settingsFrom(snapshot, {
    state: 'read',
    flags,
    place,
    values:
      found.state === 'resolved'
        ? found.value.facts?.ingressNginxSettings
        : undefined,
  });
}

function settingsFrom(
  { cluster }: ClusterSnapshot,
  {
    state,
    why = '',
    place = '/',
    values = {},
    flags = {},
  }: Pick<NginxSettings, 'state'> &
    Partial<Pick<NginxSettings, 'why' | 'values' | 'flags'>> & {
      readonly place?: string;
    },
): NginxSettings {
  const [namespace, name] = place.split('/');
  const code = values['http-redirect-code'] ?? '';
  return {
    state,
    why,
    values,
    flags,
    atKey: key =>
      at(
        SOURCE_ID,
        refOf(cluster, CONFIG_MAP, namespace, name),
      )(`data['${key}']`),
    redirectCode: REDIRECT_CODES.includes(code) ? Number(code) : 308,
    neverToHttps: (
      values['no-tls-redirect-locations'] ?? '/.well-known/acme-challenge'
    )
      .split(',')
      .map(each => each.trim())
      .filter(each => each !== ''),
  };
}

/** Whether a controller in the cluster serves the classes of this name, by a flag of its own. */
export function runsAs(snapshot: ClusterSnapshot, controller: string): boolean {
  return snapshot
    .index(installs)
    .some(({ flags }) => flags['controller-class'] === controller);
}

/** Whether a flag that is off by default is on: `--name` alone says so. */
export function hasFlag({ flags }: NginxSettings, name: string): boolean {
  return flags[name] !== undefined && !isFalse(flags[name]);
}
