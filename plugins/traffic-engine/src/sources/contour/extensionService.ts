import type { ObjectRef, Reason } from '@portolan/plugin-traffic-common';
import { SERVICE } from '../../kinds/coreKinds';
import { refOf } from '../../model/refs';
import { lookUp } from '../../references/lookUp';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import type { KubeObject } from '../../snapshot/KubeObject';
import {
  isRecord,
  readFlag,
  readList,
  readNumber,
  readRecord,
  readText,
} from '../../snapshot/read';
import { serviceFact } from '../../topology/Service';
import { EXTENSION_SERVICE } from './kinds';
import { lookUpSecret, secretNamed } from './lookUpSecret';
import type { ProxyFact } from './ProxyFact';
import { isFineTimeout } from './settingFault';

const VERSION = 'projectcontour.io/v1alpha1';

/** Why Contour refuses a root for the service that authorizes its requests, or why that is not known. */
export type ExtensionFault =
  | { readonly state: 'refused'; readonly reason: string }
  | { readonly state: 'unknown'; readonly reason: Reason };

/** The ExtensionService that a root names for authorization where TLS ends; null for none. */
export function extensionOf(
  snapshot: ClusterSnapshot,
  { spec, object }: Pick<ProxyFact, 'spec' | 'object'>,
): ObjectRef | null {
  const host = readRecord(spec, 'virtualhost');
  const ref = readRecord(readRecord(host, 'authorization'), 'extensionRef');
  const name = readText(ref, 'name');
  return name
    ? refOf(
        snapshot.cluster,
        EXTENSION_SERVICE,
        readText(ref, 'namespace') || object.namespace,
        name,
      )
    : null;
}

/** What stands against the authorization of a root, as validateExternalAuthExtensionService looks at it. */
export function extensionFault(
  snapshot: ClusterSnapshot,
  root: ProxyFact,
): ExtensionFault | null {
  const host = readRecord(root.spec, 'virtualhost');
  const authorization = readRecord(host, 'authorization');
  const extension = extensionOf(snapshot, root);
  const isOff =
    readFlag(readRecord(authorization, 'authPolicy'), 'disabled') === true ||
    readFlag(readRecord(host, 'tls'), 'passthrough') === true;
  if (!extension || isOff) {
    return null;
  }
  const version = readText(
    readRecord(authorization, 'extensionRef'),
    'apiVersion',
  );
  if (version && version !== VERSION) {
    return { state: 'refused', reason: 'AuthBadResourceVersion' };
  }
  const { namespace, name } = extension;
  const found = lookUp(snapshot, EXTENSION_SERVICE, namespace, name);
  if (found.state !== 'resolved' && found.state !== 'missing') {
    const params = {
      kind: EXTENSION_SERVICE.kind,
      name: `${namespace}/${name}`,
    };
    return { state: 'unknown', reason: { code: 'NotKnown', params } };
  }
  // One that is not valid is not there for those that name it.
  if (found.state === 'missing' || !isValid(snapshot, found.value)) {
    return { state: 'refused', reason: 'ExtensionServiceNotFound' };
  }
  return isFineTimeout(readText(authorization, 'responseTimeout'))
    ? null
    : { state: 'refused', reason: 'AuthResponseTimeoutInvalid' };
}

/** What buildExtensionService finds no error in; a Service that was not looked at is taken for one that is there. */
function isValid(
  snapshot: ClusterSnapshot,
  { spec, metadata }: KubeObject,
): boolean {
  const namespace = metadata.namespace ?? '';
  const timeouts = readRecord(spec, 'timeoutPolicy');
  const validation = readRecord(spec, 'validation');
  const secret = secretNamed(readText(validation, 'caSecret'), namespace);
  const isTrusted =
    !secret ||
    ['usable', 'unknown'].includes(
      lookUpSecret(snapshot, secret, namespace).state,
    );
  const hasValidation = isRecord(spec) && isRecord(spec.validation);
  return (
    ['response', 'idle', 'idleConnection'].every(field =>
      isFineTimeout(readText(timeouts, field)),
    ) &&
    isTrusted &&
    (!hasValidation || (readText(spec, 'protocol') ?? 'h2') === 'h2') &&
    readList(spec, 'services').every(service =>
      isServed(snapshot, namespace, service),
    )
  );
}

function isServed(
  snapshot: ClusterSnapshot,
  namespace: string,
  service: unknown,
): boolean {
  const name = readText(service, 'name') ?? '';
  const found = lookUp(snapshot, SERVICE, namespace, name);
  if (found.state !== 'resolved') {
    return found.state !== 'missing';
  }
  const { externalName, ports } = serviceFact(found.value);
  const port = readNumber(service, 'port');
  return (
    externalName === null &&
    ports.find(each => each.port === port)?.protocol === 'TCP'
  );
}

/** The Services behind an ExtensionService as `namespace/name:port`, for those that are told who authorizes. */
export function servicesOfExtension(
  snapshot: ClusterSnapshot,
  { namespace, name }: ObjectRef,
): readonly string[] {
  const found = lookUp(snapshot, EXTENSION_SERVICE, namespace, name);
  return found.state === 'resolved'
    ? readList(found.value.spec, 'services').map(
        service =>
          `${namespace}/${readText(service, 'name') ?? ''}:${
            readNumber(service, 'port') ?? ''
          }`,
      )
    : [];
}
