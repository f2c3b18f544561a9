import { parse } from 'yaml';
import type { KubeObject } from '../snapshot/KubeObject';
import type { MeshFacts, MeshSettings } from '../snapshot/ObjectFacts';
import {
  isRecord,
  readList,
  readNumber,
  readRecord,
  readText,
} from '../snapshot/read';

/** `istio`, and `istio-<revision>` for a control plane that has one. */
const NAME = /^istio(-[a-z0-9][-a-z0-9]*)?$/;
const MAX_CHARS = 256 * 1024;

/**
 * What Istio's mesh configuration (MeshConfig) says, in so far as it decides about traffic: public settings and the names of
 * providers, never their addresses. undefined for any other ConfigMap.
 */
export function readMesh(configMap: KubeObject): MeshFacts | undefined {
  const text = NAME.test(configMap.metadata.name)
    ? readText(readRecord(configMap, 'data'), 'mesh')
    : undefined;
  if (text === undefined) {
    return undefined;
  }
  if (text.length > MAX_CHARS) {
    return malformed(`It is longer than ${MAX_CHARS} characters.`);
  }
  const mesh = parseYaml(text);
  if (!isRecord(mesh)) {
    return malformed('It is not YAML.');
  }
  const mode = readText(readRecord(mesh, 'outboundTrafficPolicy'), 'mode');
  // ALLOW_ANY_DYNAMIC_DNS lets through what ALLOW_ANY does; it only looks names up itself.
  const known = ['ALLOW_ANY', 'REGISTRY_ONLY', 'ALLOW_ANY_DYNAMIC_DNS'];
  return mode === undefined || known.includes(mode)
    ? {
        state: 'read',
        outboundTrafficPolicy:
          mode === 'REGISTRY_ONLY' ? 'REGISTRY_ONLY' : 'ALLOW_ANY',
        ...readSettings(mesh),
      }
    : malformed('outboundTrafficPolicy.mode is no mode of Istio.');
}

/** Settings that change what proxies do and that are only named. */
const NOT_INTERPRETED: readonly string[] = [
  'discoverySelectors',
  'ingressClass',
  'ingressControllerMode',
  'ingressSelector',
  'ingressService',
  'localityLbSetting',
  'meshMTLS',
  'pathNormalization',
];

function readSettings(mesh: object): MeshSettings {
  const retries = readRecord(mesh, 'defaultHttpRetryPolicy');
  return withoutAbsent({
    rootNamespace: readText(mesh, 'rootNamespace') || undefined,
    trustDomain: readText(mesh, 'trustDomain') || undefined,
    trustDomainAliases: listed(textsOf(mesh, 'trustDomainAliases')),
    meshId: readText(readRecord(mesh, 'defaultConfig'), 'meshId') || undefined,
    serviceSettings: serviceSettingsOf(mesh),
    defaultServiceExportTo: listed(textsOf(mesh, 'defaultServiceExportTo')),
    defaultVirtualServiceExportTo: listed(
      textsOf(mesh, 'defaultVirtualServiceExportTo'),
    ),
    defaultDestinationRuleExportTo: listed(
      textsOf(mesh, 'defaultDestinationRuleExportTo'),
    ),
    extensionProviders: listed(
      readList(mesh, 'extensionProviders').flatMap(
        provider => readText(provider, 'name') ?? [],
      ),
    ),
    defaultHttpRetryPolicy:
      Object.keys(retries).length === 0
        ? undefined
        : {
            attempts: readNumber(retries, 'attempts') ?? null,
            retryOn: readText(retries, 'retryOn') ?? null,
            perTryTimeout: readText(retries, 'perTryTimeout') ?? null,
          },
    notInterpreted: listed(NOT_INTERPRETED.filter(field => field in mesh)),
  });
}

/** `clusterLocal` alone: it is the only setting of Services that there is. */
function serviceSettingsOf(mesh: object): MeshSettings['serviceSettings'] {
  const settings = readList(mesh, 'serviceSettings').map(entry => ({
    hosts: isRecord(entry) ? textsOf(entry, 'hosts') : [],
    clusterLocal: readRecord(entry, 'settings').clusterLocal === true,
  }));
  return settings.length === 0 ? undefined : settings;
}

function textsOf(mesh: object, field: string): readonly string[] {
  return readList(mesh, field).filter(item => typeof item === 'string');
}

function listed(texts: readonly string[]): readonly string[] | undefined {
  return texts.length === 0 ? undefined : texts;
}

/** Facts are compared and stored: what is not set has no key. */
function withoutAbsent(settings: MeshSettings): MeshSettings {
  return Object.fromEntries(
    Object.entries(settings).filter(([, value]) => value !== undefined),
  );
}

/** undefined for a text that is no YAML; an empty text is an empty configuration. */
function parseYaml(text: string): unknown {
  try {
    return parse(text, { logLevel: 'error', maxAliasCount: 100 }) ?? {};
  } catch {
    return undefined;
  }
}

function malformed(why: string): MeshFacts {
  return { state: 'malformed', why };
}
