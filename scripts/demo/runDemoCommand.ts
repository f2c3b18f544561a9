import { join, relative } from 'node:path';
import {
  FAULT_TYPES,
  FakeClusterControl,
  faultSchema,
  type ActiveFault,
  type ClusterState,
} from '@portolan/fake-cluster';
import { DemoUsageError, readFaultOptions } from './faultOptions';

const USAGE = `npm run demo -- <command>, while the demo runs in another terminal:

  status                             what the clusters are doing
  stop <cluster>                     the cluster refuses connections
  start <cluster>                    and is there again
  compact <cluster>                  every resource version known so far is too old
  fault <cluster> <fault> [options]  the cluster misbehaves
  clear <cluster> [id]               it behaves again
  kubeconfig                         how to use kubectl on the clusters

Clusters: prod-eu, prod-us.
Faults: ${FAULT_TYPES.join(', ')}.
Options narrow a fault down: --resource httproutes, --verb watch, --user portolan, --count 3; the fault "status" needs
one more, --status 403, "slow" needs --delay-ms 2000, "cut-body" --after-bytes 500, "absent" --resource.`;

interface DemoCommand {
  stateDir: string;
  args: readonly string[];
}

/**
 * Does what was asked for and says in sentences what happened.
 *
 * @throws DemoUsageError when the words are not understood, FakeClusterControlError when the clusters refuse
 */
export async function runDemoCommand({
  stateDir,
  args,
}: DemoCommand): Promise<string[]> {
  const [command, cluster, ...rest] = args;
  if (command === undefined || command === 'help' || command === '--help') {
    return [USAGE];
  }
  if (command === 'kubeconfig') {
    return describeKubeconfig(stateDir);
  }
  const control = await FakeClusterControl.open(stateDir);
  if (command === 'status') {
    return (await control.clusters()).flatMap(describeCluster);
  }
  if (cluster === undefined) {
    throw new DemoUsageError(USAGE);
  }
  switch (command) {
    case 'stop':
      await control.stop(cluster);
      return [
        `${cluster} refuses connections now. The portal keeps what it knew and says since when that is old.`,
        `Bring it back with: npm run demo -- start ${cluster}`,
      ];
    case 'start':
      return describeCluster(await control.start(cluster));
    case 'compact':
      await control.compact(cluster);
      return [
        `Every resource version that ${cluster} gave out so far is too old now.`,
      ];
    case 'fault':
      return [await setFault(control, cluster, rest)];
    case 'clear':
      return describeCluster(await control.clearFaults(cluster, rest[0]));
    default:
      throw new DemoUsageError(`There is no command "${command}".\n\n${USAGE}`);
  }
}

async function setFault(
  control: FakeClusterControl,
  cluster: string,
  [type, ...options]: readonly string[],
): Promise<string> {
  const asked = faultSchema.safeParse({ type, ...readFaultOptions(options) });
  if (!asked.success) {
    const why = asked.error.issues
      .map(({ path, message }) => `${path.join('.')}: ${message}`)
      .join('; ');
    throw new DemoUsageError(`That is no fault (${why}).\n\n${USAGE}`);
  }
  const fault = await control.setFault(cluster, asked.data);
  return `${cluster} misbehaves now: ${describeFault(
    fault,
  )}. End it with: npm run demo -- clear ${cluster}`;
}

function describeCluster(cluster: ClusterState): string[] {
  const { name, url, running, openWatches, faults } = cluster;
  return [
    running
      ? `${name} answers at ${url} and has ${openWatches} open ${
          openWatches === 1 ? 'watch' : 'watches'
        }.`
      : `${name} refuses connections.`,
    ...(faults.length === 0 ? [] : [`  ${name} misbehaves:`]),
    ...faults.map(fault => `    ${describeFault(fault)}`),
  ];
}

function describeFault({ id, fault, hits }: ActiveFault): string {
  const { type, ...options } = fault;
  const words = Object.entries(options).map(
    ([key, value]) => `${key} ${value}`,
  );
  return `${[type, ...words].join(', ')} (${id}, met by ${hits} so far)`;
}

function describeKubeconfig(stateDir: string): string[] {
  const file = relative(process.cwd(), join(stateDir, 'kubeconfig'));
  return [
    `Both clusters are in ${file}, written when the demo starts:`,
    '',
    `  export KUBECONFIG=$PWD/${file}`,
    '  kubectl --context prod-eu get gateways,httproutes -A',
    '  kubectl --context prod-eu -n shop edit httproute storefront',
    '  kubectl --context portolan@prod-us get networkpolicies -A    # as the portal: refused',
  ];
}
