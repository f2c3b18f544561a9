import { ResponseError } from '@backstage/errors';
import type {
  ClusterList,
  EntityTraffic,
  RequestExplanation,
  RequestQuestion,
  TrafficApi,
  TrafficRequestTesterApi,
} from '@portolan/plugin-traffic-common';
import {
  cartExplanation,
  cartTraffic,
  checkoutTraffic,
  manyRoutesTraffic,
  noAnnotationTraffic,
  noWorkloadTraffic,
  nothingFoundTraffic,
  partlyKnownTraffic,
  unknownTraffic,
} from '@portolan/plugin-traffic-common/fixtures';

const MANY = 2_000;

/** Answers from fixtures, chosen by the entity's name; refuses and fails as a real backend does. */
export class FixtureTrafficApi implements TrafficApi, TrafficRequestTesterApi {
  async getEntityTraffic(
    { name }: { name: string },
    options?: { signal?: AbortSignal },
  ): Promise<EntityTraffic> {
    const now = new Date();
    switch (name) {
      case 'search':
        return partlyKnownTraffic({ now });
      case 'checkout':
        return checkoutTraffic({ now });
      case 'batch':
        return nothingFoundTraffic({ now });
      case 'handbook':
        return noAnnotationTraffic({ now });
      case 'loyalty':
        return noWorkloadTraffic({ now });
      case 'kiosk':
        return unknownTraffic({ now });
      case 'tenants':
        return manyRoutesTraffic({ now, count: MANY });
      case 'secret':
        throw await refusal(403, 'NotAllowedError');
      case 'gone':
        throw await refusal(404, 'NotFoundError');
      case 'offline':
        throw new TypeError('Failed to fetch');
      case 'slow':
        return new Promise((_, reject) => {
          options?.signal?.addEventListener('abort', () =>
            reject(options.signal?.reason),
          );
        });
      default:
        return cartTraffic({ now });
    }
  }

  async explainRequest(
    _entity: { name: string },
    question: RequestQuestion,
  ): Promise<RequestExplanation> {
    return cartExplanation(question);
  }

  async listClusters(): Promise<ClusterList> {
    return { clusters: cartTraffic({ now: new Date() }).clusters };
  }
}

async function refusal(status: number, name: string): Promise<ResponseError> {
  const body = {
    error: { name, message: 'Refused by the development app' },
    response: { statusCode: status },
  };
  return ResponseError.fromResponse(
    new Response(JSON.stringify(body), {
      status,
      headers: { 'content-type': 'application/json' },
    }),
  );
}
