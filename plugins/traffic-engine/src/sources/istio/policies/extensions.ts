import type { Provenance } from '@portolan/plugin-traffic-common';
import { meshConfig } from '../../../istio/meshConfig';
import { at, refOf } from '../../../model/refs';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import { groupBy } from '../../../snapshot/groupBy';
import type { KubeObject } from '../../../snapshot/KubeObject';
import { readLabels, readRecord } from '../../../snapshot/read';
import type { SourceProblem } from '../../Source';
import { NOT_INTERPRETED_KINDS, SOURCE_ID } from '../kinds';
import type { PolicySubject } from './selectPolicies';

interface Extension {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly provenance: Provenance;
}

const NONE: readonly Provenance[] = [];

/** The objects that change a workload's proxy in ways that are not translated. */
export function extensionFinder(
  snapshot: ClusterSnapshot,
): (subject: PolicySubject) => readonly Provenance[] {
  const all = groupBy(
    listExtensions(snapshot),
    extension => extension.namespace,
  );
  if (all.size === 0) {
    return () => NONE;
  }
  const { rootNamespace } = snapshot.index(meshConfig);
  return ({ namespace, labels }) =>
    [...new Set([rootNamespace, namespace])]
      .flatMap(name => all.get(name) ?? [])
      .filter(extension =>
        Object.entries(extension.labels).every(
          ([key, value]) => labels[key] === value,
        ),
      )
      .map(({ provenance }) => provenance);
}

function listExtensions(snapshot: ClusterSnapshot): readonly Extension[] {
  return NOT_INTERPRETED_KINDS.flatMap(kind =>
    snapshot.list(kind).flatMap((object): readonly Extension[] => {
      const namespace = object.metadata.namespace ?? '';
      const ref = refOf(
        snapshot.cluster,
        kind,
        namespace,
        object.metadata.name,
      );
      // A WorkloadGroup describes machines outside and changes no proxy here.
      return kind.kind === 'WorkloadGroup'
        ? []
        : [
            {
              namespace,
              labels: selectorOf(object),
              provenance: at(SOURCE_ID, ref)('spec'),
            },
          ];
    }),
  );
}

/** `workloadSelector.labels` of an EnvoyFilter, `selector.matchLabels` of the others; none takes all. */
function selectorOf({ spec }: KubeObject) {
  return {
    ...readLabels(readRecord(spec, 'workloadSelector'), 'labels'),
    ...readLabels(readRecord(spec, 'selector'), 'matchLabels'),
  };
}

const WHAT_IT_CHANGES: Readonly<Record<string, string>> = {
  EnvoyFilter: 'it may change what proxies do in any way',
  WasmPlugin: 'it may change what proxies do with requests',
  Telemetry: 'it changes what proxies report',
  ProxyConfig: 'it changes how proxies are started',
  WorkloadGroup: 'it describes machines outside of the cluster',
};

/** One sentence for each such object. */
export function extensionProblems(
  snapshot: ClusterSnapshot,
): readonly SourceProblem[] {
  return NOT_INTERPRETED_KINDS.flatMap(kind =>
    snapshot.list(kind).map(
      ({ metadata }): SourceProblem => ({
        severity: 'info',
        object: refOf(
          snapshot.cluster,
          kind,
          metadata.namespace ?? '',
          metadata.name,
        ),
        path: 'spec',
        message: `Seen, not interpreted: ${kind.kind} ${
          metadata.namespace ?? ''
        }/${metadata.name}; ${WHAT_IT_CHANGES[kind.kind]}.`,
      }),
    ),
  );
}
