import type { KubeObject } from '../snapshot/KubeObject';
import type { TraefikFacts } from '../snapshot/ObjectFacts';
import { readList, readRecord, readText } from '../snapshot/read';

const IMAGE = /(^|\/)traefik(:[^/]*)?(@[^/]*)?$/;
/** `v3.7.9`, `3.7`, `v3`: what a tag has to be to tell a version. */
const VERSION_TAG = /traefik:v?(\d+)(?=[.@-]|$)/;
const CONFIG_FILE_FOLDERS: readonly string[] = [
  '/etc/traefik',
  '/root/.config',
];
/** The arguments that say which ways in there are; any other may hold a credential and is left out. */
const KEPT =
  /^(entrypoints\.[^.]+\.(address|asdefault|http\.(tls|middlewares|redirections)($|\.))|providers\.(precedence|kubernetes(crd|ingress)($|\.))|core\.defaultrulesyntax)/;
const KEPT_SECRETS = /token|secret|password/;

/**
 * How the Traefik that a workload runs was started; undefined for any other workload. Traefik takes its configuration from
 * arguments, a file or variables of the environment, and from one of them alone.
 */
export function readTraefik(workload: KubeObject): TraefikFacts | undefined {
  const pod = readRecord(
    readRecord(readRecord(workload, 'spec'), 'template'),
    'spec',
  );
  const container = readList(pod, 'containers').find(item =>
    IMAGE.test(readText(item, 'image') ?? ''),
  );
  if (container === undefined) {
    return undefined;
  }
  const words = [
    ...readList(container, 'command'),
    ...readList(container, 'args'),
  ].filter(
    (word): word is string => typeof word === 'string' && word.startsWith('--'),
  );
  const flags = words.map((word): [string, string] => {
    const at = word.indexOf('=');
    return at < 0
      ? [word.slice(2).toLowerCase(), 'true']
      : [word.slice(2, at).toLowerCase(), word.slice(at + 1)];
  });
  const isElsewhere =
    flags.some(([name]) => name === 'configfile') ||
    readList(container, 'volumeMounts').some(mount =>
      CONFIG_FILE_FOLDERS.includes(readText(mount, 'mountPath') ?? ''),
    ) ||
    readList(container, 'env').some(variable =>
      (readText(variable, 'name') ?? '').startsWith('TRAEFIK_'),
    );
  const major = VERSION_TAG.exec(readText(container, 'image') ?? '')?.[1];
  const version = major === undefined ? {} : { majorVersion: Number(major) };
  return flags.length === 0 || isElsewhere
    ? { state: 'not-given', ...version }
    : {
        ...version,
        state: 'read',
        arguments: Object.fromEntries(
          flags.filter(([name]) => KEPT.test(name) && !KEPT_SECRETS.test(name)),
        ),
      };
}
