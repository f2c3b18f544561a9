/**
 * The name by which NGINX looks for a server: the Host without one dot at its end; undefined where it answers 400
 * (ngx_http_validate_host).
 */
export function nginxHostName(host: string): string | undefined {
  return host.includes('..') ? undefined : host.replace(/\.$/, '');
}
