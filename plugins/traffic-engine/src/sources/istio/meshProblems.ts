import { meshConfig } from '../../istio/meshConfig';
import { SYSTEM_NAMESPACE } from '../../istio/kinds';
import { istioGateways } from '../../istio/facts/gateways';
import { virtualServices } from '../../istio/facts/virtualServices';
import { CONFIG_MAP } from '../../kinds/coreKinds';
import { refOf } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import type { SourceProblem } from '../Source';

/** What is assumed of the mesh configuration because it could not be read, and what of it is not translated. */
export function meshProblems(
  snapshot: ClusterSnapshot,
): readonly SourceProblem[] {
  const { sources, status, settings } = snapshot.index(meshConfig);
  const isUsed =
    snapshot.index(virtualServices).all.length > 0 ||
    snapshot.index(istioGateways).all.length > 0;
  if (sources.length === 0) {
    return isUsed && status.state === 'denied'
      ? [
          {
            severity: 'info',
            object: refOf(
              snapshot.cluster,
              CONFIG_MAP,
              SYSTEM_NAMESPACE,
              'istio',
            ),
            path: 'data.mesh',
            message:
              'Assumed: Istio’s own defaults (root namespace istio-system, trust domain cluster.local, everything exported to all, unknown hosts let through), since the mesh configuration may not be read. Permit reading ConfigMaps to know.',
          },
        ]
      : [];
  }
  const [first] = sources;
  const object = first.setBy.object;
  const say = (message: string): SourceProblem => ({
    severity: 'info',
    object,
    path: 'data.mesh',
    message,
  });
  const differing = sources.filter(
    ({ facts }) => JSON.stringify(facts) !== JSON.stringify(first.facts),
  );
  return [
    ...sources.flatMap(({ facts, setBy }): SourceProblem[] =>
      facts.state === 'malformed'
        ? [
            {
              severity: 'warning',
              object: setBy.object,
              path: setBy.path,
              message: `The mesh configuration could not be read: ${facts.why} Istio’s own defaults are assumed in its place.`,
            },
          ]
        : [],
    ),
    ...(settings?.notInterpreted
      ? [
          say(
            `Seen, not interpreted: ${settings.notInterpreted.join(
              ', ',
            )} of the mesh configuration.`,
          ),
        ]
      : []),
    ...(differing.length > 0
      ? [
          say(
            `The control planes ${sources
              .map(({ setBy }) => setBy.object.name)
              .join(', ')} are configured differently; what ${
              object.name
            } says is taken to hold for all, but for what is done with unknown hosts, which is then not known.`,
          ),
        ]
      : []),
  ];
}
