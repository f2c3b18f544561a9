/** What NGINX encodes in a path that it sends on (ngx_escape_uri, NGX_ESCAPE_URI). */
const ESCAPED = /[\0-\x20"#%<>?\\^`{|}\x7f-\ud7ff\ue000-\u{10ffff}]/gu;

/**
 * A path that NGINX changed, as it sends it on: decoded paths are encoded again where anything was encoded in the request
 * (`quoted_uri`). In the Location of a redirect a question mark stays as it is.
 */
export function escapeNginxPath(
  path: string,
  { asked, isLocation }: { asked: string; isLocation: boolean },
): string {
  return asked.includes('%')
    ? path.replace(ESCAPED, char =>
        char === '?' && isLocation ? char : encodeURIComponent(char),
      )
    : path;
}
