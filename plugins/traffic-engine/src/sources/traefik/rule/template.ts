const OTHERWISE = {
  host: '[^.]+',
  path: '[^/]+',
  prefix: '[^/]+',
  query: '.*',
} as const;

/**
 * The regular expression of a template of v2 (`/{kind}/{id:[0-9]+}`): what stands outside of braces is meant as it is written,
 * inside is a name and a pattern, or a name alone for one step. A prefix goes on after it; hosts ignore case. Undefined where
 * the braces are not whole or hold no name or pattern.
 */
export function compileTemplate(
  template: string,
  kind: keyof typeof OTHERWISE,
): { readonly pattern: string; readonly isPlain: boolean } | undefined {
  const holes = findHoles(template);
  if (!holes) {
    return undefined;
  }
  let written = '';
  let end = 0;
  for (const [from, to] of holes) {
    const inside = template.slice(from + 1, to - 1);
    const colon = inside.indexOf(':');
    const name = colon < 0 ? inside : inside.slice(0, colon);
    const pattern = colon < 0 ? OTHERWISE[kind] : inside.slice(colon + 1);
    if (name === '' || pattern === '') {
      return undefined;
    }
    written += `${quote(template.slice(end, from))}(${pattern})`;
    end = to;
  }
  written += quote(template.slice(end));
  if (kind === 'query' && template === '') {
    written += OTHERWISE.query;
  }
  const last = kind === 'prefix' ? '' : '$';
  return {
    pattern: `${kind === 'host' ? '(?i)' : ''}^${written}${last}`,
    isPlain: holes.length === 0,
  };
}

/** From and to of the outermost braces. */
function findHoles(
  template: string,
): readonly (readonly [number, number])[] | undefined {
  const holes: (readonly [number, number])[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < template.length; at += 1) {
    if (template[at] === '{') {
      from = depth === 0 ? at : from;
      depth += 1;
    } else if (template[at] === '}') {
      depth -= 1;
      if (depth < 0) {
        return undefined;
      }
      if (depth === 0) {
        holes.push([from, at + 1]);
      }
    }
  }
  return depth === 0 ? holes : undefined;
}

function quote(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}
