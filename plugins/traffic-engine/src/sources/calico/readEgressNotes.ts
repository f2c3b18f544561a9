import type { ObjectRef } from '@portolan/plugin-traffic-common';
import {
  CRON_JOB,
  DAEMON_SET,
  DEPLOYMENT,
  NAMESPACE,
  POD,
  STATEFUL_SET,
} from '../../kinds/coreKinds';
import { kindKey } from '../../kinds/KindRef';
import { refOf } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { readLabels, readRecord } from '../../snapshot/read';
import { podTemplateOf } from '../../topology/Pod';
import type { WorkloadFact } from '../../topology/workloadIndex';
import type { GatewaySelection } from './egressPolicies';
import { EGRESS_NOTES } from './kinds';

/** What the annotations of a pod, else of its namespace, say of egress gateways. */
export interface EgressNotes {
  readonly object: ObjectRef;
  readonly path: string;
  readonly selection: GatewaySelection;
  /** The name of an EgressGatewayPolicy. */
  readonly policy: string | null;
}

const TEMPLATES = new Map(
  [DEPLOYMENT, STATEFUL_SET, DAEMON_SET, CRON_JOB].map(kind => [
    kindKey(kind),
    kind,
  ]),
);

/** undefined: nothing is said, so no gateway is meant. */
export function readEgressNotes(
  snapshot: ClusterSnapshot,
  workload: WorkloadFact,
): EgressNotes | undefined {
  const { ref } = workload;
  const kind = TEMPLATES.get(kindKey(ref));
  const template = kind && snapshot.get(kind, ref.namespace, ref.name);
  const [pod] = workload.pods;
  const namespace = snapshot.get(NAMESPACE, '', ref.namespace);
  const ofPod = template
    ? read(
        ref,
        `spec.${
          ref.kind === CRON_JOB.kind ? 'jobTemplate.spec.' : ''
        }template.metadata.annotations`,
        readLabels(
          readRecord(podTemplateOf(template), 'metadata'),
          'annotations',
        ),
      )
    : pod &&
      read(
        refOf(snapshot.cluster, POD, pod.namespace, pod.name),
        'metadata.annotations',
        snapshot.get(POD, pod.namespace, pod.name)?.metadata.annotations,
      );
  return (
    ofPod ??
    (namespace &&
      read(
        refOf(snapshot.cluster, NAMESPACE, '', ref.namespace),
        'metadata.annotations',
        namespace.metadata.annotations,
      ))
  );
}

function read(
  object: ObjectRef,
  path: string,
  annotations: Readonly<Record<string, string>> = {},
): EgressNotes | undefined {
  const selector = annotations[EGRESS_NOTES.selector];
  const policy = annotations[EGRESS_NOTES.policy];
  return selector === undefined && policy === undefined
    ? undefined
    : {
        object,
        path: `${path}['${
          selector === undefined ? EGRESS_NOTES.policy : EGRESS_NOTES.selector
        }']`,
        selection: {
          selector: selector ?? null,
          namespaceSelector:
            annotations[EGRESS_NOTES.namespaceSelector] ?? null,
        },
        policy: policy ?? null,
      };
}
