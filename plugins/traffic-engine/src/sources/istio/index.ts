import { sourceResult, type Source } from '../Source';
import { READS, READS_IF_GIVEN, SOURCE_ID } from './kinds';
import { serveRequest } from './serve/serveRequest';
import { istioTranslation } from './translate';

/** Istio's own API for ways in: Gateways, VirtualServices and what is set for them. */
export const istio: Source = {
  id: SOURCE_ID,
  title: 'Istio',
  reads: READS,
  readsIfGiven: READS_IF_GIVEN,
  prepares: [istioTranslation],
  resolve: snapshot => {
    const { listeners, routes, problems } = snapshot.index(istioTranslation);
    return sourceResult({ listeners, routes, problems });
  },
  serve: serveRequest,
};
