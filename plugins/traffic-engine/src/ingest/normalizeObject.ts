import { groupOf, kindKey, type KindKey } from '../kinds/KindRef';
import type { KubeMetadata, KubeObject } from '../snapshot/KubeObject';
import type { ObjectFacts } from '../snapshot/ObjectFacts';
import { readRecord, readText } from '../snapshot/read';
import { readSecretCertificate } from './certificate/readSecretCertificate';
import { compact } from './fields';
import { minePod, mineTemplate } from './mineWorkload';
import { mineConfigMap } from './mining/mineConfigMap';
import { DEFAULT_MINING, type MiningOptions } from './mining/MiningOptions';
import { readHaproxy, readHaproxySettings } from './readHaproxy';
import { readIngressNginx, readIngressNginxSettings } from './readIngressNginx';
import { readKongPlugin } from './readKongPlugin';
import { readMesh } from './readMesh';
import { readTraefik } from './readTraefik';
import { LAST_APPLIED, readWrittenAs } from './readWrittenAs';
import { trimRoute } from './trimRoute';
import {
  egressNotes,
  trimCronJob,
  trimNode,
  trimPod,
  trimWorkload,
} from './trimWorkload';

/*
 * What is kept of an object, in a portal's store as in an analysis of files. managedFields are 20–46 % of the bytes; values
 * of Secrets, ConfigMaps, environments and arguments, and the last-applied annotation, may hold credentials. What such values
 * say that we may know (a certificate's public facts, the hosts of URLs) is read here, once, and only that is kept, as
 * `facts`. Resource versions are facts about the stream, not about the object: left out, a write that changes nothing we
 * keep changes nothing at all.
 */

/** What the normaliser may look for. */
export interface NormalizeOptions {
  /** Absent: everything is searched. */
  readonly mining?: MiningOptions;
}

interface Normalizer {
  /** The fields that are kept beside metadata. */
  readonly keep: (object: KubeObject) => Partial<KubeObject>;
  readonly factsOf?: (object: KubeObject) => ObjectFacts;
  readonly mine?: (
    object: KubeObject,
    options: MiningOptions,
  ) => ObjectFacts['mined'];
  /** But for those that say how a pod leaves the cluster. */
  readonly withoutAnnotations?: boolean;
}

const DROPPED_ANNOTATIONS: readonly string[] = [LAST_APPLIED];

const WORKLOAD: Normalizer = {
  keep: trimWorkload,
  factsOf: workload => ({
    traefik: readTraefik(workload),
    haproxy: readHaproxy(workload),
    ingressNginx: readIngressNginx(workload),
  }),
  mine: mineTemplate,
};

const KONG_PLUGIN: Normalizer = {
  keep: () => ({}),
  factsOf: plugin => ({ kongPlugin: readKongPlugin(plugin) }),
};

const NORMALIZERS: Readonly<Record<KindKey, Normalizer | undefined>> = {
  '/Pod': { keep: trimPod, mine: minePod, withoutAnnotations: true },
  '/Node': { keep: trimNode, withoutAnnotations: true },
  'apps/Deployment': WORKLOAD,
  'apps/ReplicaSet': { keep: trimWorkload },
  'apps/StatefulSet': WORKLOAD,
  'apps/DaemonSet': WORKLOAD,
  'batch/Job': { keep: trimWorkload },
  'batch/CronJob': { keep: trimCronJob, mine: mineTemplate },
  'configuration.konghq.com/KongPlugin': KONG_PLUGIN,
  'configuration.konghq.com/KongClusterPlugin': KONG_PLUGIN,
  'route.openshift.io/Route': { keep: trimRoute },
  '/Secret': {
    keep: ({ type }) => ({ type }),
    factsOf: secret => ({ certificate: readSecretCertificate(secret) }),
  },
  '/ConfigMap': {
    keep: () => ({}),
    factsOf: configMap => ({
      authority: readText(readRecord(configMap, 'data'), 'ca.crt')
        ? 'present'
        : 'absent',
      ingressNginxSettings: readIngressNginxSettings(configMap),
      mesh: readMesh(configMap),
      haproxySettings: readHaproxySettings(configMap),
    }),
    mine: mineConfigMap,
  },
};

/**
 * The object as it is kept: without what is never read and without what must not be kept, and with the facts that were read
 * from the latter. Synchronous and pure; never throws on what an object holds.
 */
export function normalizeObject(
  object: KubeObject,
  { mining = DEFAULT_MINING }: NormalizeOptions = {},
): KubeObject {
  const { apiVersion, kind } = object;
  const normalizer = NORMALIZERS[kindKey({ group: groupOf(apiVersion), kind })];
  const metadata = trimMetadata(object.metadata);
  const writtenAs = readWrittenAs(object);
  if (!normalizer) {
    const { facts: _claimed, ...kept } = object;
    return {
      ...kept,
      metadata,
      ...(writtenAs !== undefined && { facts: { writtenAs } }),
    };
  }
  const facts = compact<ObjectFacts>({
    writtenAs,
    ...normalizer.factsOf?.(object),
    mined: isMined(object, mining)
      ? normalizer.mine?.(object, mining)
      : undefined,
  });
  return {
    apiVersion,
    kind,
    metadata: normalizer.withoutAnnotations
      ? compact({ ...metadata, annotations: egressNotes(metadata) })
      : metadata,
    ...compact(normalizer.keep(object)),
    ...(Object.keys(facts).length > 0 && { facts }),
  };
}

function isMined({ metadata }: KubeObject, mining: MiningOptions): boolean {
  return (
    mining.enabled &&
    !mining.excludeNamespaces.includes(metadata.namespace ?? '')
  );
}

/** Name, labels and what binds an object to others; resource versions and managedFields stay out. */
function trimMetadata(metadata: KubeMetadata): KubeMetadata {
  const { name, namespace, uid, generation, creationTimestamp } = metadata;
  return compact({
    name,
    namespace,
    uid,
    generation,
    creationTimestamp,
    labels: metadata.labels,
    annotations: withoutDropped(metadata.annotations),
    ownerReferences: metadata.ownerReferences,
  });
}

function withoutDropped(
  annotations: KubeMetadata['annotations'],
): KubeMetadata['annotations'] {
  const kept = Object.entries(annotations ?? {}).filter(
    ([name]) => !DROPPED_ANNOTATIONS.includes(name),
  );
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}
