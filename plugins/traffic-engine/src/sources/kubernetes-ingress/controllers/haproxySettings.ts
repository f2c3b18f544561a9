import { CONFIG_MAP, DAEMON_SET, DEPLOYMENT } from '../../../kinds/coreKinds';
import type { KindRef } from '../../../kinds/KindRef';
import { at, refOf } from '../../../model/refs';
import { lookUp } from '../../../references/lookUp';
import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../../../snapshot/ClusterSnapshot';
import type { HaproxyFacts } from '../../../snapshot/ObjectFacts';
import type { SourceProblem } from '../../Source';
import type { IngressFact } from '../facts/IngressFact';
import { SOURCE_ID } from '../kinds';
import type { AnnotationTable } from './annotationPolicies';
import type { ClassDoor } from './IngressController';

/** What the settings of HAProxy's controllers are read from. */
export const HAPROXY_READS: readonly KindRef[] = [
  CONFIG_MAP,
  DAEMON_SET,
  DEPLOYMENT,
];

/** What the ConfigMap of a controller sets, which holds for every Ingress that does not say otherwise itself. */
export interface HaproxySettings {
  /**
   * `read`: what it sets is all that is set. `assumed`: no controller was seen, so its documented defaults are.
   * `not-known`: there is a ConfigMap, or one of several, that was not read.
   */
  readonly state: 'read' | 'assumed' | 'not-known';
  readonly values: Readonly<Record<string, string>>;
  /** A Service of the controller's own answers what no rule takes. */
  readonly hasDefaultBackend: boolean;
  readonly problems: readonly SourceProblem[];
}

/** The Ingresses of a class with what the ConfigMap sets for them, and the settings themselves. */
export interface SettledDoor {
  readonly door: ClassDoor;
  readonly settings: HaproxySettings;
}

const ASSUMED: HaproxySettings = {
  state: 'assumed',
  values: {},
  hasDefaultBackend: false,
  problems: [],
};

const controllers: SnapshotIndex<readonly HaproxyFacts[]> = {
  name: 'HAProxy controllers',
  reads: [DAEMON_SET, DEPLOYMENT],
  build: snapshot =>
    [DEPLOYMENT, DAEMON_SET].flatMap(kind =>
      snapshot.list(kind).flatMap(({ facts }) => facts?.haproxy ?? []),
    ),
};

/** Puts the values of the ConfigMap under the annotations of each Ingress, where the table of the controller has their keys. */
export function settle(
  door: ClassDoor,
  controller: HaproxyFacts['controller'],
  table: AnnotationTable,
): SettledDoor {
  const { place, settings } = settingsOf(door, controller);
  const known = new Set([
    ...table.rules.flatMap(({ key, details = [] }) => [key, ...details]),
    ...table.told,
  ]);
  const values = Object.entries(settings.values).filter(([key]) =>
    known.has(key),
  );
  const [namespace = '', name = ''] = place.split('/');
  const provenance = at(
    SOURCE_ID,
    refOf(door.snapshot.cluster, CONFIG_MAP, namespace, name),
  );
  return {
    settings,
    door:
      values.length === 0
        ? door
        : {
            ...door,
            ingresses: door.ingresses.map(fact =>
              withDefaults(fact, {
                values,
                prefixes: table.prefixes,
                provenance,
              }),
            ),
          },
  };
}

function withDefaults(
  fact: IngressFact,
  options: {
    readonly values: readonly (readonly [string, string])[];
    readonly prefixes: readonly string[];
    readonly provenance: ReturnType<typeof at>;
  },
): IngressFact {
  const { values, prefixes, provenance } = options;
  const { annotations } = fact;
  const used =
    prefixes.find(prefix =>
      Object.keys(annotations).some(key => key.startsWith(prefix)),
    ) ?? prefixes[0];
  const added = new Map(
    values
      .filter(
        ([key]) => !prefixes.some(prefix => `${prefix}${key}` in annotations),
      )
      .map(([key, value]) => [`${used}${key}`, { key, value }]),
  );
  return {
    ...fact,
    annotations: {
      ...annotations,
      ...Object.fromEntries([...added].map(([key, { value }]) => [key, value])),
    },
    atAnnotation: key => {
      const setting = added.get(key);
      return setting
        ? provenance(`data['${setting.key}']`)
        : fact.atAnnotation(key);
    },
  };
}

function settingsOf(
  { snapshot, entry, ingresses }: ClassDoor,
  controller: HaproxyFacts['controller'],
): { readonly place: string; readonly settings: HaproxySettings } {
  const own = snapshot
    .index(controllers)
    .filter(
      facts => facts.controller === controller && isOf(facts, entry.controller),
    );
  const hasDefaultBackend = own.some(facts => facts.hasDefaultBackend);
  const [first] = own;
  if (!first) {
    return { place: '', settings: ASSUMED };
  }
  const notKnown = (message: string) => ({
    place: '',
    settings: {
      state: 'not-known' as const,
      values: {},
      hasDefaultBackend,
      problems: ingresses.slice(0, 1).map(({ object }) => ({
        severity: 'info' as const,
        object,
        path: 'spec.ingressClassName',
        message,
      })),
    },
  });
  if (new Set(own.map(facts => JSON.stringify(facts.configMap))).size > 1) {
    return notKnown(
      `Class ${
        entry.className ?? ''
      }: several controllers may serve it, each with a ConfigMap of its own: which settings hold is not known.`,
    );
  }
  if (first.configMap.state === 'not-known') {
    return notKnown(
      `Class ${
        entry.className ?? ''
      }: the ConfigMap of its controller is named by a variable: its settings are not known.`,
    );
  }
  const read = (place: string, values: HaproxySettings['values']) => ({
    place,
    settings: {
      state: 'read' as const,
      values,
      hasDefaultBackend,
      problems: [],
    },
  });
  if (first.configMap.state !== 'named') {
    return read('', {});
  }
  const { place } = first.configMap;
  const found = findSettings(snapshot, place);
  return found
    ? read(place, found)
    : notKnown(
        `Class ${
          entry.className ?? ''
        }: ConfigMap ${place} of its controller was not read: its settings are not known.`,
      );
}

/** One that is known to be missing sets nothing. */
function findSettings(
  snapshot: ClusterSnapshot,
  place: string,
): HaproxySettings['values'] | undefined {
  const [namespace, name] = place.split('/');
  const found = lookUp(snapshot, CONFIG_MAP, namespace, name);
  switch (found.state) {
    case 'resolved':
      return found.value.facts?.haproxySettings ?? {};
    case 'missing':
      return {};
    default:
      return undefined;
  }
}

/** A controller without a suffix is that of classes without one; a class that no IngressClass describes may be anybody's. */
function isOf({ classSuffix }: HaproxyFacts, named: string | null): boolean {
  return named === null || (named.split('/').at(2) ?? null) === classSuffix;
}
