import type { Dependency, LayerVerdict } from '@portolan/plugin-traffic-common';
import type { DependencyJudge } from '../join/joinDependency';
import type {
  ConnectionEnd,
  ConnectionJudge,
  LayerAnswer,
} from '../model/drafts';
import type { ClusterSnapshot } from '../snapshot/ClusterSnapshot';
import { groupBy } from '../snapshot/groupBy';
import { POD } from '../kinds/coreKinds';
import { podFact } from '../topology/Pod';
import { serviceAddresses } from '../topology/serviceAddresses';
import { serviceIndex } from '../topology/serviceIndex';
import { addressOwners } from './addressOwners';
import {
  inAskingOrder,
  judgeConnection,
  type ConnectionVerdict,
} from './judgeConnection';
import { mergeAnswers, uniqueRules } from './layerAnswer';
import { createPodGroups, podEnd } from './podGroups';
import { createChoosePeers } from './choosePeers';
import { foldPeers } from './foldPeers';
import {
  destinationsOf,
  type Destinations,
  type Topology,
} from './destinationsOf';

type JudgedConnection = Pick<ConnectionVerdict, 'verdict' | 'layers'>;

/** The judges of a cluster and what they are asked about, prepared once for all questions. */
export interface Court extends Topology {
  readonly judges: readonly ConnectionJudge[];
}

const courts = new WeakMap<
  ClusterSnapshot,
  WeakMap<readonly ConnectionJudge[], Court>
>();

/** The court of a snapshot; the same list of judges has the same court. */
export function courtOf(
  judges: readonly ConnectionJudge[],
  snapshot: ClusterSnapshot,
): Court {
  const ofSnapshot =
    courts.get(snapshot) ?? new WeakMap<readonly ConnectionJudge[], Court>();
  courts.set(snapshot, ofSnapshot);
  let court = ofSnapshot.get(judges);
  if (!court) {
    const podGroups = createPodGroups(
      new Set(judges.flatMap(judge => [...judge.labelKeys])),
    );
    court = {
      judges: inAskingOrder(judges),
      services: snapshot.index(serviceIndex),
      ownerOf: ip => snapshot.index(addressOwners)(ip),
      addressesOf: (namespace, name) =>
        snapshot.index(serviceAddresses)(namespace, name),
      podOf: (namespace, name) => {
        const pod = snapshot.get(POD, namespace, name);
        return pod && podEnd(podFact(pod));
      },
      podGroups,
      choosePeers: createChoosePeers(snapshot, podGroups),
    };
    ofSnapshot.set(judges, court);
  }
  return court;
}

/**
 * Whether a dependency is permitted: every kind of pod of the workload against every kind of pod, or every address, that the
 * destination means. What differs between pods is not one answer, so it is unknown. A layer that its source has judged
 * already (`verdicts`) is taken as it is where nothing else can be asked.
 */
export const judgeDependency: DependencyJudge = ({ draft, join, judges }) => {
  const court = courtOf(judges, join.snapshot);
  const workload = join.factOf(draft.workload);
  const destinations = workload && destinationsOf(draft, court);
  if (!workload || !destinations || destinations.ends.length === 0) {
    return notEvaluated(draft.verdicts ?? []);
  }
  if (judges.length === 0) {
    return { verdict: 'unknown', layers: [...(draft.verdicts ?? [])] };
  }
  return judgeEnds(
    {
      ends: court.podGroups(workload).map(({ end }) => end),
      mixed: 'pods-differ',
    },
    destinations,
    court,
  );
};

/** The sources of connections that are one question. */
export interface Origins extends Pick<Destinations, 'mixed'> {
  readonly ends: readonly ConnectionEnd[];
}

/** Whether all of the sources may connect to all of the destinations; both have at least one. */
export function judgeEnds(
  from: Origins,
  to: Destinations,
  { judges }: Pick<Court, 'judges'>,
): Dependency['permitted'] {
  const perSource = from.ends.map(source =>
    mergeVerdicts(
      to.ends.map(destination =>
        judgeConnection({ ...destination, from: source }, judges),
      ),
      to.mixed,
    ),
  );
  const { verdict, layers } = mergeVerdicts(perSource, from.mixed);
  return { verdict, layers: layers.map(toWire) };
}

/** The verdict on several connections that are one question; `mixed` says what it depends on when they differ. */
export function mergeVerdicts(
  verdicts: readonly JudgedConnection[],
  mixed: LayerVerdict['code'],
): JudgedConnection {
  const [first] = verdicts;
  if (verdicts.length === 1) {
    return first;
  }
  const layers = groupBy(
    verdicts.flatMap(({ layers: all }) => all),
    answer => `${answer.direction} ${answer.layer}`,
  );
  return {
    verdict: verdicts.every(({ verdict }) => verdict === first.verdict)
      ? first.verdict
      : 'unknown',
    layers: [...layers.values()].map(answers => mergeAnswers(answers, mixed)),
  };
}

/** Where nothing can be asked, the sources' own layers still say when it is denied. */
function notEvaluated(known: readonly LayerVerdict[]): Dependency['permitted'] {
  const layers = [
    ...groupBy(known, answer => `${answer.direction} ${answer.layer}`).values(),
  ].map(mergeOwnVerdicts);
  const denied = layers.some(({ verdict }) => verdict === 'denied');
  return { verdict: denied ? 'denied' : 'unknown', layers };
}

/** What one layer says of one direction by several rules: they are a union, so one that allows is enough. */
function mergeOwnVerdicts(verdicts: readonly LayerVerdict[]): LayerVerdict {
  const best =
    verdicts.find(({ verdict }) => verdict === 'allowed') ?? verdicts[0];
  return {
    ...best,
    rules: [
      ...uniqueRules(
        verdicts
          .filter(({ verdict }) => verdict === best.verdict)
          .flatMap(({ rules }) => rules),
      ),
    ],
  };
}

/** A layer’s answer as others see it; written out for the reason that `joinRoute` gives. */
export function toWire(answer: LayerAnswer): LayerVerdict {
  const { layer, direction, code, verdict, because } = answer;
  const rules = foldPeers(answer.rules);
  return because
    ? { layer, direction, code, rules, because, verdict }
    : { layer, direction, code, rules, verdict };
}
