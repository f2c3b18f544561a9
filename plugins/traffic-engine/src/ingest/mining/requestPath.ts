/** Letters and digits mixed, or very long: an id or a key, and not a name that people gave. */
const LIKE_A_KEY = /^(?=[^_.]*\d)(?=[^_.]*[a-z])[a-z0-9]{8,}$|^[a-z0-9]{24,}$/i;
const NAMES = /^[a-z0-9][a-z0-9._~-]{0,60}$/i;
/** After one of these stands what is secret. */
const BEFORE_SECRET =
  /^(?:tokens?|keys?|api-?keys?|secrets?|passwords?|passwd|auth|hooks?|webhooks?|bot\w*)$/i;
const MAX_PATH_CHARS = 200;
const WEB_SCHEMES: readonly string[] = ['http', 'https', 'ws', 'wss'];

/**
 * The path of a web URL as far as it is made of names, from the text after the authority; undefined where there is none. It
 * ends before the first part that may be an id or a key (a webhook's address has its secret in the path), and has no query.
 */
export function requestPath(
  afterAuthority: string,
  scheme: string,
): string | undefined {
  if (!WEB_SCHEMES.includes(scheme) || !afterAuthority.startsWith('/')) {
    return undefined;
  }
  const end = afterAuthority.search(/[?#\\\s"'`<>;,|)}\]{}()$&=@:*!]/);
  const path = end < 0 ? afterAuthority : afterAuthority.slice(0, end);
  const kept: string[] = [];
  const [, ...parts] = path.slice(0, MAX_PATH_CHARS + 1).split('/');
  for (const [index, part] of parts.entries()) {
    const isEnd = part === '' && index === parts.length - 1;
    if (!isEnd && !isName(part, kept[kept.length - 1])) {
      break;
    }
    kept.push(part);
  }
  // Where the text went on in a way that is none of a path, its last part may be cut in two.
  const isWhole = end < 0 || /[?#\s"'`<>,;)\]}]/.test(afterAuthority[end]);
  const names =
    isWhole || kept.length < parts.length ? kept : kept.slice(0, -1);
  const text = `/${names.join('/')}`;
  return text === '/' ? undefined : text.slice(0, MAX_PATH_CHARS);
}

function isName(part: string, before: string | undefined): boolean {
  return (
    NAMES.test(part) &&
    !part.split(/[-_.~]/).some(piece => LIKE_A_KEY.test(piece)) &&
    !(before !== undefined && BEFORE_SECRET.test(before))
  );
}
