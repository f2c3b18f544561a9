import type {
  Condition,
  Endpoints,
  KindStatus,
  ObjectRef,
  Resolution,
} from '@portolan/plugin-traffic-common';
import { SERVICE } from '../../../kinds/coreKinds';
import type { KindRef } from '../../../kinds/KindRef';
import type { ServiceTarget } from '../../../model/drafts';
import { at } from '../../../model/refs';
import { lookUp } from '../../../references/lookUp';
import type { ReferenceGrants } from '../../../references/referenceGrants';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import { serviceFact } from '../../../topology/Service';
import {
  VENDOR_BACKEND_KINDS,
  type VendorBackendKind,
} from '../../../topology/vendorBackend';
import type { BackendRefFact } from '../facts/routeFact';
import type { ClassEntry } from '../gateways/GatewayEntry';
import { isOfVendor } from '../gateways/vendor';
import { SOURCE_ID } from '../kinds';
import type { BackendEntry } from './RouteEntry';

/** Kinds of backends that several vendors share; whether a controller takes them is its own. */
const SHARED_BACKEND_KINDS: readonly string[] = [
  'multicluster.x-k8s.io/ServiceImport',
  'inference.networking.k8s.io/InferencePool',
  'inference.networking.x-k8s.io/InferencePool',
];

/** What the backends of one route are followed with. */
export interface BackendLookUp {
  readonly snapshot: ClusterSnapshot;
  /** The route that names them. */
  readonly route: ObjectRef;
  readonly grants: ReferenceGrants;
  readonly routeKind: KindRef;
  readonly routeNamespace: string;
  /** The classes of the Gateways that the route names. */
  readonly classes: readonly ClassEntry[];
  /** The appProtocols that need a feature of the class, by name. */
  readonly featureOfAppProtocol: Readonly<Record<string, string>>;
}

interface Followed {
  readonly target: Resolution<ServiceTarget>;
  /** The wire's reason of the backend. */
  readonly reason: string | null;
  readonly fault: Pick<Condition, 'status' | 'reason'> | null;
  /** Where a backend that is no Service leads. */
  readonly endpoints?: Endpoints;
}

/** Follows one backend reference to its Service port: kind, permission, existence and port, in this order. */
export function resolveBackend(
  ref: BackendRefFact,
  { share, from }: { share: number; from: BackendLookUp },
): BackendEntry {
  const object: ObjectRef = {
    cluster: from.snapshot.cluster,
    group: ref.group,
    kind: ref.kind,
    namespace: ref.namespace,
    name: ref.name,
  };
  const { target, reason, fault, endpoints } = follow(ref, object, from);
  return {
    draft: {
      ref: object,
      port: ref.port,
      weight: ref.weight,
      share,
      reason,
      target,
      ...(endpoints ? { endpoints } : {}),
      provenance: at(SOURCE_ID, from.route)(ref.path),
    },
    fault,
  };
}

function follow(
  ref: BackendRefFact,
  object: ObjectRef,
  options: BackendLookUp,
): Followed {
  const { snapshot } = options;
  if (ref.group !== SERVICE.group || ref.kind !== SERVICE.kind) {
    return foreignBackend(ref, object, options);
  }
  const refused = askPermission(object, options);
  if (refused) {
    return refused;
  }
  const found = lookUp(snapshot, SERVICE, ref.namespace, ref.name);
  if (found.state === 'unknown') {
    return unknown(object, found.because);
  }
  if (found.state !== 'resolved') {
    return missing(object, 'BackendNotFound');
  }
  const service = serviceFact(found.value);
  const port = service.ports.find(known => known.port === ref.port);
  // An ExternalName is a name, whatever ports its Service lists.
  if (ref.port === null || (!port && service.type !== 'ExternalName')) {
    return missing(object, 'BackendPortNotFound');
  }
  const appProtocol = port?.appProtocol ?? '';
  const feature = options.featureOfAppProtocol[appProtocol];
  if (feature && isUnsupportedByAll(options.classes, feature)) {
    return {
      target: {
        state: 'unsupported',
        ref: object,
        why: `appProtocol ${appProtocol}`,
      },
      reason: 'UnsupportedProtocol',
      fault: { status: 'False', reason: 'UnsupportedProtocol' },
    };
  }
  return {
    target: {
      state: 'resolved',
      value: { service: object, servicePort: ref.port },
    },
    reason: null,
    fault: null,
  };
}

/** What a reference across namespaces comes to where no grant is known to permit it. */
function askPermission(
  object: ObjectRef,
  { grants, routeKind, routeNamespace }: BackendLookUp,
): Followed | undefined {
  const permission = grants.permission(
    { group: routeKind.group, kind: routeKind.kind, namespace: routeNamespace },
    object,
  );
  switch (permission.state) {
    case 'unknown':
      return unknown(object, permission.because);
    case 'forbidden':
      return {
        target: { state: 'forbidden', ref: object, needs: 'ReferenceGrant' },
        reason: 'RefNotPermitted',
        fault: { status: 'False', reason: 'RefNotPermitted' },
      };
    default:
      return undefined;
  }
}

/** The API knows no reason of its own for a port that the Service does not have. */
function missing(ref: ObjectRef, reason: string): Followed {
  return {
    target: { state: 'missing', ref },
    reason,
    fault: { status: 'False', reason: 'BackendNotFound' },
  };
}

function unknown(ref: ObjectRef, because: KindStatus): Followed {
  return {
    target: { state: 'unknown', ref, because },
    reason: null,
    fault: { status: 'Unknown', reason: 'NotKnown' },
  };
}

/**
 * A backend that is no Service. Controllers refuse kinds that they do not know (InvalidKind); whether one of its own
 * vendor's kinds resolves can be told of those that we read alone.
 */
function foreignBackend(
  ref: BackendRefFact,
  object: ObjectRef,
  options: BackendLookUp,
): Followed {
  const { group, kind } = object;
  const { classes } = options;
  const vendorKind = VENDOR_BACKEND_KINDS.find(
    known => known.kind.group === group && known.kind.kind === kind,
  );
  if (
    vendorKind &&
    classes.length > 0 &&
    (vendorKind.isStandard ||
      classes.every(
        ({ controller }) => isOfVendor(group, controller) === 'yes',
      ))
  ) {
    return followVendorBackend(vendorKind, { ref, object, lookUp: options });
  }
  const mayKnow =
    SHARED_BACKEND_KINDS.includes(`${group}/${kind}`) ||
    (group !== '' &&
      (classes.length === 0 ||
        classes.some(
          ({ controller }) => isOfVendor(group, controller) !== 'no',
        )));
  if (mayKnow) {
    return unknown(object, { state: 'pending' });
  }
  return {
    target: {
      state: 'unsupported',
      ref: object,
      why: 'no Service, and of another vendor than the Gateway',
    },
    reason: 'InvalidKind',
    fault: { status: 'False', reason: 'InvalidKind' },
  };
}

/** A backend that all controllers of the route know: whether it may be named, whether it is there, where it leads. */
function followVendorBackend(
  { kind, describe, isRefused }: VendorBackendKind,
  options: { ref: BackendRefFact; object: ObjectRef; lookUp: BackendLookUp },
): Followed {
  const { ref, object, lookUp: view } = options;
  const refused = askPermission(object, view);
  if (refused) {
    return refused;
  }
  const found = lookUp(view.snapshot, kind, ref.namespace, ref.name);
  switch (found.state) {
    case 'resolved':
      if (isRefused?.(found.value)) {
        return {
          target: {
            state: 'unsupported',
            ref: object,
            why: 'its controller does not accept it',
          },
          reason: 'InvalidKind',
          fault: { status: 'False', reason: 'UnsupportedValue' },
        };
      }
      return {
        target: {
          state: 'resolved',
          value: { service: object, servicePort: ref.port ?? 0 },
        },
        reason: null,
        fault: null,
        endpoints: describe(found.value),
      };
    case 'unknown':
      return unknown(object, found.because);
    default:
      return missing(object, 'BackendNotFound');
  }
}

function isUnsupportedByAll(
  classes: readonly ClassEntry[],
  feature: string,
): boolean {
  return (
    classes.length > 0 &&
    classes.every(({ features }) => features !== null && !features.has(feature))
  );
}
