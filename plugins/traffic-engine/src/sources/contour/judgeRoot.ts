import type { Reason, RouteVerdict } from '@portolan/plugin-traffic-common';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import {
  isRecord,
  readFlag,
  readList,
  readRecord,
  readText,
} from '../../snapshot/read';
import { extensionFault } from './extensionService';
import { lookUpSecret, secretNamed, type SecretName } from './lookUpSecret';
import type { ProxyFact } from './ProxyFact';
import { rootFault } from './rootFault';

export const SERVING: RouteVerdict = { state: 'serving', reasons: [] };

/** Contour takes nothing of it, for a reason in its own words. */
export function refused(reason: string): RouteVerdict {
  return {
    state: 'detached',
    reasons: [{ code: 'NotAttached', params: { by: 'Contour', reason } }],
  };
}

function unknown(reason: Reason): RouteVerdict {
  return { state: 'unknown', reasons: [reason] };
}

/** The Secret with the certificate of a virtual host; null without one. */
export function secretOf({ spec, object }: ProxyFact): SecretName | null {
  const tls = readRecord(readRecord(spec, 'virtualhost'), 'tls');
  return secretNamed(readText(tls, 'secretName'), object.namespace);
}

/** What other roots of the same Contour have the host too: none, or whether this one is the oldest of them. */
export type Claim = 'alone' | 'oldest' | 'later';

/** Whether Contour serves the virtual host of a root at all. */
export function judgeRoot(
  snapshot: ClusterSnapshot,
  root: ProxyFact,
  claim: Claim,
): RouteVerdict {
  const fault =
    rootFault(root) ?? (claim === 'later' ? 'DuplicateVhost' : null);
  if (fault) {
    return refused(fault);
  }
  const secrets = secretsOf(root).flatMap(({ secret, missing, foreign }) => {
    const answer = lookUpSecret(snapshot, secret, root.object.namespace);
    switch (answer.state) {
      case 'usable':
        return [];
      case 'unknown':
        return [unknown(answer.reason)];
      case 'not-delegated':
        return [refused(foreign ?? 'DelegationNotPermitted')];
      default:
        return [refused(missing)];
    }
  });
  const authorizer = judgeAuthorizer(snapshot, root);
  secrets.push(...authorizer);
  const [first] = [
    ...secrets.filter(({ state }) => state === 'detached'),
    ...settingsOf(root, claim).map(unknown),
    ...secrets,
  ];
  return first ?? SERVING;
}

/** Who authorizes requests has to be there, and valid (computeSecureVirtualHostAuthorization). */
function judgeAuthorizer(
  snapshot: ClusterSnapshot,
  root: ProxyFact,
): readonly RouteVerdict[] {
  const answer = extensionFault(snapshot, root);
  switch (answer?.state) {
    case 'refused':
      return [refused(answer.reason)];
    case 'unknown':
      return [unknown(answer.reason)];
    default:
      return [];
  }
}

/** The Secrets without which Contour refuses a root, and its reason where one is missing. */
function secretsOf(root: ProxyFact): readonly {
  readonly secret: SecretName;
  readonly missing: string;
  /** Where another namespace does not hand it out. */
  readonly foreign?: string;
}[] {
  const host = readRecord(root.spec, 'virtualhost');
  const tls = readRecord(host, 'tls');
  const validation = readRecord(tls, 'clientValidation');
  const named = (
    text: string | undefined,
    missing: string,
    foreign?: string,
  ) => {
    const secret = secretNamed(text, root.object.namespace);
    return secret ? [{ secret, missing, foreign }] : [];
  };
  return [
    ...named(readText(tls, 'secretName'), 'SecretNotValid'),
    ...named(readText(validation, 'caSecret'), 'ClientValidationInvalid'),
    ...named(readText(validation, 'crlSecret'), 'ClientValidationInvalid'),
    ...readList(host, 'jwtProviders').flatMap(provider =>
      named(
        readText(
          readRecord(readRecord(provider, 'remoteJWKS'), 'validation'),
          'caSecret',
        ),
        'RemoteJWKSUpstreamValidationInvalid',
        'RemoteJWKSCACertificateNotDelegated',
      ),
    ),
  ];
}

/** What only Contour's own configuration or release decides. */
function settingsOf(root: ProxyFact, claim: Claim): readonly Reason[] {
  const { className, spec } = root;
  const tls = readRecord(spec, 'virtualhost').tls;
  const dependsOn = (kind: string, name: string, setting: string): Reason => ({
    code: 'DependsOnSetting',
    params: { kind, name, setting },
  });
  return [
    ...(className !== '' && className !== 'contour'
      ? [dependsOn('class', className, 'ingress.classNames')]
      : []),
    // Up to 1.33 Contour refuses all roots of one host, later releases all but the oldest.
    ...(claim === 'oldest'
      ? [
          {
            code: 'NotKnown',
            params: { kind: 'release', name: 'of Contour' },
          } as const,
        ]
      : []),
    ...(isRecord(tls) &&
    readFlag(tls, 'enableFallbackCertificate') === true &&
    readFlag(tls, 'passthrough') !== true
      ? [
          dependsOn(
            'certificate',
            'of the fallback',
            'tls.fallback-certificate',
          ),
        ]
      : []),
  ];
}
