import type {
  LayerVerdict,
  ObjectRef,
  Provenance,
} from '@portolan/plugin-traffic-common';
import type { Connection, LayerAnswer, Outcome } from '../model/drafts';
import { refKey } from '../model/refs';
import {
  ALL_PORTS,
  matchPort,
  PROTOCOLS,
  splitPorts,
  type PortQuestion,
  type PortRule,
} from '../match/port';
import { firstDoubt } from '../match/Match';
import { compareText } from '../snapshot/compareText';

/** The verdict of a layer that may do any of the outcomes: to pass is not to object. */
function verdictOf(outcomes: ReadonlySet<Outcome>): LayerVerdict['verdict'] {
  if (!outcomes.has('deny')) {
    return 'allowed';
  }
  return outcomes.size === 1 ? 'denied' : 'unknown';
}

/** A layer's answer; its verdict follows from the outcomes. */
export function layerAnswer(
  facts: Omit<LayerAnswer, 'verdict' | 'outcomes'> & {
    readonly outcomes: readonly Outcome[];
  },
): LayerAnswer {
  const outcomes = new Set(facts.outcomes);
  return { ...facts, outcomes, verdict: verdictOf(outcomes) };
}

/** A judge's answers to one question; mostly there are none in one of the directions, and nothing is made anew. */
export function inBothDirections(
  egress: readonly LayerAnswer[],
  ingress: readonly LayerAnswer[],
): readonly LayerAnswer[] {
  if (egress.length === 0) {
    return ingress;
  }
  return ingress.length === 0 ? egress : [...egress, ...ingress];
}

/**
 * One answer for several cases of one question (ports, pods, addresses) that a layer was asked for one direction. When the
 * cases differ in what is known of them, `mixed` says what the answer depends on.
 */
export function mergeAnswers(
  answers: readonly LayerAnswer[],
  mixed: LayerVerdict['code'],
): LayerAnswer {
  const [first] = answers;
  if (answers.every(answer => answer === first)) {
    return first;
  }
  const distinct = new Set(answers);
  const outcomes = new Set(
    [...distinct].flatMap(answer => [...answer.outcomes]),
  );
  const verdict = verdictOf(outcomes);
  const unknown = answers.filter(answer => answer.verdict === 'unknown');
  const doubt = firstDoubt(unknown.map(({ code }) => code));
  const decisive =
    unknown.find(({ code }) => code === doubt) ??
    unknown[0] ??
    answers.find(answer => answer.rules.length > 0) ??
    first;
  return {
    ...decisive,
    outcomes,
    verdict,
    code:
      verdict === 'unknown' && decisive.verdict !== 'unknown'
        ? mixed
        : decisive.code,
    rules: [...uniqueRules([...distinct].flatMap(answer => answer.rules))],
    ...cutsOf(distinct),
  };
}

/**
 * Asks a rule set about each piece of a connection's ports and protocols that no rule splits. A connection whose port or
 * protocol is not known is allowed or denied only when all of them are.
 */
export function overPorts(
  connection: Connection,
  rules: readonly PortRule[],
  answer: (question: PortQuestion) => LayerAnswer,
): LayerAnswer {
  const { to, port, protocol: asked } = connection;
  const namedPorts = to.kind === 'pod' ? to.namedPorts : null;
  const range =
    typeof port === 'number' ? { from: port, to: port } : port ?? ALL_PORTS;
  const protocols = asked === null ? PROTOCOLS : [asked];
  const pieces = protocols.flatMap(protocol => {
    const ofProtocol = rules.filter(rule => rule.protocol === protocol);
    return splitPorts(range, ofProtocol, namedPorts).map(piece => ({
      ...piece,
      protocol,
      namedPorts,
    }));
  });
  // What no entry of any rule names gets one answer, and most pieces lie between those that are named.
  let beside: LayerAnswer | undefined;
  const answers = pieces.map(piece => {
    if (rules.some(rule => matchPort(rule, piece) !== 'no')) {
      return answer(piece);
    }
    beside ??= answer(piece);
    return beside;
  });
  const merged = mergeAnswers(answers, 'depends-on-port');
  // Ports that are let through and ports that are left to the next layer are not the same, though both are allowed here.
  return answers.every(({ outcomes }) => outcomes.size === merged.outcomes.size)
    ? merged
    : { ...merged, portCuts: pieces.map(({ from }) => from) };
}

/** Where the ports are to be cut for one answer to a piece, after any of the answers. */
function cutsOf(
  answers: ReadonlySet<LayerAnswer>,
): Pick<LayerAnswer, 'portCuts'> {
  const cuts = new Set<number>();
  for (const { portCuts } of answers) {
    portCuts?.forEach(cut => cuts.add(cut));
  }
  return cuts.size > 0 ? { portCuts: [...cuts] } : {};
}

const keys = new WeakMap<ObjectRef, string>();

function keyOf(object: ObjectRef): string {
  let key = keys.get(object);
  if (key === undefined) {
    key = refKey(object);
    keys.set(object, key);
  }
  return key;
}

/** Each rule once, by object and then by path. */
export function uniqueRules(
  rules: readonly Provenance[],
): readonly Provenance[] {
  if (rules.length < 2) {
    return rules;
  }
  const sorted = [...new Set(rules)].sort(compareRules);
  return sorted.filter(
    (rule, position) =>
      position === sorted.length - 1 ||
      compareRules(rule, sorted[position + 1]) !== 0,
  );
}

function compareRules(a: Provenance, b: Provenance): number {
  return (
    (a.object === b.object
      ? 0
      : compareText(keyOf(a.object), keyOf(b.object))) ||
    compareText(a.path, b.path)
  );
}
