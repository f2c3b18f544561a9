import type { ObjectRef } from '@portolan/plugin-traffic-common';
import { TCP_ROUTE } from '../../../kinds/gatewayApiKinds';
import type { PolicyTarget } from '../../../model/drafts';
import { refKey } from '../../../model/refs';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import type { KubeObject } from '../../../snapshot/KubeObject';
import {
  isRecord,
  readFlag,
  readList,
  readNumber,
  readRecord,
  readText,
} from '../../../snapshot/read';
import {
  CLIENT_TRAFFIC_POLICY,
  ENVOY_EXTENSION_POLICY,
  SECURITY_POLICY,
} from '../kinds';
import {
  AS_AUTHORITY,
  AS_CODE,
  AS_SECRET,
  AS_SERVER,
  backendRefsOf,
  followReference,
  worstOf,
  type ReferenceState,
} from './references';

/** Whether Envoy Gateway can translate a policy, and what becomes of the requests that it holds for where it cannot. */
export interface PolicyFault {
  readonly state: ReferenceState;
  /** Requests get 500: nobody is let past. Else the policy is left out, and requests pass without it. */
  readonly closes: boolean;
}

interface Subject {
  readonly ref: ObjectRef;
  readonly object: KubeObject;
}

const VALID: PolicyFault = { state: 'valid', closes: false };

/** The parts of a SecurityPolicy, besides external authorization, without which nobody is let past. */
const CLOSING_PARTS = [
  'jwt',
  'oidc',
  'basicAuth',
  'apiKeyAuth',
  'authorization',
];

/**
 * Whether a policy cannot be translated at one Gateway so that its requests get 500: what the controller says of its current
 * generation there; where it says nothing, whether what the policy cannot do without is there.
 */
export function closesAt(
  snapshot: ClusterSnapshot,
  policy: Subject,
): (gateway: ObjectRef) => boolean {
  const predicted = faultOf(snapshot, policy);
  // Asked for every route behind a Gateway.
  const known = new Map<string, boolean>();
  return gateway => {
    const key = refKey(gateway);
    let answer = known.get(key);
    if (answer === undefined) {
      const stated = statedFault(policy.object, gateway);
      answer =
        stated === undefined
          ? predicted.state === 'invalid' && predicted.closes
          : stated === 'invalid' && mayClose(policy, predicted);
      known.set(key, answer);
    }
    return answer;
  };
}

/** A fault that the controller states and we do not see closes, but where all that could be at fault is open by its own word. */
function mayClose({ ref, object }: Subject, predicted: PolicyFault): boolean {
  if (ref.kind === CLIENT_TRAFFIC_POLICY.kind) {
    return false;
  }
  if (predicted.state === 'invalid') {
    return predicted.closes;
  }
  const spec = readRecord(object, 'spec');
  return !(
    ref.kind === SECURITY_POLICY.kind &&
    failsOpen(spec.extAuth) &&
    CLOSING_PARTS.every(part => spec[part] === undefined)
  );
}

function statedFault(
  object: KubeObject,
  gateway: ObjectRef,
): 'invalid' | 'valid' | undefined {
  const { namespace = '', generation } = object.metadata;
  const accepted = readList(readRecord(object, 'status'), 'ancestors')
    .filter(ancestor => {
      const ref = readRecord(ancestor, 'ancestorRef');
      return (
        readText(ref, 'name') === gateway.name &&
        (readText(ref, 'namespace') ?? namespace) === gateway.namespace
      );
    })
    .flatMap(ancestor => readList(ancestor, 'conditions'))
    .filter(condition => {
      const observed = readNumber(condition, 'observedGeneration');
      return (
        readText(condition, 'type') === 'Accepted' &&
        (observed === undefined ||
          generation === undefined ||
          observed >= generation)
      );
    });
  if (
    accepted.some(
      condition =>
        readText(condition, 'status') === 'False' &&
        readText(condition, 'reason') === 'Invalid',
    )
  ) {
    return 'invalid';
  }
  return accepted.length > 0 ? 'valid' : undefined;
}

/** What the objects themselves tell, for a target of the policy: some parts cannot be for all kinds of routes. */
export function faultOf(
  snapshot: ClusterSnapshot,
  { ref, object }: Subject,
  target?: PolicyTarget,
): PolicyFault {
  const spec = readRecord(object, 'spec');
  switch (ref.kind) {
    case SECURITY_POLICY.kind:
      return securityFault(snapshot, { ref, spec, target });
    case ENVOY_EXTENSION_POLICY.kind:
      return extensionFault(snapshot, { ref, spec });
    case CLIENT_TRAFFIC_POLICY.kind:
      return {
        state: follow(
          snapshot,
          ref,
          readList(
            readRecord(readRecord(spec, 'tls'), 'clientValidation'),
            'caCertificateRefs',
          ),
          AS_AUTHORITY,
        ),
        closes: false,
      };
    default:
      return VALID;
  }
}

type Spec = Readonly<Record<string, unknown>>;

function securityFault(
  snapshot: ClusterSnapshot,
  options: { ref: ObjectRef; spec: Spec; target: PolicyTarget | undefined },
): PolicyFault {
  const { ref, spec, target } = options;
  // What is found before the translation leaves the routes as they are.
  if (
    target?.ref.kind === TCP_ROUTE.kind
      ? asksMoreThanTcp(spec)
      : isContradictory(spec)
  ) {
    return { state: 'invalid', closes: false };
  }
  const extAuth = readRecord(spec, 'extAuth');
  const oidc = readRecord(spec, 'oidc');
  const authorizers = worstOf(
    ['grpc', 'http'].map(protocol =>
      follow(
        snapshot,
        ref,
        backendRefsOf(readRecord(extAuth, protocol)),
        AS_SERVER,
      ),
    ),
  );
  const others = worstOf([
    follow(
      snapshot,
      ref,
      [
        readRecord(spec, 'basicAuth').users,
        oidc.clientSecret,
        ...readList(readRecord(spec, 'apiKeyAuth'), 'credentialRefs'),
      ].filter(isRecord),
      AS_SECRET,
    ),
    follow(
      snapshot,
      ref,
      [
        ...backendRefsOf(readRecord(oidc, 'provider')),
        ...readList(readRecord(spec, 'jwt'), 'providers').flatMap(provider =>
          backendRefsOf(readRecord(provider, 'remoteJWKS')),
        ),
      ],
      AS_SERVER,
    ),
  ]);
  const state = worstOf([authorizers, others]);
  return {
    state,
    closes: others === 'invalid' || !failsOpen(extAuth),
  };
}

function failsOpen(part: unknown): boolean {
  return readFlag(part, 'failOpen') === true;
}

/** Only authorization by address holds for connections. */
function asksMoreThanTcp(spec: Spec): boolean {
  return (
    ['cors', 'jwt', 'oidc', 'apiKeyAuth', 'basicAuth', 'extAuth'].some(
      part => spec[part] !== undefined && spec[part] !== null,
    ) ||
    readList(readRecord(spec, 'authorization'), 'rules').some(rule => {
      const principal = readRecord(rule, 'principal');
      return (
        isRecord(principal.jwt) || readList(principal, 'headers').length > 0
      );
    })
  );
}

/** What the CRD lets through and the controller does not. */
function isContradictory(spec: Spec): boolean {
  const passesOn =
    readFlag(readRecord(spec, 'oidc'), 'passThroughAuthHeader') === true;
  const readsHeader = readList(readRecord(spec, 'jwt'), 'providers').some(
    provider =>
      isRecord(provider) &&
      (!isRecord(provider.extractFrom) ||
        readList(provider.extractFrom, 'headers').length > 0),
  );
  const mixesKeys = readList(
    readRecord(spec, 'apiKeyAuth'),
    'extractFrom',
  ).some(
    from =>
      ['headers', 'params', 'cookies'].filter(
        place => readList(from, place).length > 0,
      ).length > 1,
  );
  return (passesOn && !readsHeader) || mixesKeys;
}

function extensionFault(
  snapshot: ClusterSnapshot,
  { ref, spec }: { ref: ObjectRef; spec: Spec },
): PolicyFault {
  const servers = readList(spec, 'extProc').map(part => ({
    state: follow(
      snapshot,
      ref,
      isRecord(part) ? backendRefsOf(part) : [],
      AS_SERVER,
    ),
    isOpen: failsOpen(part),
  }));
  const code = follow(
    snapshot,
    ref,
    readList(spec, 'lua')
      .map(part => readRecord(part, 'valueRef'))
      .filter(target => readText(target, 'name') !== undefined),
    AS_CODE,
  );
  return {
    state: worstOf([code, ...servers.map(({ state }) => state)]),
    closes:
      code === 'invalid' ||
      servers.some(({ state, isOpen }) => state === 'invalid' && !isOpen),
  };
}

function follow(
  snapshot: ClusterSnapshot,
  ref: ObjectRef,
  targets: readonly unknown[],
  kinds: Parameters<typeof followReference>[2]['kinds'],
): ReferenceState {
  return worstOf(
    targets.map(target => followReference(snapshot, ref, { target, kinds })),
  );
}
