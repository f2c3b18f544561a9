import type {
  Attachment,
  ObjectRef,
  PolicyAncestor,
} from '@portolan/plugin-traffic-common';
import {
  GATEWAY,
  GATEWAY_API_GROUP,
  LISTENER_SETS,
} from '../../../kinds/gatewayApiKinds';
import { refKey } from '../../../model/refs';
import type { AttachedWays } from '../../Source';
import { isEnvoyGateway } from '../attach/isEnvoyGateway';

/** A Gateway or ListenerSet that may be Envoy Gateway's: what a policy is reported at. */
export interface Owner {
  readonly ref: ObjectRef;
  /** The Gateway itself, or that of the set. */
  readonly gateway: ObjectRef;
  readonly className: string;
  /** Null where the class is not to be seen, so that it is not known who serves it. */
  readonly controller: string | null;
  readonly listeners: readonly OwnListener[];
}

interface OwnListener {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
}

/** Where a route is attached: at a Gateway or ListenerSet, or at one listener of it. */
export interface RouteDoor {
  readonly owner: Owner;
  /** As its parentRef says. */
  readonly sectionName: string | null;
  /** Those that accept it. */
  readonly listeners: readonly string[];
}

/** The doors of a cluster that policies of Envoy Gateway may have an effect at. */
export interface Doors {
  readonly owners: readonly Owner[];
  ownerOf(ref: ObjectRef): Owner | undefined;
  /** Empty for a route that no such door is a parent of. */
  doorsOf(route: ObjectRef): readonly RouteDoor[];
}

const PARENTS = [GATEWAY, ...LISTENER_SETS];

/** Doors of other controllers are left out: Envoy Gateway reports nothing there. */
export function findDoors({
  gateways,
  listeners,
  attachments,
}: AttachedWays): Doors {
  const owners = new Map<string, Owner & { listeners: OwnListener[] }>();
  for (const { ref, className, controller } of gateways) {
    if (isEnvoyGateway(controller) !== false) {
      owners.set(refKey(ref), {
        ref,
        gateway: ref,
        className,
        controller,
        listeners: [],
      });
    }
  }
  for (const listener of listeners) {
    const gateway = owners.get(refKey(listener.gateway));
    const ref = listener.listenerSet ?? listener.gateway;
    const owner = owners.get(refKey(ref)) ?? {
      ...(gateway ?? { className: '', controller: null }),
      ref,
      gateway: listener.gateway,
      listeners: [],
    };
    if (gateway) {
      owners.set(refKey(ref), owner);
      owner.listeners.push(listener);
    }
  }
  const byRoute = new Map<string, RouteDoor[]>();
  for (const { route, parentRef, listeners: accepting } of attachments) {
    const ref = parentOf(route, parentRef);
    const owner = ref && owners.get(refKey(ref));
    if (owner) {
      const key = refKey(route);
      const known = byRoute.get(key) ?? [];
      known.push({
        owner,
        sectionName: parentRef.sectionName,
        listeners: accepting,
      });
      byRoute.set(key, known);
    }
  }
  return {
    owners: [...owners.values()],
    ownerOf: ref => owners.get(refKey(ref)),
    doorsOf: route => byRoute.get(refKey(route)) ?? [],
  };
}

function parentOf(
  { cluster }: ObjectRef,
  { group, kind, namespace, name }: Attachment['parentRef'],
): ObjectRef | undefined {
  return PARENTS.some(known => known.group === group && known.kind === kind)
    ? { cluster, group, kind, namespace, name }
    : undefined;
}

/** The ancestor that Envoy Gateway names for a door. */
export function ancestorAt(
  { ref, controller }: Owner,
  sectionName: string | null,
): Pick<PolicyAncestor, 'ref' | 'sectionName' | 'controller'> {
  return { ref, sectionName, controller };
}

/** Whether policies may be attached to an object as a door. */
export function isDoorKind({ group, kind }: ObjectRef): boolean {
  return (
    (group === GATEWAY_API_GROUP && kind === GATEWAY.kind) ||
    LISTENER_SETS.some(known => known.group === group && known.kind === kind)
  );
}
