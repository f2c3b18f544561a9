const ESCAPED = /[\0-\x20"#%<>?\\^`{|}\x7f-\u{10ffff}]/gu;

/**
 * A path that NGINX changed, as it sends it on: decoded paths are encoded again, but for what was not encoded in the request
 * (ngx_escape_uri, NGX_ESCAPE_URI; `quoted_uri`).
 */
export function escapeNginxPath(path: string, asked: string): string {
  return asked.includes('%') ? path.replace(ESCAPED, encodeURIComponent) : path;
}
