import type { TlsOrigination } from '@portolan/plugin-traffic-common';
import { destinationRuleIndex } from '../../istio/destinationRuleIndex';
import type { Proxies } from '../../istio/destinationRuleMerge';
import type {
  ClientTls,
  DestinationRule,
} from '../../istio/facts/destinationRules';
import { at } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { SOURCE_ID } from './kinds';

const MODES: Readonly<Record<string, TlsOrigination['mode'] | undefined>> = {
  DISABLE: 'disabled',
  SIMPLE: 'simple',
  MUTUAL: 'mutual',
  ISTIO_MUTUAL: 'mesh-mutual',
};

/** The TLS settings of a DestinationRule for a port, and where they stand; a port's own replace the rule's as a whole. */
function tlsSettingsOf(
  { spec }: DestinationRule,
  port: number | null,
): { tls: ClientTls; path: string } | undefined {
  const policy = spec.trafficPolicy;
  const index =
    policy?.portLevelSettings.findIndex(
      ({ port: own }) => own?.number !== undefined && own.number === port,
    ) ?? -1;
  if (policy && index >= 0) {
    const { tls } = policy.portLevelSettings[index];
    return tls
      ? { tls, path: `spec.trafficPolicy.portLevelSettings[${index}].tls` }
      : undefined;
  }
  return policy?.tls
    ? { tls: policy.tls, path: 'spec.trafficPolicy.tls' }
    : undefined;
}

/** The TLS that proxies put around what they send to a host outside; nothing where it is not known which rule is theirs. */
export function originateTls(
  snapshot: ClusterSnapshot,
  asked: {
    host: string;
    client: string;
    /** The namespace of the ServiceEntry; null where there is none. */
    owner: string | null;
    port: number | null;
    proxies: Proxies;
  },
): TlsOrigination | undefined {
  const { rules, isKnown } = snapshot.index(destinationRuleIndex).find(asked);
  // Of several rules the first that has a policy at all decides, whatever that leaves out (istiod, mergeDestinationRule).
  const rule = rules.find(({ spec }) => spec.trafficPolicy);
  const settings = rule && isKnown ? tlsSettingsOf(rule, asked.port) : null;
  const mode = settings && MODES[settings.tls.mode ?? 'DISABLE'];
  return rule && settings && mode
    ? {
        mode,
        verifies: verifies(settings.tls, mode),
        provenance: at(SOURCE_ID, rule.ref)(settings.path),
      }
    : undefined;
}

/**
 * Whether the server's certificate is checked. Without an authority it depends on the installation: newer ones check against
 * the system's authorities unless VERIFY_CERTIFICATE_AT_CLIENT turns that off, older ones check nothing.
 */
function verifies(
  tls: ClientTls,
  mode: TlsOrigination['mode'],
): boolean | null {
  switch (mode) {
    case 'disabled':
      return null;
    case 'mesh-mutual':
      return true;
    default:
      if (tls.insecureSkipVerify) {
        return false;
      }
      // The credential of SIMPLE is an authority; that of MUTUAL is a client certificate, and may leave the authority out.
      return tls.caCertificates || (mode === 'simple' && tls.credentialName)
        ? true
        : null;
  }
}
