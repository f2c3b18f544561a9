import type {
  DirectionIsolation,
  Isolation,
  LayerVerdict,
  ObjectRef,
  OpenShare,
} from '@portolan/plugin-traffic-common';
import type {
  Connection,
  ConnectionEnd,
  ConnectionJudge,
  LayerAnswer,
  PortRange,
} from '../../model/drafts';
import { ALL_PORTS } from '../../match/port';
import { groupBy } from '../../snapshot/groupBy';
import { judgeOneWay } from '../judgeConnection';
import { toWire } from '../judgeDependency';
import { mergeAnswers } from '../layerAnswer';
import type { PodEnd } from '../podGroups';

type Direction = LayerVerdict['direction'];

/** What is at the other end when all of it is asked about at once. */
export interface Surroundings {
  readonly inside: ConnectionEnd;
  /** All of IPv4, then all of IPv6. */
  readonly outside: readonly [ConnectionEnd, ConnectionEnd];
}

/** The answers that say that we do not know, and not that part is open. */
const NOT_KNOWN: ReadonlySet<LayerVerdict['code']> = new Set([
  'kind-not-known',
  'policy-not-readable',
  'depends-on-cni',
  'not-interpreted',
  'not-evaluated',
]);

/** The answers of a layer that restricts nothing because nothing selects the pod, or that its proxy lets everything through. */
const NOT_SELECTED: ReadonlySet<LayerVerdict['code']> = new Set([
  'not-isolated',
  'proxy-allows',
]);

/**
 * Every port but those at which DNS is served: 53, and the 5353 of OpenShift's DNS pods. The ports that most policies open come
 * first, for one that is open is enough.
 */
const BESIDE_DNS: readonly PortRange[] = [
  { from: 5354, to: ALL_PORTS.to },
  { from: 54, to: 5352 },
  { from: ALL_PORTS.from, to: 52 },
];

/**
 * What all layers together leave open of a workload, whoever is at the other end: every judge is asked about any pod, all of
 * IPv4 and all of IPv6 at any port, and never about single pairs. What a judge cannot tell is unknown, never open.
 */
export function judgeIsolation(
  pods: readonly PodEnd[],
  judges: readonly ConnectionJudge[],
  surroundings: Surroundings,
): Isolation {
  const judge = (direction: Direction) =>
    mergePods(
      pods.map(pod => judgeDirection(pod, direction, { judges, surroundings })),
    );
  return { egress: judge('egress'), ingress: judge('ingress') };
}

/** The answer for one kind of pod; its layers are not yet told to others. */
interface PodIsolation
  extends Omit<DirectionIsolation, 'podsDiffer' | 'layers'> {
  readonly layers: readonly LayerAnswer[];
}

function judgeDirection(
  pod: PodEnd,
  direction: Direction,
  {
    judges,
    surroundings,
  }: { judges: readonly ConnectionJudge[]; surroundings: Surroundings },
): PodIsolation {
  const ask = (other: ConnectionEnd, port: Connection['port']) =>
    judgeOneWay(
      direction === 'egress'
        ? { from: pod, to: other, port, protocol: null }
        : { from: other, to: pod, port, protocol: null },
      direction,
      judges,
    );
  const [four, six] = surroundings.outside;
  const insideAnswer = ask(surroundings.inside, null);
  const fourAnswer = ask(four, null);
  if (isUntouched(insideAnswer) && isUntouched(fourAnswer)) {
    return { state: 'not-selected', inside: 'all', outside: 'all', layers: [] };
  }
  // That all of IPv4 is open counts as all of the outside (SEMANTICS B9.4): few clusters have both.
  const sixAnswers = shareOf(fourAnswer) === 'none' ? [ask(six, null)] : [];
  const inside = shareOf(insideAnswer);
  const outside = outsideShare(shareOf(fourAnswer), sixAnswers.map(shareOf)[0]);
  const layers = [
    ...groupBy(
      [insideAnswer, fourAnswer, ...sixAnswers].flatMap(
        answer => answer.layers,
      ),
      ({ layer }) => layer,
    ).values(),
  ].map(answers => mergeAnswers(answers, 'depends-on-peer'));
  const selecting = layers.filter(selects);
  // What is denied at every port need not be asked about again.
  const open = [
    ...(inside === 'none' ? [] : [surroundings.inside]),
    ...(shareOf(fourAnswer) === 'none' ? [] : [four]),
    ...(sixAnswers.some(answer => shareOf(answer) === 'none') ? [] : [six]),
  ];
  const isDenied = (port: PortRange) =>
    open.every(other => ask(other, port).verdict === 'denied');
  const state = stateOf(inside, outside);
  if (selecting.length === 0 && state === 'open') {
    return { state: 'not-selected', inside, outside, layers: [] };
  }
  return {
    state:
      state === 'restricted' &&
      direction === 'egress' &&
      BESIDE_DNS.every(isDenied)
        ? 'dns-only'
        : state,
    inside,
    outside,
    layers: selecting,
  };
}

/** No policy has a say: nearly all workloads of most clusters, which need no closer look. */
function isUntouched({
  verdict,
  layers,
}: {
  verdict: LayerVerdict['verdict'];
  layers: readonly LayerAnswer[];
}): boolean {
  return (
    verdict === 'allowed' &&
    layers.every(layer => layer.verdict === 'allowed' && !selects(layer))
  );
}

function selects({ code, rules }: LayerAnswer): boolean {
  return (
    !NOT_SELECTED.has(code) || (code === 'not-isolated' && rules.length > 0)
  );
}

function shareOf({
  verdict,
  layers,
}: {
  verdict: LayerVerdict['verdict'];
  layers: readonly LayerAnswer[];
}): OpenShare {
  switch (verdict) {
    case 'allowed':
      return 'all';
    case 'denied':
      return 'none';
    default:
      return layers.some(
        ({ outcomes, code }) => outcomes.size > 1 && NOT_KNOWN.has(code),
      )
        ? 'unknown'
        : 'some';
  }
}

/** Where nothing of IPv4 is open, something of IPv6 may be. */
function outsideShare(four: OpenShare, six: OpenShare | undefined): OpenShare {
  return six === 'all' ? 'some' : six ?? four;
}

function stateOf(
  inside: OpenShare,
  outside: OpenShare,
): DirectionIsolation['state'] {
  if (inside === 'some' || outside === 'some') {
    return 'restricted';
  }
  if (inside === 'unknown' || outside === 'unknown') {
    return 'unknown';
  }
  if (inside !== outside) {
    return 'restricted';
  }
  return inside === 'all' ? 'open' : 'closed';
}

function mergePods(pods: readonly PodIsolation[]): DirectionIsolation {
  const [first] = pods;
  if (pods.length === 1) {
    const { state, inside, outside, layers } = first;
    return {
      state,
      inside,
      outside,
      podsDiffer: false,
      layers: layers.map(tell),
    };
  }
  const differ = pods.some(
    ({ state, inside, outside }) =>
      state !== first.state ||
      inside !== first.inside ||
      outside !== first.outside,
  );
  const layers = groupBy(
    pods.flatMap(pod => pod.layers),
    ({ layer }) => layer,
  );
  const share = (side: 'inside' | 'outside') =>
    sharesOf(pods.map(pod => pod[side]));
  return {
    state: differ ? mixedState(pods) : first.state,
    inside: share('inside'),
    outside: share('outside'),
    podsDiffer: differ,
    layers: [...layers.values()].map(answers =>
      tell(mergeAnswers(answers, 'pods-differ')),
    ),
  };
}

function tell(answer: LayerAnswer): LayerVerdict {
  return toWire({ ...answer, rules: withoutWholes(answer.rules) });
}

function mixedState(
  pods: readonly PodIsolation[],
): DirectionIsolation['state'] {
  return pods.some(({ state }) => state === 'unknown')
    ? 'unknown'
    : 'restricted';
}

function sharesOf(shares: readonly OpenShare[]): OpenShare {
  if (shares.every(share => share === shares[0])) {
    return shares[0];
  }
  return shares.includes('unknown') ? 'unknown' : 'some';
}

/** What closes a direction is told only where none of its own rules is: they say more. */
function withoutWholes(rules: LayerAnswer['rules']): LayerAnswer['rules'] {
  if (rules.length < 2) {
    return rules;
  }
  const wholes = new Map<ObjectRef, Set<string>>();
  for (const { object, path } of rules) {
    const ofObject = wholes.get(object) ?? new Set<string>();
    wholes.set(object, ofObject);
    let end = path.lastIndexOf('[');
    while (end > 0 && !ofObject.has(path.slice(0, end))) {
      ofObject.add(path.slice(0, end));
      end = path.lastIndexOf('[', end - 1);
    }
  }
  return rules.filter(({ object, path }) => !wholes.get(object)?.has(path));
}
