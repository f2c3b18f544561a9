import { z } from 'zod';
import { REQUEST_AUTHENTICATION } from '../kinds';
import {
  listOf,
  optional,
  policyTarget,
  text,
  texts,
  workloadSelector,
} from './fields';
import { istioReader, type IstioObject } from './istioObjects';

const requestAuthenticationSpec = z.object({
  selector: workloadSelector,
  targetRef: optional(policyTarget),
  targetRefs: listOf(policyTarget),
  jwtRules: listOf(
    z.object({
      issuer: text,
      audiences: texts,
      jwksUri: text,
      /** The keys themselves: public, but never shown. */
      jwks: text,
      fromHeaders: listOf(z.object({ name: text, prefix: text })),
      fromParams: texts,
      fromCookies: texts,
      /** `REQUIRED` refuses requests without a token; absent is `OPTIONAL`. */
      presence: text,
    }),
  ),
});

export type RequestAuthentication = IstioObject<
  z.output<typeof requestAuthenticationSpec>
>;

export const requestAuthentications = istioReader(
  REQUEST_AUTHENTICATION,
  requestAuthenticationSpec,
);
