export { ManualTiming, settled } from './ManualTiming';
export {
  answer,
  discoveryOf,
  ScriptedConnection,
  serviceList,
  unreachable,
} from './ScriptedConnection';
