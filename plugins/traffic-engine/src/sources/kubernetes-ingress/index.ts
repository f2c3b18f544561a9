import { SERVICE } from '../../kinds/coreKinds';
import { sourceResult, type Source } from '../Source';
import { INGRESS, INGRESS_CLASS } from './kinds';
import { resolveIngress } from './resolveIngress';

/** `networking.k8s.io/v1` Ingress as the API defines it, whatever controller serves it. */
export const kubernetesIngress: Source = {
  id: 'kubernetes-ingress',
  title: 'Kubernetes Ingress',
  reads: [INGRESS, INGRESS_CLASS, SERVICE],
  resolve: snapshot => {
    const results = snapshot
      .list(INGRESS)
      .map(ingress => resolveIngress(snapshot, ingress));
    return sourceResult({
      routes: results.flatMap(result => result.routes),
      problems: results.flatMap(result => result.problems),
    });
  },
};
