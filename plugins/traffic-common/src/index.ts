/**
 * The wire of the traffic plugin: types, schemas, permissions and the typed client. No logic.
 *
 * @packageDocumentation
 */
export * from './annotations';
export * from './client/TrafficClient';
export * from './permissions';
export * from './signals';
export * from './wire/analysis';
export * from './wire/cluster';
export * from './wire/dependency';
export * from './wire/entityTraffic';
export * from './wire/finding';
export * from './wire/findingCodes';
export * from './wire/hosts';
export * from './wire/isolation';
export * from './wire/knowledge';
export * from './wire/objectRef';
export * from './wire/policy';
export * from './wire/problem';
export * from './wire/proposal';
export * from './wire/requestTest';
export * from './wire/route';
export * from './wire/routeOptions';
export * from './wire/verdict';
export * from './wire/workload';
