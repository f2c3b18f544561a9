import { isClaim } from '../../istio/claims';
import { requestAuthentications } from '../../istio/facts/requestAuthentications';
import {
  virtualServices,
  type VirtualService,
} from '../../istio/facts/virtualServices';
import { REQUEST_AUTHENTICATION } from '../../istio/kinds';
import { refKey } from '../../model/refs';
import { canTellAbsence } from '../../references/lookUp';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { subjectsOfGateway } from '../../sources/istio/policies/policiesAt';
import { authenticationsFor } from '../../sources/istio/policies/securityPolicies';
import { istioTranslation } from '../../sources/istio/translate';
import type { Check, FindingDraft } from '../Check';

/** A rule goes by claims of a token, and nothing at the gateway verifies tokens. */
export const istioClaimsNotVerified: Check = {
  id: 'istio-claims-not-verified',
  code: 'TRF152',
  severity: 'error',
  title: 'Claims that nobody verifies',
  message:
    'VirtualService {{service}} goes by the claims of a token, and no RequestAuthentication at Gateway {{gateway}} verifies one: no request has any claim there.',
  fix: 'Create a RequestAuthentication that selects the pods of Gateway {{gateway}}, with the issuer of the tokens.',
  reads: [
    ...istioTranslation.reads,
    ...virtualServices.reads,
    REQUEST_AUTHENTICATION,
  ],
  run: ({ snapshots }) => snapshots.flatMap(findUnverified),
};

function findUnverified(snapshot: ClusterSnapshot): readonly FindingDraft[] {
  const asking = snapshot.index(virtualServices).all.flatMap(service => {
    const path = claimPathOf(service);
    return path ? [{ key: refKey(service.ref), path }] : [];
  });
  const { unreadable } = snapshot.index(requestAuthentications);
  const isSeen = canTellAbsence(snapshot.statusOf(REQUEST_AUTHENTICATION), '');
  if (asking.length === 0 || unreadable.length > 0 || !isSeen) {
    return [];
  }
  const paths = new Map(asking.map(({ key, path }) => [key, path]));
  const told = new Map<string, FindingDraft>();
  for (const { hosts } of snapshot.index(istioTranslation).tables) {
    for (const { rule, server } of hosts.flatMap(({ matches }) => matches)) {
      const key = refKey(rule.owner.ref);
      const path = paths.get(key);
      const subjects = server ? subjectsOfGateway(server) : [];
      if (
        path &&
        server &&
        subjects.length > 0 &&
        subjects.every(
          subject => authenticationsFor(snapshot, subject).length === 0,
        )
      ) {
        const { ref } = rule.owner;
        told.set(key, {
          at: { source: 'istio', object: ref, path },
          params: {
            service: `${ref.namespace}/${ref.name}`,
            gateway: `${server.gateway.ref.namespace}/${server.gateway.ref.name}`,
          },
          related: [server.gateway.ref],
          entities: [],
        });
      }
    }
  }
  return [...told.values()];
}

/** The first match that goes by a claim. */
function claimPathOf({ spec }: VirtualService): string | undefined {
  for (const [ruleIndex, { match }] of spec.http.entries()) {
    const matchIndex = match.findIndex(({ headers, withoutHeaders }) =>
      [...Object.keys(headers), ...Object.keys(withoutHeaders)].some(isClaim),
    );
    if (matchIndex >= 0) {
      return `spec.http[${ruleIndex}].match[${matchIndex}]`;
    }
  }
  return undefined;
}
