import type { AnalysisProblem } from '@portolan/plugin-traffic-common';
import { groupOf, kindKey, type KindKey, type KindRef } from '../kinds/KindRef';
import type { EgressNat } from '../egress/resolveWayOut';
import type { MiningOptions } from '../ingest/mining/MiningOptions';
import { findRetiredApi } from '../kinds/retiredApis';
import { normalizeObject } from '../ingest/normalizeObject';
import { refKey, refTo } from '../model/refs';
import type { CatalogEntityFacts } from '../ownership/CatalogEntityFacts';
import { groupBy } from '../snapshot/groupBy';
import type { KubeObject } from '../snapshot/KubeObject';
import type { ClusterTelemetry } from '../telemetry/ClusterTelemetry';
import { parseKubeObject } from '../snapshot/parseKubeObject';
import { isRecord } from '../snapshot/read';
import type { Origin } from './AnalysisInput';
import type { ClusterInput } from './ClusterInput';
import {
  CLUSTER_API_VERSION,
  clusterDocumentSchema,
  isTelemetryDocument,
  telemetryDocumentSchema,
  type ClusterDocument,
} from './clusterDocument';
import { isEntityApiVersion, readEntity } from './readEntity';
import type { SourceDocument } from './splitDocuments';

/** The input sorted out: clusters with their objects, catalog entities, origins, and what could not be used. */
export interface Collected {
  readonly clusters: readonly ClusterInput[];
  readonly entities: readonly CatalogEntityFacts[];
  readonly telemetry: readonly ClusterTelemetry[];
  /** The addresses that Cluster documents state. */
  readonly egressNat: EgressNat;
  readonly origins: ReadonlyMap<string, Origin>;
  readonly problems: readonly AnalysisProblem[];
}

interface Placed {
  readonly cluster: string;
  readonly kind: KindRef;
  readonly object: KubeObject;
}

interface NotInterpreted {
  readonly origin: Origin;
  readonly apiVersion: string;
  readonly kind: string;
  /** The versions that are read of it; none where the kind is not read at all. */
  readonly readAs?: readonly string[];
}

/** Puts every document where it belongs; the order of documents decides nothing but which of two equal names is kept. */
export function collectClusters(
  documents: readonly SourceDocument[],
  options: {
    kinds: readonly KindRef[];
    cluster: string;
    mining?: MiningOptions;
  },
): Collected {
  const kinds = new Map(options.kinds.map(kind => [kindKey(kind), kind]));
  const placed = new Map<string, Placed>();
  const entities = new Map<string, CatalogEntityFacts>();
  const origins = new Map<string, Origin>();
  const stated = new Map<string, ClusterDocument['kinds']>();
  const clusterOfText = new Map<number, string>();
  const telemetry = new Map<string, ClusterTelemetry>();
  const egressNat = new Map<string, readonly string[]>();
  const seen: NotInterpreted[] = [];
  const unread = new Map<string, Set<KindKey>>();
  const leftOut: Array<Pick<Placed, 'cluster' | 'object'>> = [];
  const problems: AnalysisProblem[] = [];

  for (const document of documents) {
    const { value } = document;
    const { origin } = document;
    const refuse = (
      message: string,
      severity: AnalysisProblem['severity'] = 'error',
    ) => problems.push({ severity, message, ...placeOf(origin) });
    const apiVersion = isRecord(value) ? value.apiVersion : undefined;

    if (isTelemetryDocument(value)) {
      const parsed = telemetryDocumentSchema.safeParse(value);
      if (parsed.success) {
        const { metadata, spec } = parsed.data;
        telemetry.set(metadata.name, { cluster: metadata.name, ...spec });
      } else {
        const [issue] = parsed.error.issues;
        refuse(
          `Not a Telemetry document: ${issue.path.join('.')}: ${
            issue.message
          }.`,
        );
      }
    } else if (apiVersion === CLUSTER_API_VERSION) {
      const parsed = clusterDocumentSchema.safeParse(value);
      if (parsed.success) {
        const { name } = parsed.data.metadata;
        clusterOfText.set(document.textIndex, name);
        stated.set(name, parsed.data.kinds);
        egressNat.set(name, parsed.data.egress?.natAddresses ?? []);
      } else {
        const [issue] = parsed.error.issues;
        refuse(
          `Not a Cluster document: ${issue.path.join('.')}: ${issue.message}.`,
        );
      }
    } else if (isEntityApiVersion(apiVersion)) {
      const read = readEntity(value);
      if (read.ok) {
        entities.set(read.entity.entityRef, read.entity);
      } else {
        refuse(read.message);
      }
    } else {
      const read = parseKubeObject(value);
      if (!read.ok) {
        refuse(read.message);
        continue;
      }
      const cluster =
        clusterOfText.get(document.textIndex) ??
        document.cluster ??
        options.cluster;
      const { object } = read;
      const kind = kinds.get(
        kindKey({ group: groupOf(object.apiVersion), kind: object.kind }),
      );
      if (!kind || !kind.versions.includes(versionOf(object.apiVersion))) {
        seen.push({
          origin,
          apiVersion: object.apiVersion,
          kind: object.kind,
          readAs: kind?.versions,
        });
        if (kind) {
          const kindsOfCluster = unread.get(cluster) ?? new Set();
          unread.set(cluster, kindsOfCluster.add(kindKey(kind)));
        }
        if (findRetiredApi(object.apiVersion, object.kind)) {
          const { apiVersion: version, kind: name } = object;
          const { metadata } = normalizeObject(object, options);
          leftOut.push({
            cluster,
            object: { apiVersion: version, kind: name, metadata },
          });
          origins.set(refKey(refTo(cluster, object)), origin);
        }
        continue;
      }
      const inScope = withScope(object, kind);
      const key = refKey(refTo(cluster, inScope));
      if (placed.has(key)) {
        refuse(
          `${kind.kind} ${inScope.metadata.name} is in the input more than once: the last one counts.`,
          'warning',
        );
      }
      placed.set(key, {
        cluster,
        kind,
        object: normalizeObject(inScope, options),
      });
      origins.set(key, origin);
    }
  }

  return {
    clusters: toClusters([...placed.values()], {
      stated,
      unread,
      leftOut,
      defaultCluster: options.cluster,
    }),
    entities: [...entities.values()],
    telemetry: [...telemetry.values()],
    egressNat: Object.fromEntries(egressNat),
    origins,
    problems: [...problems, ...notInterpreted(seen)],
  };
}

/** Lines are looked for when they are needed, which for most documents is never. */
function placeOf({ file, line }: Origin) {
  return { ...(file !== undefined && { file }), ...(line && { line }) };
}

function versionOf(apiVersion: string): string {
  return apiVersion.slice(apiVersion.indexOf('/') + 1);
}

/** A manifest may leave its namespace to the one who applies it: `default`, as kubectl has it. */
function withScope(object: KubeObject, kind: KindRef): KubeObject {
  const { namespace, ...metadata } = object.metadata;
  return kind.scope === 'Cluster'
    ? { ...object, metadata }
    : {
        ...object,
        metadata: { ...metadata, namespace: namespace || 'default' },
      };
}

function toClusters(
  placed: readonly Placed[],
  options: {
    readonly stated: ReadonlyMap<string, ClusterDocument['kinds']>;
    readonly unread: ReadonlyMap<string, ReadonlySet<KindKey>>;
    readonly leftOut: readonly Pick<Placed, 'cluster' | 'object'>[];
    readonly defaultCluster: string;
  },
): ClusterInput[] {
  const { stated, unread, leftOut, defaultCluster } = options;
  const byCluster = groupBy(placed, item => item.cluster);
  const names = new Set([
    ...byCluster.keys(),
    ...stated.keys(),
    ...unread.keys(),
    ...leftOut.map(({ cluster }) => cluster),
  ]);
  if (names.size === 0) {
    names.add(defaultCluster);
  }
  return [...names].sort().map(name => {
    const byKind = groupBy(byCluster.get(name) ?? [], item =>
      kindKey(item.kind),
    );
    return {
      name,
      stated: stated.get(name) ?? {},
      unread: unread.get(name) ?? new Set(),
      leftOut: leftOut
        .filter(({ cluster }) => cluster === name)
        .map(({ object }) => object),
      objects: new Map<KindKey, readonly KubeObject[]>(
        [...byKind].map(([key, items]) => [key, items.map(i => i.object)]),
      ),
    };
  });
}

/**
 * One sentence per kind: a dump holds hundreds of them. An API that is gone, or a version that is not read of a kind that is,
 * is a warning: what the documents were written for is not in the answer.
 */
function notInterpreted(seen: readonly NotInterpreted[]): AnalysisProblem[] {
  const byKind = groupBy(seen, item => `${item.apiVersion} ${item.kind}`);
  return [...byKind].map(([, items]) => {
    const [{ apiVersion, kind, readAs, origin }] = items;
    const retired = findRetiredApi(apiVersion, kind);
    const more = retired
      ? ` It is gone since ${retired.goneSince}: write ${retired.writeInstead}.`
      : readAs && ` Of this kind ${readAs.join(', ')} is read.`;
    return {
      severity: more ? 'warning' : 'info',
      message: `Seen, not interpreted: ${
        items.length
      } of ${kind} (${apiVersion}).${more ?? ''}`,
      ...placeOf(origin),
    };
  });
}
