import type { Dependency } from '@portolan/plugin-traffic-common';
import { explainConnection } from '../../egress/explainConnection';
import { refKey } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { groupBy } from '../../snapshot/groupBy';
import type { Check } from '../Check';
import { SIDECAR_LAYER } from '../../sources/istio-egress/sidecarJudge';
import type { Source } from '../../sources/Source';
import { entitiesOf } from '../meshFacts';

/** What leaves through an egress gateway could as well go straight, since no policy of the network keeps it. */
export const egressGatewayBypassed: Check = {
  id: 'egress-gateway-bypassed',
  code: 'TRF433',
  severity: 'info',
  title: 'Egress gateway can be bypassed',
  message:
    'Egress gateway {{gateway}} is the way to {{destinations}}, and no policy keeps {{workloads}} from going there straight.',
  fix: 'Close the egress of {{workloads}} by a NetworkPolicy that opens DNS and {{gateway}}, so that what goes around the proxy does not reach {{destinations}}.',
  reads: [],
  run: ({ model, snapshots, sources }) => {
    const bySnapshot = new Map(
      snapshots.map(snapshot => [snapshot.cluster, snapshot]),
    );
    const open = model.dependencies.flatMap(dependency =>
      dependency.via.provenance?.[0] &&
      canGoStraight(dependency, bySnapshot.get(dependency.cluster), sources)
        ? [{ dependency, at: dependency.via.provenance[0] }]
        : [],
    );
    return [
      ...groupBy(open, ({ at }) => `${refKey(at.object)} ${at.path}`).values(),
    ].map(cause => {
      const dependencies = cause.map(({ dependency }) => dependency);
      const [first] = dependencies;
      const gateway = first.via.through?.[0];
      return {
        at: cause[0].at,
        params: {
          destinations: list(
            dependencies.map(({ destination }) =>
              destination.kind === 'host' ? destination.host : '',
            ),
          ),
          gateway: gateway ? `${gateway.namespace}/${gateway.name}` : '',
          workloads: list(
            dependencies.map(
              ({ workload: { kind, namespace, name } }) =>
                `${kind} ${namespace}/${name}`,
            ),
          ),
        },
        related: gateway ? [gateway] : [],
        entities: [...entitiesOf(dependencies)],
      };
    });
  },
};

/** Every layer that the network enforces lets it out; a proxy's own refusal is not enforced against what goes around it. */
function canGoStraight(
  { via, destination, workload, port, protocol }: Dependency,
  snapshot: ClusterSnapshot | undefined,
  sources: readonly Source[],
): boolean {
  if (
    !snapshot ||
    via.kind !== 'egress-gateway' ||
    // A proxy's gateway is a Service; what the network itself sends through a gateway cannot go around it.
    via.through?.[0]?.kind !== 'Service' ||
    destination.kind !== 'host' ||
    typeof port !== 'number'
  ) {
    return false;
  }
  const straight = explainConnection({
    snapshot,
    sources,
    from: { kind: 'object', ref: workload },
    to: { kind: 'host', host: destination.host },
    port,
    protocol,
    way: 'straight',
  });
  const enforced =
    straight.state === 'explained'
      ? straight.layers.filter(
          ({ layer, direction }) =>
            direction === 'egress' && layer !== SIDECAR_LAYER,
        )
      : [];
  return (
    enforced.length > 0 &&
    enforced.every(({ verdict }) => verdict === 'allowed')
  );
}

function list(texts: readonly string[]): string {
  return [...new Set(texts)].sort().join(', ');
}
