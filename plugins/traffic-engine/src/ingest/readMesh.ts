import { parse } from 'yaml';
import type { KubeObject } from '../snapshot/KubeObject';
import type { MeshFacts } from '../snapshot/ObjectFacts';
import { readRecord, readText } from '../snapshot/read';

const SYSTEM_NAMESPACE = 'istio-system';
/** `istio`, and `istio-<revision>` for a control plane that has one. */
const NAME = /^istio(-[a-z0-9][-a-z0-9]*)?$/;
const MAX_CHARS = 256 * 1024;

/**
 * What Istio's mesh configuration says of hosts that the mesh does not know; undefined for any other ConfigMap. Left out,
 * the mode is ALLOW_ANY (MeshConfig.OutboundTrafficPolicy).
 */
export function readMesh(configMap: KubeObject): MeshFacts | undefined {
  const { namespace, name } = configMap.metadata;
  const text =
    namespace === SYSTEM_NAMESPACE && NAME.test(name)
      ? readText(readRecord(configMap, 'data'), 'mesh')
      : undefined;
  if (text === undefined) {
    return undefined;
  }
  if (text.length > MAX_CHARS) {
    return malformed(`It is longer than ${MAX_CHARS} characters.`);
  }
  const mesh = parseYaml(text);
  if (mesh === undefined) {
    return malformed('It is not YAML.');
  }
  const mode = readText(readRecord(mesh, 'outboundTrafficPolicy'), 'mode');
  return mode === undefined || mode === 'ALLOW_ANY' || mode === 'REGISTRY_ONLY'
    ? { state: 'read', outboundTrafficPolicy: mode ?? 'ALLOW_ANY' }
    : malformed('outboundTrafficPolicy.mode is no mode of Istio.');
}

/** undefined for a text that is no YAML; an empty text is an empty configuration. */
function parseYaml(text: string): unknown {
  try {
    return parse(text, { logLevel: 'silent', maxAliasCount: 100 }) ?? {};
  } catch {
    return undefined;
  }
}

function malformed(why: string): MeshFacts {
  return { state: 'malformed', why };
}
