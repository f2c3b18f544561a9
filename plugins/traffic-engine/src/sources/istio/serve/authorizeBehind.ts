import { namespaceLabels } from '../../../egress/namespaceLabels';
import {
  asGiven,
  membershipOf,
  membershipOfWorkload,
  type MeshMembership,
} from '../../../istio/meshMembership';
import { meshConfig } from '../../../istio/meshConfig';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import type { ServiceFact } from '../../../topology/Service';
import { serviceIndex } from '../../../topology/serviceIndex';
import { authorizationsFor } from '../policies/securityPolicies';
import type { PolicySubject } from '../policies/selectPolicies';
import { authorize, type Authorization, type Caller } from './authorize';
import { whyPoliciesUnseen } from './unseenPolicies';

interface Member extends PolicySubject {
  readonly membership: MeshMembership;
}

/**
 * Whether the proxies of a Service's own workloads let a request in. Pods without a proxy enforce nothing; where it is not known
 * whether there is one, a refusal is not known either. In ambient, ztunnel sees no requests: what policies make of one there is
 * not known here.
 */
export function authorizeBehind(
  snapshot: ClusterSnapshot,
  service: Pick<ServiceFact, 'namespace' | 'name' | 'selector'>,
  caller: Pick<Caller, 'request' | 'identity'>,
): Authorization['verdict'] {
  const mesh = snapshot.index(meshConfig);
  const unseen = whyPoliciesUnseen(snapshot, [service.namespace]);
  const verdicts = new Set(
    membersOf(snapshot, service).map((member): Authorization['verdict'] => {
      if (member.membership === 'none') {
        return 'allowed';
      }
      if (unseen) {
        return 'not-known';
      }
      const policies = authorizationsFor(snapshot, member);
      if (policies.length === 0) {
        return 'allowed';
      }
      const { verdict } = authorize(policies, {
        ...caller,
        trust: mesh,
        providers: mesh.providers,
        serverName: 'not-known',
      });
      return member.membership === 'sidecar' || verdict === 'allowed'
        ? verdict
        : 'not-known';
    }),
  );
  const [verdict] = verdicts;
  return verdicts.size === 1 ? verdict : 'not-known';
}

/** The Service's workloads; without any, as in files, such as its selector describes. */
function membersOf(
  snapshot: ClusterSnapshot,
  {
    namespace,
    name,
    selector,
  }: Pick<ServiceFact, 'namespace' | 'name' | 'selector'>,
): readonly Member[] {
  const namespaces = asGiven(snapshot.index(namespaceLabels));
  const workloads = snapshot.index(serviceIndex).workloadsOf(namespace, name);
  const labels = selector ?? {};
  return workloads.length > 0
    ? workloads.map(workload => ({
        namespace: workload.ref.namespace,
        labels: workload.podLabels,
        membership: membershipOfWorkload(workload, namespaces),
      }))
    : [
        {
          namespace,
          labels,
          membership: membershipOf(
            { namespace, labels, hostNetwork: false },
            namespaces,
          ),
        },
      ];
}
