import type {
  Entry,
  RequestOutcome,
  RequestRule,
  RouteVerdict,
  RunnerUp,
} from '@portolan/plugin-traffic-common';
import type { RouteDraft, ServiceTarget } from '../../../model/drafts';
import type { AskedRequest } from '../../../request/AskedRequest';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import type { SourceProblem } from '../../Source';
import type { IngressFact } from '../facts/IngressFact';

/** All Ingresses of one class: what one controller sees together. */
export interface ClassDoor {
  readonly snapshot: ClusterSnapshot;
  readonly entry: Extract<Entry, { kind: 'ingress-class' }>;
  /** `serving`, or what is wrong with the class. */
  readonly verdict: RouteVerdict;
  /** In the order of namespace and name. */
  readonly ingresses: readonly IngressFact[];
}

/** Whether a Service port has ready endpoints; undefined when that is not known. */
export type ReadinessLookUp = (target: ServiceTarget) => boolean | undefined;

/** What a door answers to one request. */
export interface ServedRequest {
  readonly outcome: RequestOutcome;
  readonly winner: RequestRule | null;
  readonly runnersUp: readonly RunnerUp[];
}

/** What one controller makes of the Ingresses of its class. */
export interface DoorTranslation {
  readonly drafts: readonly RouteDraft[];
  readonly problems: readonly SourceProblem[];
  /** The answer of this door, in the order of its controller. */
  serve(request: AskedRequest, isReady: ReadinessLookUp): ServedRequest;
  /** Whether another kind of the same controller answers, of which another source tells. */
  isElsewhere?(request: AskedRequest): boolean;
}

/** A controller of Ingresses: its own rules of matching, precedence and annotations. */
export interface IngressController {
  /** As people call it. */
  readonly title: string;
  /** Whether it is the controller that an IngressClass names in `spec.controller`. */
  isNamedBy(controller: string): boolean;
  /** Whether one that runs in the cluster was told to go by that name. */
  runsAs?(snapshot: ClusterSnapshot, controller: string): boolean;
  /** Names that its class usually has, by which it is assumed where no IngressClass says so. */
  readonly classNames: readonly string[];
  translate(door: ClassDoor): DoorTranslation;
  /** The same in steps of a few milliseconds, where classes with thousands of Ingresses are to be expected. */
  translateInSteps?(door: ClassDoor): Generator<void, DoorTranslation>;
}
