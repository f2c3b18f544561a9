import type {
  Address,
  ControllerVerdict,
  ObjectRef,
} from '@portolan/plugin-traffic-common';
import { refTo } from '../model/refs';
import type { KubeObject } from '../snapshot/KubeObject';
import {
  isRecord,
  readList,
  readText,
  type UnknownRecord,
} from '../snapshot/read';
import { F5_CONTROLLER } from './kinds';

/** What a VirtualServer, VirtualServerRoute, TransportServer or Policy says of itself. */
export interface F5Object {
  readonly object: ObjectRef;
  readonly spec: UnknownRecord;
  readonly labels: Readonly<Record<string, string>>;
  /** '' where it is not known, as in files. */
  readonly createdAt: string;
  readonly uid: string;
  readonly className: string;
  readonly host: string;
  readonly addresses: readonly Address[];
  readonly reported: ControllerVerdict;
}

export function readF5Object(cluster: string, object: KubeObject): F5Object {
  const spec = isRecord(object.spec) ? object.spec : {};
  return {
    object: refTo(cluster, object),
    spec,
    labels: object.metadata.labels ?? {},
    createdAt: object.metadata.creationTimestamp ?? '',
    uid: object.metadata.uid ?? '',
    className: readText(spec, 'ingressClassName') ?? '',
    host: readText(spec, 'host') ?? '',
    addresses: readList(object.status, 'externalEndpoints').flatMap(
      (point): Address[] => {
        const ip = readText(point, 'ip');
        const hostname = readText(point, 'hostname');
        return [
          ...(ip ? [{ type: 'IPAddress', value: ip }] : []),
          ...(hostname ? [{ type: 'Hostname', value: hostname }] : []),
        ];
      },
    ),
    reported: readState(object),
  };
}

/** Reasons of the state `Warning` by which the controller says that it does not serve the object. */
const NOT_SERVED = ['Rejected', 'NoVirtualServerFound', 'Ignored'];

/**
 * `status.state` as one condition: `Invalid`, and a `Warning` that stands for a refusal, are False. The status has no generation,
 * so that an old one cannot be told.
 */
function readState({ status }: KubeObject): ControllerVerdict {
  const state = readText(status, 'state');
  if (state !== 'Valid' && state !== 'Warning' && state !== 'Invalid') {
    return { state: 'none' };
  }
  const reason = readText(status, 'reason') ?? state;
  const isServed =
    state === 'Valid' || (state === 'Warning' && !NOT_SERVED.includes(reason));
  return {
    state: 'reported',
    controller: F5_CONTROLLER,
    conditions: [
      { type: 'Valid', status: isServed ? 'True' : 'False', reason },
    ],
  };
}

export function nameOf({ object }: Pick<F5Object, 'object'>): string {
  return `${object.namespace}/${object.name}`;
}
