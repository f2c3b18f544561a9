import type { Check } from '../Check';
import { nameOf } from '../ingressRoutes';
import { listInternetRoutes, onePerObject } from '../internetRoutes';
import { entitiesByObject } from '../routeFacts';

/** Where certificate authorities look for proof comes over plain HTTP by design (RFC 8555, section 8.3). */
const ACME = '/.well-known/acme-challenge';

/** A public address takes requests over plain HTTP and does not send them on to https. */
export const plainHttpFromInternet: Check = {
  id: 'plain-http-from-internet',
  code: 'TRF170',
  severity: 'info',
  title: 'Plain HTTP from the internet',
  message:
    '{{route}} takes {{url}} from a public address over plain HTTP, and does not send it on to https.',
  fix: 'Let {{route}} serve https with a certificate and redirect http to it, or end TLS in front of the address and let only that through.',
  reads: [],
  run: ({ model }) => {
    const entitiesOf = entitiesByObject(model.routes);
    const plain = listInternetRoutes(model.routes).filter(
      ({ scheme, match }) =>
        scheme === 'http' && !match.path?.value.startsWith(ACME),
    );
    return onePerObject(plain).map(route => ({
      at: route.provenance[0],
      params: {
        route: `${route.object.kind} ${nameOf(route.object)}`,
        url: route.url,
      },
      entities: entitiesOf(route.object),
    }));
  },
};
