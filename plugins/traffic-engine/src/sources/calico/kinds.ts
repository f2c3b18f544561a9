import type { KindRef } from '../../kinds/KindRef';

export const SOURCE_ID = 'calico';

/** The API that people write, and the custom resources in which Calico keeps it where no API server of its own runs. */
const GROUPS = [
  { group: 'projectcalico.org', versions: ['v3'] },
  { group: 'crd.projectcalico.org', versions: ['v1'] },
] as const;

const both = (
  kind: string,
  plural: string,
  scope: KindRef['scope'],
): readonly KindRef[] =>
  GROUPS.map(group => ({ ...group, kind, plural, scope }));

/** Both forms of each kind; what is there in both is the same object. */
export const NETWORK_POLICIES = both(
  'NetworkPolicy',
  'networkpolicies',
  'Namespaced',
);
export const GLOBAL_NETWORK_POLICIES = both(
  'GlobalNetworkPolicy',
  'globalnetworkpolicies',
  'Cluster',
);
export const TIERS = both('Tier', 'tiers', 'Cluster');
export const NETWORK_SETS = both('NetworkSet', 'networksets', 'Namespaced');
export const GLOBAL_NETWORK_SETS = both(
  'GlobalNetworkSet',
  'globalnetworksets',
  'Cluster',
);
/** Nodes, and machines outside, as Calico's policies know them; Calico itself makes those of nodes where it is told to. */
export const HOST_ENDPOINTS = both(
  'HostEndpoint',
  'hostendpoints',
  'Cluster',
).map((kind): KindRef => ({ ...kind, leftOutOfFiles: true }));

export const EGRESS_GATEWAY_POLICIES = both(
  'EgressGatewayPolicy',
  'egressgatewaypolicies',
  'Cluster',
);

export const IP_POOLS = both('IPPool', 'ippools', 'Cluster');

/** The annotations of pods and namespaces by which egress gateways are meant. */
export const EGRESS_NOTES = {
  selector: 'egress.projectcalico.org/selector',
  namespaceSelector: 'egress.projectcalico.org/namespaceSelector',
  policy: 'egress.projectcalico.org/egressGatewayPolicy',
} as const;

/** The label by which Calico's selectors know the namespace of what is in one. */
export const NAMESPACE_LABEL = 'projectcalico.org/namespace';
/** The label by which they know a namespace's or a service account's own name. */
export const NAME_LABEL = 'projectcalico.org/name';
