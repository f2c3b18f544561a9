import {
  KubeconfigClusterSource,
  systemTiming,
} from '@portolan/cluster-client';
import type { ConformanceRig } from './ConformanceRig';
import { runReflectorConformance } from './runReflectorConformance';
import { kubeconfigWriter } from './__testUtils__/kubeconfigWriter';

const PATH = process.env.PORTOLAN_CONFORMANCE_KUBECONFIG;

async function makeRig(path: string): Promise<ConformanceRig> {
  const writer = kubeconfigWriter(path);
  const source = new KubeconfigClusterSource([
    { path, contexts: [writer.context] },
  ]);
  const [description] = await source.listClusters();
  if (!description) {
    throw new Error(`The kubeconfig ${path} has no current context.`);
  }
  if (!description.access.usable) {
    throw new Error(description.access.problem.message);
  }
  const suffix = Date.now().toString(36);
  const namespaces = [
    `portolan-conformance-a-${suffix}`,
    `portolan-conformance-b-${suffix}`,
  ] as const;
  for (const name of namespaces) {
    await writer.apply(namespace(name));
  }
  return {
    namespaces,
    otherNamespace: 'default',
    timing: systemTiming,
    beginCase: () => {},
    connect: user =>
      user === 'reader' ? source.connect(description) : undefined,
    apply: manifest => writer.apply(manifest),
    remove: manifest => writer.remove(manifest),
    stop: async () => {
      for (const name of namespaces) {
        await writer.remove(namespace(name));
      }
    },
  };
}

function namespace(name: string) {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

if (PATH) {
  runReflectorConformance({
    name: 'the cluster of PORTOLAN_CONFORMANCE_KUBECONFIG',
    offers: [],
    operations: 200,
    timeoutMs: 300_000,
    make: () => makeRig(PATH),
  });
} else {
  describe('reflector conformance: a cluster of your own', () => {
    it.todo(
      'is not run: set PORTOLAN_CONFORMANCE_KUBECONFIG to a kubeconfig whose current context may create namespaces',
    );
  });
}
