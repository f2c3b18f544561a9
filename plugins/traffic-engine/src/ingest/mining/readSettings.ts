import { isRecord } from '../../snapshot/read';
import type { Entry } from './mineEntries';

/** `key: value`, `key=value` and `"key": "value",` as they stand in files of settings. */
const SETTING =
  /^([ \t]*)((?:-[ \t]+)*)(?:export[ \t]+)?["']?([A-Za-z_][\w.-]{0,120})["']?[ \t]{0,8}([:=])(?!\/\/)([ \t]{0,8})(.*)$/;
const SECTION = /^[ \t]*\[{1,2}([\w.\- "']{1,120})\]{1,2}[ \t]*(?:[#;].*)?$/;
const ITEM = /^([ \t]*)-[ \t]+(.*)$/;
const COMMENT = /^[ \t]*(?:#|\/\/|;)/;
const MAX_DEPTH = 30;

interface Scope {
  readonly indent: number;
  readonly name: string;
  /** An item of a list, at the place of its dash. */
  readonly isItem?: boolean;
}

/**
 * The settings in a file, each with the whole name that it has there (`spring.datasource.host`), so that `host` and `port` of
 * one block are known to belong together: JSON, YAML and its kin by their indentation, properties, and sections (`[db]`). A line
 * that is no setting is an entry without a name. Never throws: files are templates as often as not.
 */
export function readSettings(text: string, path: string): readonly Entry[] {
  return readJson(text, path) ?? readLines(text, path);
}

function readJson(text: string, path: string): readonly Entry[] | undefined {
  if (!/^\s*[{[]/.test(text)) {
    return undefined;
  }
  try {
    return flatten(JSON.parse(text), '', path, 0);
  } catch {
    return undefined;
  }
}

function flatten(
  value: unknown,
  key: string,
  path: string,
  depth: number,
): Entry[] {
  if (typeof value === 'string' || typeof value === 'number') {
    return [{ key, value: String(value), path }];
  }
  if (depth > MAX_DEPTH) {
    return [];
  }
  if (Array.isArray(value)) {
    return value.flatMap((item, index) =>
      flatten(item, isRecord(item) ? `${key}[${index}]` : key, path, depth + 1),
    );
  }
  return isRecord(value)
    ? Object.entries(value).flatMap(([name, inner]) =>
        flatten(inner, key === '' ? name : `${key}.${name}`, path, depth + 1),
      )
    : [];
}

function readLines(text: string, path: string): readonly Entry[] {
  const entries: Entry[] = [];
  let section = '';
  let scopes: Scope[] = [];
  let items = 0;
  const nameOf = (key: string) =>
    [section, ...scopes.map(({ name }) => name), key]
      .filter(part => part !== '')
      .join('.');
  const leave = (indent: number) => {
    scopes = scopes.filter(scope => scope.indent < indent);
  };
  // A dash may stand under the name of its list, and not only further in.
  const leaveItem = (indent: number) => {
    scopes = scopes.filter(
      scope =>
        scope.indent < indent || (scope.indent === indent && !scope.isItem),
    );
  };
  for (const line of text.split('\n')) {
    if (COMMENT.test(line) || line.trim() === '') {
      continue;
    }
    const [, title] = SECTION.exec(line) ?? [];
    if (title !== undefined) {
      section = title.trim();
      scopes = [];
      continue;
    }
    const [, spaces, dashes = '', key, sign, gap = '', value = ''] =
      SETTING.exec(line) ?? [];
    // In a list `kafka-1:9092` is an item; a name there has a space after its colon.
    const isSetting =
      key !== undefined &&
      !(dashes !== '' && sign === ':' && gap === '' && value.trim() !== '');
    const [, before = '', item] = ITEM.exec(line) ?? [];
    if (!isSetting) {
      if (item === undefined) {
        entries.push({ key: '', value: line, path });
      } else {
        leaveItem(before.length);
        entries.push({ key: nameOf(''), value: unquote(item), path });
      }
      continue;
    }
    if (dashes !== '') {
      items += 1;
      leaveItem(spaces.length);
      scopes.push({ indent: spaces.length, name: `[${items}]`, isItem: true });
    } else {
      leave(spaces.length);
    }
    const indent = spaces.length + dashes.length;
    const plain = unquote(value);
    if (/^[[{]?$/.test(plain) && scopes.length < MAX_DEPTH) {
      scopes.push({ indent, name: key });
    } else {
      entries.push({ key: nameOf(key), value: plain, path });
    }
  }
  return entries;
}

/** Without quotes and the comma of a list; a comment at the end is only told from a password where there can be none. */
function unquote(value: string): string {
  const isPlain = !value.includes('@') && !value.includes('://');
  const trimmed = (isPlain ? value.replace(/(^|\s)#.*$/, '') : value)
    .trim()
    .replace(/,$/, '');
  const [, quoted] = /^(["'])(.*)\1$/.exec(trimmed)?.slice(1) ?? [];
  return quoted ?? trimmed;
}
