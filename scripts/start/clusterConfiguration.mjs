import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { CLUSTERS, USERS } from './demoSettings.mjs';

// Whose kinds a cluster has, beside those of Kubernetes and the Gateway API: files of packages/fake-cluster/crds. The others
// read "not installed" in the portal.
const INSTALLED = {
  'prod-eu': [
    'cert-manager',
    'cilium',
    'envoy-gateway',
    'gateway-api-experimental',
    'istio',
  ],
  'prod-us': [
    'cert-manager',
    'contour',
    'f5-nginx',
    'haproxy',
    'istio',
    'openshift',
    'traefik',
  ],
};

// What it writes when somebody asks for a route in the form; app-config.yaml says in which namespaces. A write that fails
// half-way takes back what it created.
const WRITTEN_BY_PORTAL = {
  verbs: ['create', 'patch', 'delete'],
  groups: ['gateway.networking.k8s.io'],
  resources: ['httproutes', 'referencegrants'],
};

// Somebody forgot a line in prod-us: what policies permit there must read "unknown" in the portal, never "allowed".
const NOT_READ_BY_PORTAL = {
  'prod-us': { group: 'networking.k8s.io', resource: 'networkpolicies' },
};

/** What the fake cluster serves: both clusters of the demo, with their users, in the form of its --config file. */
export function clusterConfiguration({ root, settings }) {
  const read = readPublishedRules(root);
  return {
    stateDir: settings.clusterStateDir,
    clusters: CLUSTERS.map(name => ({
      name,
      port: settings.ports[name],
      fixturesDir: join(settings.clustersDir, name),
      crdFiles: INSTALLED[name].map(file =>
        join(root, 'packages/fake-cluster/crds', `${file}.yaml`),
      ),
      users: [
        { name: USERS.person },
        { name: USERS.portal, rules: portalRules(name, read) },
      ],
    })),
  };
}

/** What Portolan reads of a real cluster by the documented manifest, and nothing more; the demo's account gets the same. */
function readPublishedRules(root) {
  const require = createRequire(
    join(root, 'packages/fake-cluster/package.json'),
  );
  const manifest = join(root, 'docs/operating/rbac.yaml');
  return require('yaml')
    .parseAllDocuments(readFileSync(manifest, 'utf8'))
    .map(document => document.toJS())
    .filter(({ kind }) => kind === 'ClusterRole')
    .flatMap(({ rules }) => rules)
    .map(({ apiGroups, resources, verbs }) => ({
      groups: apiGroups,
      resources,
      verbs,
    }));
}

function portalRules(cluster, published) {
  const forgotten = NOT_READ_BY_PORTAL[cluster];
  const read = published.map(rule => ({
    ...rule,
    resources: rule.resources.filter(
      resource =>
        !forgotten ||
        resource !== forgotten.resource ||
        !rule.groups.includes(forgotten.group),
    ),
  }));
  return [...read, WRITTEN_BY_PORTAL];
}
