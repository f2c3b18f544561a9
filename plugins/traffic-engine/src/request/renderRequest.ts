import type {
  Entry,
  ObjectRef,
  RequestAnswer,
  RequestExplanation,
  RequestOutcome,
  RequestRule,
  RequestShare,
  RunnerUp,
} from '@portolan/plugin-traffic-common';
import { columns } from '../analyze/columns';

/** Why a rule lost, for people; names and numbers are in `params`. */
const LOST_BY: Readonly<Record<RunnerUp['lostBy'], string>> = {
  host: 'it is for another host',
  'less-specific-host': 'its host is less specific',
  'other-listener': 'another listener takes the request',
  path: 'its path does not match',
  'less-specific-path': 'its path is less specific',
  method: 'it is for another method',
  'less-specific-method': 'it names no method',
  header: 'a header does not match',
  'query-parameter': 'a query parameter does not match',
  'fewer-headers': 'it names fewer headers',
  'fewer-query-parameters': 'it names fewer query parameters',
  'other-condition': 'another of its conditions does not hold',
  'lower-priority': 'its priority is lower',
  'later-in-list': 'it comes later in the list',
  younger: 'it is younger',
  'later-name': 'its name comes later',
  weight: 'its weight gives it no share',
  'not-attached': 'it is not attached',
  'not-known': 'it is not known whether it matches',
};

/** Questions and answers as text, one fact per line; lines of one kind start with the same word. */
export function renderRequest(explanation: RequestExplanation): string {
  const { question, answers, problem } = explanation;
  const clusters = new Set(answers.map(({ cluster }) => cluster));
  const lines = [
    columns('request', `${question.method} ${question.url}`),
    ...(problem === undefined ? [] : [columns('  problem', problem)]),
    ...answers.flatMap(answer => renderAnswer(answer, clusters.size > 1)),
  ];
  return lines.map(line => `${line}\n`).join('');
}

function renderAnswer(answer: RequestAnswer, several: boolean): string[] {
  const { cluster, entry, outcome, winner, runnersUp, moreRunnersUp } = answer;
  const door = `${several ? `${cluster}:` : ''}${renderEntry(entry)}`;
  return [
    columns(
      '  answer',
      `via ${door}`,
      `→  ${renderOutcome(outcome)}`,
      ...(winner ? [`[${renderRule(winner)}]`] : []),
    ),
    ...runnersUp.map(rule =>
      columns(
        '  lost',
        renderRule(rule),
        `${LOST_BY[rule.lostBy]}${renderParams(rule.params)}`,
      ),
    ),
    ...(moreRunnersUp === undefined
      ? []
      : [columns('  lost', `${moreRunnersUp} more`)]),
  ];
}

/** The door by the names that its operator knows. */
function renderEntry(entry: Entry): string {
  switch (entry.kind) {
    case 'listener':
      return `${nameOf(entry.gateway)}:${entry.listener}`;
    case 'ingress-class':
      return `class ${entry.className ?? '(none)'}`;
    case 'entry-point':
      return `entry point ${entry.name}`;
    case 'service':
      return `Service ${nameOf(entry.service)}`;
    default:
      return 'the mesh';
  }
}

function renderOutcome(outcome: RequestOutcome): string {
  switch (outcome.kind) {
    case 'forward':
      return [
        outcome.shares.map(renderShare).join(', '),
        ...(outcome.mirrors.length > 0
          ? [`copies to ${outcome.mirrors.map(nameOf).join(', ')}`]
          : []),
      ].join('; ');
    case 'respond':
      return `${outcome.status}${
        outcome.location === null ? '' : ` to ${outcome.location}`
      }: ${outcome.why}`;
    case 'refused':
      return `not connected: ${outcome.why}`;
    case 'hidden':
      return 'a rule that is not visible to you';
    default:
      return `not known: ${outcome.why}`;
  }
}

function renderShare(share: RequestShare): string {
  const { backend, port, outcome, status, location, host, path } = share;
  const what = {
    forwarded: host === null || path === null ? '' : ` as ${host}${path}`,
    redirected: ` ${status} to ${location}`,
    failed: ` ✗ ${status ?? 'refused'}`,
    unknown: ' (not known whether it answers)',
  }[outcome];
  const percent = Math.round(share.share * 1000) / 10;
  return `${nameOf(backend)}${
    port === null ? '' : `:${port}`
  } ${percent} %${what}`;
}

function renderRule(rule: RequestRule): string {
  return `${rule.object.kind} ${nameOf(rule.object)} ${rule.provenance.path}`;
}

function renderParams(params: RunnerUp['params']): string {
  const entries = Object.entries(params);
  return entries.length === 0
    ? ''
    : ` (${entries.map(([name, value]) => `${name} ${value}`).join(', ')})`;
}

function nameOf({ namespace, name }: ObjectRef): string {
  return namespace ? `${namespace}/${name}` : name;
}
