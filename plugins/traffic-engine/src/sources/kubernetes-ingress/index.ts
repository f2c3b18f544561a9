import { sourceResult, type Source } from '../Source';
import { SOURCE_ID } from './kinds';
import {
  ingressTranslation,
  READS,
  READS_IF_GIVEN,
  serveIngress,
} from './translate';

/** `networking.k8s.io/v1` Ingress, as the controller of its class serves it. */
export const kubernetesIngress: Source = {
  id: SOURCE_ID,
  title: 'Kubernetes Ingress',
  reads: READS,
  readsIfGiven: READS_IF_GIVEN,
  prepares: [ingressTranslation],
  resolve: snapshot => {
    const { doors, problems } = snapshot.index(ingressTranslation);
    return sourceResult({
      routes: doors.flatMap(({ drafts }) => drafts),
      problems,
    });
  },
  serve: serveIngress,
};
