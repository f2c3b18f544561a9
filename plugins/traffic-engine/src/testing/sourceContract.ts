import { analysisSchema, type Analysis } from '@portolan/plugin-traffic-common';
import { analyzeWith, type AnalysisEngine } from '../analyze/analyze';
import type { AnalysisInput } from '../analyze/AnalysisInput';
import { kindKey, type KindKey, type KindRef } from '../kinds/KindRef';
import { refKey } from '../model/refs';
import { recordReads } from '../snapshot/readRecorder';
import type { Source } from '../sources/Source';
import { freezeDeep } from './freezeDeep';
import { hideKind, NOT_KNOWN } from './hideKind';
import { scenarioObjects, shuffle } from './scenarioInputs';

const SEEDS = [1, 2, 3];

/** The kinds that a source asks for while it resolves these texts. */
export function listReads(
  source: Source,
  texts: readonly string[],
  engine: AnalysisEngine,
): readonly KindKey[] {
  const reads = new Set<KindKey>();
  const recording: Source = {
    ...source,
    resolve: snapshot => {
      const recorder = recordReads(snapshot);
      const result = source.resolve(recorder.snapshot);
      recorder.reads.forEach(kind => reads.add(kind));
      return result;
    },
  };
  for (const text of texts) {
    analyzeWith({ ...engine, sources: [recording], checks: [] }, [{ text }]);
  }
  return [...reads].sort();
}

/** What is wrong with the answer to one scenario, however its documents are ordered, frozen or hidden; empty when nothing is. */
export function listScenarioFaults(
  text: string,
  engine: AnalysisEngine,
): string[] {
  const inputs = scenarioObjects(text);
  const expected = analyzeWith(engine, inputs);
  const faults: string[] = [];
  const parsed = analysisSchema.safeParse(expected);
  if (!parsed.success) {
    faults.push(`the result is not of the wire's shape: ${parsed.error}`);
  }
  if (!isEqual(analyzeWith(engine, freezeDeep(inputs)), expected)) {
    faults.push('a frozen input gives another answer');
  }
  for (const seed of SEEDS) {
    if (!isEqual(analyzeWith(engine, shuffle(inputs, seed)), expected)) {
      faults.push(
        `another order of documents (seed ${seed}) gives another answer`,
      );
    }
  }
  const kinds = new Map(
    engine.sources
      .flatMap(source => source.reads)
      .map(kind => [kindKey(kind), kind]),
  );
  for (const kind of kinds.values()) {
    faults.push(...listHidingFaults({ kind, inputs, engine, expected }));
  }
  return faults;
}

/** Knowing less must never say more: no new finding, nothing missing of the hidden kind, no route newly lost. */
function listHidingFaults(options: {
  kind: KindRef;
  inputs: readonly AnalysisInput[];
  engine: AnalysisEngine;
  expected: Analysis;
}): string[] {
  const { kind, inputs, engine, expected } = options;
  return NOT_KNOWN.flatMap(status => {
    const actual = analyzeWith(
      { ...engine, observe: snapshot => hideKind(snapshot, kind, status) },
      inputs,
    );
    const known = new Set(negatives(expected));
    const added = negatives(actual).filter(sentence => !known.has(sentence));
    const missing = actual.routes.flatMap(route =>
      route.backends.filter(
        ({ state, ref, reason }) =>
          state === 'missing' &&
          reason !== 'BackendPortNotFound' &&
          kindKey(ref) === kindKey(kind),
      ),
    );
    return [
      ...added.map(what => `${kind.kind} ${status.state} adds: ${what}`),
      ...missing.map(
        ({ ref }) =>
          `${kind.kind} ${status.state}, yet ${refKey(ref)} is called missing`,
      ),
    ];
  });
}

/** All that an answer says against something. */
function negatives(analysis: Analysis): string[] {
  return [
    ...analysis.findings.map(
      ({ code, at }) => `finding ${code} ${refKey(at.object)} ${at.path}`,
    ),
    ...analysis.routes
      .filter(({ predicted }) =>
        ['failing', 'detached'].includes(predicted.state),
      )
      .map(({ id, predicted }) => `route ${id} ${predicted.state}`),
    ...analysis.attachments.flatMap(attachment =>
      attachment.predicted
        .filter(({ status }) => status === 'False')
        .map(
          ({ type }) =>
            `attachment ${refKey(attachment.route)} ${
              attachment.provenance.path
            } ${type}=False`,
        ),
    ),
    ...analysis.dependencies
      .filter(({ permitted }) => permitted.verdict === 'denied')
      .map(({ id }) => `dependency ${id} denied`),
  ];
}

/** Equal but for the places in files, which go with the order of documents. */
function isEqual(a: Analysis, b: Analysis): boolean {
  return withoutPlaces(a) === withoutPlaces(b);
}

function withoutPlaces(analysis: Analysis): string {
  return JSON.stringify(analysis, (key, value) =>
    key === 'location' || key === 'line' || key === 'file' ? undefined : value,
  );
}
