import type { RegexReading } from '../../../match/gatewayRegex';
import type { RegexRank } from '../../../match/gatewayRoutePrecedence';
import { isOfVendor } from '../gateways/vendor';

/** What a controller does with type RegularExpression, which the specification leaves to it. */
export interface RegexDialect {
  readonly reading: RegexReading;
  readonly rank: RegexRank;
}

const NOT_KNOWN: RegexDialect = { reading: 'not-known', rank: 'not-known' };
/** Envoy has RE2 and matches all of the value. */
const ENVOY: RegexDialect = { reading: 'full', rank: 'not-known' };

/**
 * By the domain of the controller. Envoy Gateway and Contour sort expressions between exact paths and prefixes, Istio after
 * prefixes; kgateway does not count their characters, so that of it only the reading is told.
 */
const BY_VENDOR: Readonly<Record<string, RegexDialect>> = {
  'envoyproxy.io': { ...ENVOY, rank: 'above-prefixes' },
  'projectcontour.io': { ...ENVOY, rank: 'above-prefixes' },
  'istio.io': { ...ENVOY, rank: 'below-prefixes' },
  'cilium.io': ENVOY,
  'kgateway.dev': ENVOY,
  'solo.io': ENVOY,
};

/** The dialect of the controller that serves a class; of others what is the same everywhere is told, and the rest is not known. */
export function regexDialectOf(controller: string | null): RegexDialect {
  const vendor = Object.keys(BY_VENDOR).find(
    domain => isOfVendor(domain, controller) === 'yes',
  );
  return vendor === undefined ? NOT_KNOWN : BY_VENDOR[vendor];
}
