import type {
  ConfigMapUse,
  MinedEndpoint,
  MinedFacts,
  SecretUse,
} from '../../snapshot/ObjectFacts';
import { readList, readRecord, readText } from '../../snapshot/read';
import { listConfigMapUses } from './listConfigMapUses';
import { listSecretUses } from './listSecretUses';
import { mineEntries, type Entry } from './mineEntries';
import { excludesKey, type MiningOptions } from './MiningOptions';
import { parseHostPort } from './parseHostPort';
import { SearchBudget } from './SearchBudget';
import { toMinedFacts } from './toMinedFacts';

const FLAG = /^--?([A-Za-z][\w.-]{0,120})(?:=([^]*))?$/;
const VARIABLE = /\$\(([A-Za-z_.-][\w.-]*)\)/g;

/**
 * The endpoints in the variables, arguments and commands of a pod's containers, and the ConfigMaps that they take values
 * from. Variables that come from Secrets have no value here, and none is looked for: only that they do is kept.
 */
export function minePodSpec(
  podSpec: unknown,
  { at, options }: { at: string; options: MiningOptions },
): MinedFacts | undefined {
  const budget = new SearchBudget();
  const endpoints: MinedEndpoint[] = [];
  const configMaps: ConfigMapUse[] = [];
  const secrets: SecretUse[] = [];
  for (const field of ['initContainers', 'containers']) {
    readList(podSpec, field).forEach((container, index) => {
      const path = `${at}.${field}[${index}]`;
      endpoints.push(
        ...mineEntries(entriesOf(container, { path, options, budget })),
      );
      configMaps.push(...listConfigMapUses(container, { path, options }));
      secrets.push(...listSecretUses(container, { path, options }));
    });
  }
  configMaps.push(...listMountedConfigMaps(podSpec, at));
  return toMinedFacts({ endpoints, configMaps, secrets, cut: budget.cut });
}

function entriesOf(
  container: unknown,
  place: { path: string; options: MiningOptions; budget: SearchBudget },
): Entry[] {
  const { path, options, budget } = place;
  const variables = readList(container, 'env').flatMap((item, index) => {
    const key = readText(item, 'name');
    const value = readText(item, 'value');
    return key === undefined || value === undefined
      ? []
      : [{ key, value, path: `${path}.env[${index}].value` }];
  });
  const known = hostsAndPorts(variables);
  return [
    ...variables,
    ...argumentsOf(container, 'command', path),
    ...argumentsOf(container, 'args', path),
  ]
    .filter(({ key }) => !excludesKey(options, key))
    .map(entry => ({
      ...entry,
      value: fillIn(budget.take(entry.value, entry.path), known),
    }));
}

/** Arguments with the names of their flags: `--db=x`, and `--db x` in two. */
function argumentsOf(
  container: unknown,
  field: 'command' | 'args',
  path: string,
): Entry[] {
  let flag = '';
  return readList(container, field).flatMap((item, index) => {
    if (typeof item !== 'string') {
      return [];
    }
    const before = flag;
    const [, name, value] = FLAG.exec(item) ?? [];
    flag = value === undefined ? name ?? '' : '';
    return [
      {
        key: name ?? before,
        value: name === undefined ? item : value ?? '',
        path: `${path}.${field}[${index}]`,
      },
    ];
  });
}

/** The variables that another value may be filled in with: hosts and ports, so that no password is copied anywhere. */
function hostsAndPorts(
  variables: readonly Entry[],
): ReadonlyMap<string, string> {
  return new Map(
    variables
      .filter(
        ({ value }) =>
          /^\d{1,5}$/.test(value) ||
          (value.length < 300 && parseHostPort(value) !== undefined),
      )
      .map(({ key, value }) => [key, value]),
  );
}

/** `$(NAME)` as the kubelet fills it in (core/v1 EnvVar.value). */
function fillIn(value: string, known: ReadonlyMap<string, string>): string {
  return value.includes('$(')
    ? value.replace(VARIABLE, (whole, name: string) => known.get(name) ?? whole)
    : value;
}

/** ConfigMaps mounted as files; which of their files the program reads nobody tells. */
function listMountedConfigMaps(podSpec: unknown, at: string): ConfigMapUse[] {
  return readList(podSpec, 'volumes').flatMap((volume, index) => {
    const path = `${at}.volumes[${index}]`;
    return [
      ...mountOf(readRecord(volume, 'configMap'), `${path}.configMap`),
      ...readList(readRecord(volume, 'projected'), 'sources').flatMap(
        (source, i) =>
          mountOf(
            readRecord(source, 'configMap'),
            `${path}.projected.sources[${i}].configMap`,
          ),
      ),
    ];
  });
}

function mountOf(source: unknown, path: string): ConfigMapUse[] {
  const name = readText(source, 'name');
  const keys = readList(source, 'items').flatMap(
    item => readText(item, 'key') ?? [],
  );
  return name ? [{ name, path, ...(keys.length > 0 && { keys }) }] : [];
}
