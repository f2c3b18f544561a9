/** So many characters of a path are matched; the work grows with their power. */
const MAX_CHARS = 1_000;
const MAX_UNBOUNDED = 3;

/** What PCRE and JavaScript read differently, and what neither bounds. */
const NOT_THE_SAME =
  /\\[AzZGhHRKQEXN0-9pPkg]|\[\[:|\(\?[^:=!<]|\(\?<[=!]|\(\?[=!]|[*+?}]\+/;

/**
 * A regular expression of NGINX (PCRE) as JavaScript's, or undefined where the two are not known to mean the same, or where
 * matching could take longer than one would wait: nobody may stop this process with an annotation.
 */
export function boundedRegex(
  pattern: string,
  flags: '' | 'i',
): { exec(text: string): RegExpExecArray | null | undefined } | undefined {
  if (NOT_THE_SAME.test(pattern) || !isBounded(pattern)) {
    return undefined;
  }
  try {
    const regex = new RegExp(pattern, flags);
    return {
      exec: text => (text.length > MAX_CHARS ? undefined : regex.exec(text)),
    };
  } catch {
    return undefined;
  }
}

/** No repetition of what repeats or branches itself, and few unbounded ones after each other. */
function isBounded(pattern: string): boolean {
  const groups: boolean[] = [];
  let unbounded = 0;
  for (let index = 0; index < pattern.length; index += 1) {
    const char = pattern[index];
    if (char === '\\') {
      index += 1;
    } else if (char === '[') {
      const end = pattern.indexOf(']', index + 2);
      index = end < 0 ? pattern.length : end;
    } else if (char === '(') {
      groups.push(false);
    } else if (char === ')') {
      const varies = groups.pop() ?? false;
      if (varies && /^(?:[*+]|\{)/.test(pattern.slice(index + 1))) {
        return false;
      }
      if (varies && groups.length > 0) {
        groups[groups.length - 1] = true;
      }
    } else if (char === '|' || char === '*' || char === '+' || char === '{') {
      unbounded += char === '|' ? 0 : 1;
      if (groups.length > 0) {
        groups[groups.length - 1] = true;
      }
    }
  }
  return unbounded <= MAX_UNBOUNDED;
}
