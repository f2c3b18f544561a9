import { join } from 'node:path';
import { CLUSTERS, USERS } from './demoSettings.mjs';

// What Portolan reads, and nothing more: no Secrets, no ConfigMaps. The README's RBAC manifest says the same for real
// clusters.
const READ_BY_PORTAL = [
  { group: '', resources: ['configmaps', 'namespaces', 'services', 'pods'] },
  { group: 'cert-manager.io', resources: ['certificates'] },
  {
    group: 'apps',
    resources: ['deployments', 'replicasets', 'statefulsets', 'daemonsets'],
  },
  { group: 'batch', resources: ['jobs', 'cronjobs'] },
  { group: 'discovery.k8s.io', resources: ['endpointslices'] },
  {
    group: 'networking.k8s.io',
    resources: ['ingresses', 'ingressclasses', 'networkpolicies'],
  },
  {
    group: 'gateway.networking.k8s.io',
    resources: [
      'backendtlspolicies',
      'gatewayclasses',
      'gateways',
      'grpcroutes',
      'httproutes',
      'listenersets',
      'referencegrants',
      'tcproutes',
      'tlsroutes',
      'udproutes',
    ],
  },
  {
    group: 'gateway.envoyproxy.io',
    resources: [
      'backends',
      'backendtrafficpolicies',
      'clienttrafficpolicies',
      'envoyextensionpolicies',
      'envoypatchpolicies',
      'envoyproxies',
      'httproutefilters',
      'securitypolicies',
    ],
  },
  {
    group: 'policy.networking.k8s.io',
    resources: [
      'adminnetworkpolicies',
      'baselineadminnetworkpolicies',
      'clusternetworkpolicies',
    ],
  },
];

// What it writes when somebody asks for a route in the form; app-config.yaml says in which namespaces. A write that fails
// half-way takes back what it created.
const WRITTEN_BY_PORTAL = {
  verbs: ['create', 'patch', 'delete'],
  groups: ['gateway.networking.k8s.io'],
  resources: ['httproutes', 'referencegrants'],
};

// Somebody forgot a line in prod-us: what policies permit there must read "unknown" in the portal, never "allowed".
const NOT_READ_BY_PORTAL = { 'prod-eu': [], 'prod-us': ['networkpolicies'] };

/** What the fake cluster serves: both clusters of the demo, with their users, in the form of its --config file. */
export function clusterConfiguration(settings) {
  return {
    stateDir: settings.clusterStateDir,
    clusters: CLUSTERS.map(name => ({
      name,
      port: settings.ports[name],
      fixturesDir: join(settings.clustersDir, name),
      users: [
        { name: USERS.person },
        { name: USERS.portal, rules: portalRules(name) },
      ],
    })),
  };
}

function portalRules(cluster) {
  const read = READ_BY_PORTAL.map(({ group, resources }) => ({
    verbs: ['get', 'list', 'watch'],
    groups: [group],
    resources: resources.filter(
      resource => !NOT_READ_BY_PORTAL[cluster].includes(resource),
    ),
  }));
  return [...read, WRITTEN_BY_PORTAL];
}
