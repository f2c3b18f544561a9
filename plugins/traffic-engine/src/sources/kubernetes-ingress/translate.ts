import type { RequestAnswer } from '@portolan/plugin-traffic-common';
import { hostHolders } from '../../f5/hostHolders';
import { SECRET, SERVICE } from '../../kinds/coreKinds';
import type { KindRef } from '../../kinds/KindRef';
import { fieldPath } from '../../model/fieldPath';
import { refTo } from '../../model/refs';
import { CERTIFICATE_READS } from '../../references/certificates';
import type { AskedRequest } from '../../request/AskedRequest';
import {
  steppedIndex,
  type ClusterSnapshot,
} from '../../snapshot/ClusterSnapshot';
import { groupBy } from '../../snapshot/groupBy';
import { serviceIndex } from '../../topology/serviceIndex';
import type { SourceProblem } from '../Source';
import { chooseController } from './controllers';
import { HAPROXY_READS } from './controllers/haproxySettings';
import { KONG_READS } from './controllers/kongPlugins';
import type {
  ClassDoor,
  DoorTranslation,
  ReadinessLookUp,
} from './controllers/IngressController';
import { readIngress, type IngressFact } from './facts/IngressFact';
import { INGRESS, INGRESS_CLASS, SOURCE_ID } from './kinds';
import type { ClassDecision } from './resolveClass';

export const READS: readonly KindRef[] = [
  INGRESS,
  INGRESS_CLASS,
  SERVICE,
  ...hostHolders.reads.filter(
    kind => kind !== INGRESS && kind !== INGRESS_CLASS,
  ),
];

/** The names in certificates, whether the Secret of an authentication is there, and what controllers are configured with. */
export const READS_IF_GIVEN: readonly KindRef[] = [
  SECRET,
  ...HAPROXY_READS,
  ...KONG_READS,
  ...CERTIFICATE_READS,
];

interface TranslatedDoor extends DoorTranslation {
  readonly door: ClassDoor;
}

/** What every controller makes of the Ingresses of its class. */
export interface IngressTranslation {
  readonly doors: readonly TranslatedDoor[];
  readonly problems: readonly SourceProblem[];
}

const INGRESSES_PER_STEP = 100;

export const ingressTranslation = steppedIndex<IngressTranslation>({
  name: 'ingress translation',
  reads: [...READS, ...READS_IF_GIVEN],
  *buildInSteps(snapshot) {
    const facts: IngressFact[] = [];
    const problems: SourceProblem[] = [];
    for (const [position, ingress] of snapshot.list(INGRESS).entries()) {
      if (position % INGRESSES_PER_STEP === 0) {
        yield;
      }
      const read = readIngress(snapshot, ingress);
      if ('fact' in read) {
        facts.push(read.fact);
        problems.push(...listStatusProblems(read.fact));
      } else {
        problems.push({
          severity: 'error',
          object: refTo(snapshot.cluster, ingress),
          path: fieldPath(read.path),
          message: `The Ingress was not translated, because this field is not as the API defines it: ${read.message}.`,
        });
      }
    }
    const doors: TranslatedDoor[] = [];
    const doorKeys = new Map<ClassDecision, string>();
    const keyOf = ({ klass }: IngressFact) => {
      const key = doorKeys.get(klass) ?? doorKey(klass);
      doorKeys.set(klass, key);
      return key;
    };
    for (const ingresses of groupBy(facts, keyOf).values()) {
      yield;
      const [{ klass }] = ingresses;
      const door: ClassDoor = {
        snapshot,
        entry: klass.entry,
        verdict: klass.door,
        ingresses,
      };
      const chosen = chooseController(klass.entry, snapshot);
      problems.push(...listClassProblems(door, chosen));
      const { translateInSteps } = chosen.controller;
      doors.push({
        door,
        ...(translateInSteps
          ? yield* translateInSteps(door)
          : chosen.controller.translate(door)),
      });
    }
    return {
      doors,
      problems: [...problems, ...doors.flatMap(door => door.problems)],
    };
  },
});

/** A class, and how it was named: by an annotation that no IngressClass answers to, nothing is known of it. */
function doorKey({ entry, door }: ClassDecision): string {
  return [entry.className ?? '', entry.controller ?? '', door.state].join('|');
}

function listStatusProblems({
  object,
  status,
}: IngressFact): readonly SourceProblem[] {
  return status.portErrors.map(({ path, message }) => ({
    severity: 'warning',
    object,
    path,
    message,
  }));
}

/**
 * Said once for each Ingress, where its rules are guessed from a name or are the API's own alone; where the class could not be
 * looked at, its routes say so already.
 */
function listClassProblems(
  { entry, ingresses, verdict }: ClassDoor,
  { controller, by }: ReturnType<typeof chooseController>,
): readonly SourceProblem[] {
  const { className } = entry;
  if (
    by === 'ingress-class' ||
    className === null ||
    verdict.state === 'detached' ||
    (by === 'nothing' && verdict.state === 'unknown')
  ) {
    return [];
  }
  const message =
    by === 'class-name'
      ? `Class ${className}: read by the rules of ${controller.title}, assumed from the name of the class.`
      : `Class ${className}: standard rules assumed.`;
  return ingresses.map(({ object, klass }) => ({
    severity: 'info',
    object,
    path: klass.path,
    message,
  }));
}

/** What each class with a controller answers; a class that does not exist answers nothing. */
export function serveIngress(
  snapshot: ClusterSnapshot,
  request: AskedRequest,
): readonly RequestAnswer[] {
  if (request.scheme === 'tcp' || request.scheme === 'udp') {
    return [];
  }
  const services = snapshot.index(serviceIndex);
  const isReady: ReadinessLookUp = ({ service, servicePort }) => {
    const endpoints = services.endpointsOf(
      service.namespace,
      service.name,
      servicePort,
    );
    switch (endpoints.state) {
      case 'known':
        return endpoints.ready > 0;
      case 'external':
        return true;
      case 'none':
        return false;
      default:
        return undefined;
    }
  };
  return snapshot
    .index(ingressTranslation)
    .doors.filter(
      ({ door, isElsewhere }) =>
        door.verdict.state !== 'detached' && !isElsewhere?.(request),
    )
    .map(({ door, drafts, serve }) => {
      const served = serve(request, isReady);
      const withId = <
        T extends { object: object; ruleIndex: number; matchIndex: number },
      >(
        rule: T,
      ) => ({
        ...rule,
        routeId:
          drafts.find(
            draft =>
              draft.object === rule.object &&
              draft.ruleIndex === rule.ruleIndex &&
              draft.matchIndex === rule.matchIndex &&
              draft.scheme === schemeOf(request),
          )?.id ?? null,
      });
      return {
        cluster: snapshot.cluster,
        source: SOURCE_ID,
        entry: door.entry,
        outcome:
          door.verdict.state === 'serving'
            ? served.outcome
            : {
                kind: 'unknown' as const,
                why: 'whether a controller serves this class is not known',
              },
        winner: served.winner && withId(served.winner),
        runnersUp: served.runnersUp.map(withId),
      };
    });
}

function schemeOf({ scheme }: AskedRequest): 'http' | 'https' {
  return scheme === 'http' || scheme === 'grpc' ? 'http' : 'https';
}
