import { virtualServices } from '../../istio/facts/virtualServices';
import { VIRTUAL_SERVICE } from '../../istio/kinds';
import type { Check } from '../Check';
import { entitiesByObject } from '../routeFacts';

const PERCENT = 100;

/** The weights of a rule with several destinations do not add up to 100 (KIA1104 is about one alone). */
export const istioWeights: Check = {
  id: 'istio-weights',
  code: 'TRF137',
  severity: 'info',
  title: 'Weights do not add up to 100',
  message:
    'The weights at {{path}} of VirtualService {{virtualService}} add up to {{sum}}: {{effect}}',
  fix: 'Let the weights at {{path}} of {{virtualService}} add up to 100, so that each is the percentage that it says.',
  reads: [VIRTUAL_SERVICE],
  run: ({ snapshots, model }) => {
    const entitiesOf = entitiesByObject(model.routes);
    return snapshots.flatMap(snapshot =>
      snapshot.index(virtualServices).all.flatMap(({ ref, spec }) =>
        (['http', 'tls', 'tcp'] as const).flatMap(list =>
          spec[list].flatMap(({ route }, index) => {
            const weights = route.map(({ weight }) => weight ?? 0);
            const sum = weights.reduce((total, weight) => total + weight, 0);
            const path = `spec.${list}[${index}].route`;
            return route.length < 2 || sum === PERCENT
              ? []
              : [
                  {
                    at: { source: 'istio', object: ref, path },
                    params: {
                      virtualService: `${ref.namespace}/${ref.name}`,
                      path,
                      sum,
                      effect: effectOf(weights, sum),
                    },
                    entities: entitiesOf(ref),
                  },
                ];
          }),
        ),
      ),
    );
  },
};

function effectOf(weights: readonly number[], sum: number): string {
  return sum <= 0
    ? 'istiod refuses such a rule.'
    : `they are shares of this sum, in fact ${weights
        .map(weight => `${Math.round((weight / sum) * 1000) / 10} %`)
        .join(', ')}.`;
}
