import type { Analysis } from '@portolan/plugin-traffic-common';
import { CODE_RANGES, RETIRED_CODES } from '../checks/codes';
import { renderTemplate, type Check } from '../checks/Check';
import { DOC_HEADINGS, type CheckDoc, type DocExample } from './CheckDoc';

/** What is wrong with a check and its doc.md, as sentences; empty when it keeps the contract. */
export function listCheckFaults(check: Check, doc: CheckDoc): string[] {
  const number = Number(check.code.slice('TRF'.length));
  const faults: string[] = [];
  const expect = (holds: boolean, sentence: string) => {
    if (!holds) {
      faults.push(`${check.id}: ${sentence}`);
    }
  };
  expect(/^TRF\d{3}$/.test(check.code), `${check.code} is no code.`);
  expect(
    CODE_RANGES.some(range => number >= range.from && number <= range.to),
    `${check.code} lies in no family's range.`,
  );
  expect(
    !RETIRED_CODES.includes(check.code),
    `${check.code} is retired and is never given again.`,
  );
  expect(doc.code === check.code, 'doc.md has another code.');
  expect(doc.severity === check.severity, 'doc.md has another severity.');
  expect(doc.title === check.title, 'doc.md has another title.');
  expect(
    doc.headings.join(' · ') === DOC_HEADINGS.join(' · '),
    `the headings of doc.md are not ${DOC_HEADINGS.join(' · ')}.`,
  );
  for (const kind of ['broken', 'fixed'] as const) {
    expect(
      doc.examples.some(example => example.kind === kind),
      `doc.md has no ${kind} example.`,
    );
  }
  return faults;
}

/**
 * What an example of doc.md does that it should not: a broken one raises this code at each marked line and nothing else, a
 * fixed one raises nothing.
 */
export function listExampleFaults(
  check: Check,
  example: DocExample,
  result: Analysis,
): string[] {
  const faults = result.problems
    .filter(problem => problem.severity === 'error')
    .map(problem => `the example cannot be read: ${problem.message}`);
  const others = result.findings.filter(({ code }) => code !== check.code);
  faults.push(...others.map(({ code }) => `it raises ${code} as well`));
  const own = result.findings.filter(({ code }) => code === check.code);
  const raised = own.map(finding => finding.location?.line ?? 0).sort(byNumber);
  const marked = example.kind === 'broken' ? example.markedLines : [];
  if (example.kind === 'broken' && marked.length === 0) {
    faults.push(`no line is marked with # ${check.code}`);
  }
  if (raised.join() !== marked.join()) {
    faults.push(
      `${check.code} is marked at lines [${marked}] and raised at lines [${raised}]`,
    );
  }
  for (const finding of own) {
    faults.push(...listParamFaults(check, finding.params));
  }
  return faults;
}

/** Every param is used in a sentence, and every name in a sentence has a param. */
function listParamFaults(
  check: Check,
  params: Readonly<Record<string, string | number>>,
): string[] {
  const sentences = `${check.message} ${check.fix}`;
  const unused = Object.keys(params).filter(
    name => !sentences.includes(`{{${name}}}`),
  );
  const rendered = renderTemplate(sentences, params);
  return [
    ...unused.map(name => `param ${name} is in no sentence`),
    ...(/\{\{\w+\}\}/.exec(rendered) ?? []).map(
      name => `${name} has no param in: ${sentences}`,
    ),
  ];
}

function byNumber(a: number, b: number): number {
  return a - b;
}
