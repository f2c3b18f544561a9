import type { KindStatus } from '@portolan/plugin-traffic-common';
import { parseAllDocuments } from 'yaml';
import { groupOf, kindKey, type KindRef } from '../kinds/KindRef';
import { normalizeObject } from '../ingest/normalizeObject';
import {
  createSnapshot,
  type ClusterSnapshot,
} from '../snapshot/ClusterSnapshot';
import type { KubeObject } from '../snapshot/KubeObject';
import { parseKubeObject } from '../snapshot/parseKubeObject';

const SYNCED: KindStatus = { state: 'synced', at: '2026-01-01T00:00:00Z' };

const CAN_SEE: readonly KindStatus['state'][] = ['synced', 'stale'];

/**
 * A snapshot of the cluster `test` that holds the objects of YAML text (or parsed objects), as they are kept; every kind is synced unless
 * `statuses` says otherwise of its name; a kind that is not seen holds none. Throws when a document is no Kubernetes object or its kind is not among `kinds`.
 */
export function snapshotFrom(
  input: string | readonly unknown[],
  options: {
    kinds: readonly KindRef[];
    statuses?: Readonly<Record<string, KindStatus>>;
  },
): ClusterSnapshot {
  const kinds = [
    ...new Map(options.kinds.map(kind => [kindKey(kind), kind])).values(),
  ];
  const documents =
    typeof input === 'string'
      ? parseAllDocuments(input).flatMap(document => document.toJS() ?? [])
      : input;
  const objects = documents.map(toObject);
  const keyOf = ({ apiVersion, kind }: KubeObject) =>
    kindKey({ group: groupOf(apiVersion), kind });
  const known = new Set<string>(kinds.map(kindKey));
  const stray = objects.find(object => !known.has(keyOf(object)));
  if (stray) {
    throw new Error(`The kind ${keyOf(stray)} is not among the test's kinds.`);
  }
  return createSnapshot({
    cluster: 'test',
    kinds: kinds.map(kind => {
      const status = options.statuses?.[kind.kind] ?? SYNCED;
      return {
        kind,
        status,
        objects: CAN_SEE.includes(status.state)
          ? objects.filter(object => keyOf(object) === kindKey(kind))
          : [],
        version: '1',
      };
    }),
  });
}

function toObject(document: unknown): KubeObject {
  const parsed = parseKubeObject(document);
  if (!parsed.ok) {
    throw new Error(parsed.message);
  }
  return normalizeObject(parsed.object);
}
