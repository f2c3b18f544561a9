/**
 * For those who add sources and checks: scenarios, and the contracts that both must keep. Reads files, so it is no part of
 * the engine's own entry.
 *
 * @packageDocumentation
 */
export * from './CheckDoc';
export * from './checkContract';
export * from './freezeDeep';
export * from './hideKind';
export * from './keepFile';
export * from './listScenarios';
export * from './renderFindingsDocs';
export * from './runScenario';
export * from './scenarioInputs';
export * from './snapshotFrom';
export * from './sourceContract';
export * from '../snapshot/readRecorder';
