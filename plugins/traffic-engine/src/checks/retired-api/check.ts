import type { FindingDraft, Check } from '../Check';
import {
  CRON_JOB,
  DAEMON_SET,
  DEPLOYMENT,
  STATEFUL_SET,
} from '../../kinds/coreKinds';
import { GRPC_ROUTE, REFERENCE_GRANT } from '../../kinds/gatewayApiKinds';
import { INGRESS, INGRESS_CLASS } from '../../kinds/ingressKinds';
import { findRetiredApi, KINDS_LEFT_BEHIND } from '../../kinds/retiredApis';
import { refTo } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import type { KubeObject } from '../../snapshot/KubeObject';
import { NETWORK_POLICY } from '../../sources/network-policy/kinds';

/** Kinds that live on after some of their versions; what controllers make of them is not asked. */
const LIVING = [
  INGRESS,
  INGRESS_CLASS,
  NETWORK_POLICY,
  GRPC_ROUTE,
  REFERENCE_GRANT,
  DEPLOYMENT,
  STATEFUL_SET,
  DAEMON_SET,
  CRON_JOB,
];
const READS = [...LIVING, ...KINDS_LEFT_BEHIND];

/** A manifest is written for an API that is gone, or an object is left of one that nobody reads any more. */
export const retiredApi: Check = {
  id: 'retired-api',
  code: 'TRF417',
  severity: 'warning',
  title: 'Retired API',
  message:
    '{{kind}} {{name}} is written as {{apiVersion}}, which is gone since {{goneSince}}: nothing reads it in this version any more.',
  fix: 'Write {{instead}}.',
  reads: READS,
  run: ({ snapshots }) => snapshots.flatMap(findRetired),
};

function findRetired(snapshot: ClusterSnapshot): readonly FindingDraft[] {
  const objects = [
    ...snapshot.leftOut,
    ...READS.flatMap(kind => snapshot.unsorted(kind)),
  ];
  return objects.flatMap(object => {
    const apiVersion = object.facts?.writtenAs ?? object.apiVersion;
    const retired = findRetiredApi(apiVersion, object.kind);
    return retired
      ? [draftOf(snapshot, object, { apiVersion, ...retired })]
      : [];
  });
}

function draftOf(
  { cluster }: ClusterSnapshot,
  object: KubeObject,
  retired: {
    readonly apiVersion: string;
    readonly goneSince: string;
    readonly writeInstead: string;
  },
): FindingDraft {
  const { namespace, name } = object.metadata;
  return {
    at: {
      source: 'retired-api',
      object: refTo(cluster, object),
      path: 'apiVersion',
    },
    params: {
      kind: object.kind,
      name: namespace === undefined ? name : `${namespace}/${name}`,
      apiVersion: retired.apiVersion,
      goneSince: retired.goneSince,
      instead: retired.writeInstead,
    },
    entities: [],
  };
}
