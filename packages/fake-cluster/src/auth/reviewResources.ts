import { reviewAccess, reviewRules } from './reviews';
import type { Caller } from './FakeUser';

/** A kind that is answered at once and never stored. */
export interface ReviewResource {
  group: string;
  version: string;
  plural: string;
  kind: string;
  answer: (caller: Caller, body: unknown) => object;
}

/** The questions about oneself that can be put to the server. */
export const reviewResources: readonly ReviewResource[] = [
  {
    group: 'authorization.k8s.io',
    version: 'v1',
    plural: 'selfsubjectaccessreviews',
    kind: 'SelfSubjectAccessReview',
    answer: reviewAccess,
  },
  {
    group: 'authorization.k8s.io',
    version: 'v1',
    plural: 'selfsubjectrulesreviews',
    kind: 'SelfSubjectRulesReview',
    answer: reviewRules,
  },
];
