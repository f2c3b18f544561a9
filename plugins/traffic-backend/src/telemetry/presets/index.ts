import type { TelemetryPreset } from '../TelemetryPreset';
import { ciliumHubble } from './ciliumHubble';
import { istioAmbient, istioSidecar } from './istio';
import { otelServiceGraph } from './otelServiceGraph';

/** Every kind of telemetry that needs no template of one’s own; adding one is its file and a line here. */
export const PRESETS: readonly TelemetryPreset[] = [
  ciliumHubble,
  istioAmbient,
  istioSidecar,
  otelServiceGraph,
];
